"""The caches of the stability page, keyed by book and lenders."""

import pandas as pd
import streamlit as st

from data import read
from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from scoring.models.manifest import Training
from scoring.risk import drift
from scoring.risk.drift import Drifting, Month
from ui import loaders
from ui.book import BookInUse
from ui.risk.loaders import Lenders

_CUBES = 8
_COUNTING = "Counting the whole book in the bins of train once…"


@st.cache_resource(max_entries=_CUBES, show_spinner=_COUNTING)
def _drifting(
    home: Home, book: Book, lenders: Lenders, _training: Training, _of: BookInUse
) -> Drifting:
    del home, book
    return drift.drifting(loaders.connection(_of), _training, _list(lenders))


def drifting(viewer: Viewer, book: BookInUse, training: Training) -> Drifting:
    """Give the applications of the viewer's lenders by month, in the bins of train.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _drifting(book.home, book.book, viewer.lender_ids, training, book)


@st.cache_data(max_entries=_CUBES, show_spinner=False)
def _reasons(home: Home, book: Book, lenders: Lenders, _of: BookInUse) -> pd.DataFrame:
    del home, book
    return read.query(loaders.connection(_of), "risk_reason_cells", lender_ids=_list(lenders))


def reasons(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give how often each family is a reason, by month, of the viewer's lenders.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _reasons(book.home, book.book, viewer.lender_ids, book)


@st.cache_resource(max_entries=_CUBES, show_spinner="Estimating performance once…")
def _performance(home: Home, book: Book, lenders: Lenders, _of: BookInUse) -> list[Month]:
    del home, book
    con = loaders.connection(_of)
    return drift.performance(read.query(con, "risk_estimate_cells", lender_ids=_list(lenders)))


def performance(viewer: Viewer, book: BookInUse) -> list[Month]:
    """Give estimated and observed performance by month, of the viewer's lenders.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _performance(book.home, book.book, viewer.lender_ids, book)


def _list(lenders: Lenders) -> list[str] | None:
    return None if lenders is None else list(lenders)
