"""The cache of the overrides page, keyed by book, lenders and what stands decided in the ledger."""

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from data import read
from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from desk.work import decided
from desk.work.decided import State
from scoring.risk import overrides
from ui import loaders
from ui.book import BookInUse
from ui.cases import office
from ui.risk.loaders import Lenders


@st.cache_data(max_entries=8, show_spinner="Counting the decisions once…")
def _cells(
    home: Home,
    book: Book,
    lenders: Lenders,
    state: State,
    _viewer: Viewer,
    _ledger: Engine,
    _of: BookInUse,
) -> pd.DataFrame:
    del home, book, state
    asked = None if lenders is None else list(lenders)
    made = decided.in_force(_ledger, _viewer)
    return overrides.cells(loaders.connection(_of), made, asked)


def cells(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give the decisions of the viewer's lenders, those of the book and those of the desk.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    return _cells(*_asked(viewer, book))


@st.cache_data(max_entries=8, show_spinner=False)
def _outside(
    home: Home,
    book: Book,
    lenders: Lenders,
    state: State,
    _viewer: Viewer,
    _ledger: Engine,
    _of: BookInUse,
) -> int:
    del home, book, lenders, state
    made = decided.in_force(_ledger, _viewer)["application_id"].tolist()
    found = read.query(loaders.connection(_of), "risk_outside", application_id=made)
    return int(found["outside"].iloc[0])


def outside(viewer: Viewer, book: BookInUse) -> int:
    """Count the desk's decisions on applicants of the viewer's lenders who are not in the book.

    Who was scored from an upload is in none until the lender's files bring them.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    return _outside(*_asked(viewer, book))


def _asked(
    viewer: Viewer, book: BookInUse
) -> tuple[Home, Book, Lenders, State, Viewer, Engine, BookInUse]:
    """Check the viewer, and give what the caches above are keyed by and read from."""
    require(viewer, Act.READ_RISK)
    ledger = office.ledger()
    state = decided.state(ledger)
    return book.home, book.book, viewer.lender_ids, state, viewer, ledger, book
