"""The caches of the cohorts page, keyed by book, lenders and cohorts."""

import duckdb
import pandas as pd
import streamlit as st

from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from scoring import cohort, cohort_book, cohort_counts
from scoring.cohort import Cohort
from scoring.cohort_book import CohortBook, Orders
from scoring.cohort_counts import Counted, Members
from ui import loaders
from ui.book import BookInUse
from ui.risk.loaders import Lenders

RHYTHM_OF = 50_000
SWARM_OF = 400
_SHOWN = 100
_BOOKS, _COHORTS = 2, 32
Cohorts = tuple[Cohort, ...]


@st.cache_resource(max_entries=_BOOKS, show_spinner="Laying the whole book down once…")
def _prepared(of_connection: int, _con: duckdb.DuckDBPyConnection) -> CohortBook:
    del of_connection
    return cohort_book.prepare(_con)


def prepared(book: BookInUse) -> CohortBook:
    """Lay the book down for cohorts, once; queries of other pages read the tables that it makes.

    They stand in the connection, which is held: a book opened anew is laid down anew.
    """
    con = loaders.connection(book)
    return _prepared(id(con), con)


@st.cache_resource(max_entries=_BOOKS, show_spinner="Reading when they buy, once…")
def _orders(home: Home, book: Book, _of: BookInUse) -> Orders:
    return cohort_book.orders_of_a_part(prepared(_of), RHYTHM_OF)


@st.cache_data(max_entries=_COHORTS, show_spinner=False)
def _members(
    home: Home, book: Book, lenders: Lenders, asked: tuple[str, ...], _of: BookInUse
) -> Members:
    cohorts = [cohort.parse(text) for text in asked]
    return cohort_counts.members(prepared(_of), cohorts, _list(lenders))


@st.cache_data(max_entries=_COHORTS, show_spinner=False)
def _counted(
    home: Home, book: Book, lenders: Lenders, asked: tuple[str, ...], _of: BookInUse
) -> Counted:
    found = _members(home, book, lenders, asked, _of)
    return cohort_counts.count(prepared(_of), found, len(asked))


def counted(viewer: Viewer, book: BookInUse, cohorts: Cohorts) -> Counted:
    """Give the sums of cohorts over the whole book.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _counted(book.home, book.book, viewer.lender_ids, _written(cohorts), book)


def rhythm(viewer: Viewer, book: BookInUse, cohorts: Cohorts, at: int) -> pd.DataFrame:
    """Give when one of some cohorts, and the rest, buys: of a random part of the book.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    found = _members(book.home, book.book, viewer.lender_ids, _written(cohorts), book)
    return cohort_counts.rhythm(_orders(book.home, book.book, book), found, at)


def swarm(
    viewer: Viewer, book: BookInUse, cohorts: Cohorts, at: int, features: tuple[str, ...]
) -> pd.DataFrame:
    """Give values and points of some features for a random part of one of some cohorts.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants or the risk pages.
    """
    require(viewer, Act.READ_RISK)
    require(viewer, Act.SEE_APPLICANTS)
    found = _members(book.home, book.book, viewer.lender_ids, _written(cohorts), book)
    return cohort_counts.swarm(prepared(book), found, at, features, SWARM_OF)


def applicants(viewer: Viewer, book: BookInUse, cohorts: Cohorts, at: int) -> pd.DataFrame:
    """Give the newest applications of one of some cohorts.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants or the risk pages.
    """
    require(viewer, Act.READ_RISK)
    require(viewer, Act.SEE_APPLICANTS)
    found = _members(book.home, book.book, viewer.lender_ids, _written(cohorts), book)
    return cohort_counts.applicants(prepared(book), found, at, _SHOWN)


@st.cache_data(max_entries=256, show_spinner=False)
def _names(home: Home, book: Book, lenders: Lenders, attribute: str, _of: BookInUse) -> list[str]:
    return cohort_counts.names(prepared(_of), attribute, _list(lenders))


def names(viewer: Viewer, book: BookInUse, attribute: str) -> list[str]:
    """Give the names that an attribute takes among the viewer's applications."""
    require(viewer, Act.READ_RISK)
    return _names(book.home, book.book, viewer.lender_ids, attribute, book)


def _written(cohorts: Cohorts) -> tuple[str, ...]:
    return tuple(cohort.written(one) for one in cohorts)


def _list(lenders: Lenders) -> list[str] | None:
    return None if lenders is None else list(lenders)
