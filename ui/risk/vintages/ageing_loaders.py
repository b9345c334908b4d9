"""The caches of the vintages page, keyed by book, lenders and what was asked."""

import duckdb
import pandas as pd
import streamlit as st

from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from scoring.risk import ageing
from scoring.risk.ageing import Whom
from ui import loaders
from ui.book import BookInUse
from ui.risk.cohorts import cohort_loaders

_ASKED = 64


@st.cache_resource(max_entries=2, show_spinner="Joining the loans of the book once…")
def _prepared(of_connection: int, _con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    del of_connection
    ageing.prepare(_con)
    return _con  # held, so that no other connection gets its number


@st.cache_data(max_entries=_ASKED, show_spinner=False)
def _cells(
    home: Home, book: Book, whom: Whom, cut: str, days_past_due: int, _of: BookInUse
) -> pd.DataFrame:
    del home, book
    con = loaders.connection(_of) if cut in ageing.CUTS else cohort_loaders.prepared(_of).con
    return ageing.vintage_cells(_prepared(id(con), con), whom, cut, days_past_due)


def vintage_cells(
    viewer: Viewer,
    book: BookInUse,
    *,
    product: str | None,
    depth_band: str | None,
    cut: str,
    days_past_due: int,
) -> pd.DataFrame:
    """Give the counts behind vintages, of the viewer's lenders.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    whom = Whom(viewer.lender_ids, product, depth_band)
    return _cells(book.home, book.book, whom, cut, days_past_due, book)


@st.cache_data(max_entries=8, show_spinner="Following every loan from month to month once…")
def _moves(home: Home, book: Book, whom: Whom, _of: BookInUse) -> pd.DataFrame:
    del home, book
    return ageing.roll_moves(loaders.connection(_of), whom)


def roll_moves(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give the moves between buckets of days past due, of the viewer's lenders.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _moves(book.home, book.book, Whom(viewer.lender_ids), book)
