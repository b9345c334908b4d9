"""The caches of the cohorts page, keyed by book, lenders and cohorts."""

import duckdb
import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from desk.work.decided import State
from scoring.risk import decided_since as since
from scoring.risk.cohorts import cohort, cohort_book, cohort_counts, cohort_sums
from scoring.risk.cohorts.cohort import Cohort
from scoring.risk.cohorts.cohort_book import CohortBook, Orders
from scoring.risk.cohorts.cohort_counts import Members
from scoring.risk.cohorts.cohort_sums import Counted
from ui import loaders
from ui.book import BookInUse
from ui.risk import loaders as risk
from ui.risk.loaders import Lenders

RHYTHM_OF = 50_000
SWARM_OF = 400
_BOOKS, _COHORTS = 2, 32
Cohorts = tuple[Cohort, ...]
Places = NDArray[np.int32]


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
    home: Home,
    book: Book,
    lenders: Lenders,
    state: State | None,
    asked: tuple[str, ...],
    _viewer: Viewer,
    _of: BookInUse,
) -> Members:
    cohorts = [cohort.parse(text) for text in asked]
    found = cohort_counts.members(prepared(_of), cohorts, _list(lenders))
    if state is None:
        return found
    return cohort_counts.members_since(
        prepared(_of), found, cohorts, risk.decided_since(_viewer, _of)
    )


def _members_of(viewer: Viewer, book: BookInUse, cohorts: Cohorts) -> Members:
    state = decisions_state(*cohorts)
    asked = (viewer.lender_ids, state, _written(cohorts))
    return _members(book.home, book.book, *asked, viewer, book)


def decisions_state(*cohorts: Cohort) -> State | None:
    """Give what changes with every decision of the desk where cohorts ask for decisions."""
    return risk.decisions_state() if any(map(cohort.of_decisions, cohorts)) else None


@st.cache_data(max_entries=_COHORTS, show_spinner=False)
def _counted(
    home: Home,
    book: Book,
    lenders: Lenders,
    state: State,
    asked: tuple[str, ...],
    _viewer: Viewer,
    _of: BookInUse,
) -> Counted:
    del home, book, lenders, state
    found = _members_of(_viewer, _of, tuple(map(cohort.parse, asked)))
    flags = since.in_flags(prepared(_of).flags, risk.decided_since(_viewer, _of))
    return cohort_sums.count(prepared(_of), found, len(asked), flags)


def members(viewer: Viewer, book: BookInUse, asked: Cohort) -> Members:
    """Say which applications are in a cohort, in the order of the book's features.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _members_of(viewer, book, (asked,))


def counted(viewer: Viewer, book: BookInUse, cohorts: Cohorts) -> Counted:
    """Give the sums of cohorts over the whole book.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    asked = (viewer.lender_ids, risk.decisions_state(), _written(cohorts))
    return _counted(book.home, book.book, *asked, viewer, book)


def rhythm(viewer: Viewer, book: BookInUse, cohorts: Cohorts, at: int) -> pd.DataFrame:
    """Give when one of some cohorts, and the rest, buys: of a random part of the book.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    found = _members_of(viewer, book, cohorts)
    return cohort_counts.rhythm(_orders(book.home, book.book, book), found, at)


def buyers_of(viewer: Viewer, book: BookInUse, cohorts: Cohorts, at: int) -> int | None:
    """Give of how many of one of some cohorts it is asked when they buy; None where of all.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    found = _members_of(viewer, book, cohorts)
    return cohort_counts.sampled(_orders(book.home, book.book, book), found, at)


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
    found = _members_of(viewer, book, cohorts)
    return cohort_counts.swarm(prepared(book), found, at, features, SWARM_OF)


def places(
    viewer: Viewer, book: BookInUse, cohorts: Cohorts, at: int, hour: tuple[int, int] | None
) -> Places:
    """Give where the applications of one of some cohorts lie, the newest first.

    Parameters
    ----------
    hour : (int, int) or None
        Weekday and hour: only those who have ordered then, among `RHYTHM_OF` random applications.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    found = _members_of(viewer, book, cohorts)
    newest = cohort_counts.newest(prepared(book), found, at)
    if hour is None:
        return newest
    return cohort_counts.buyers(_orders(book.home, book.book, book), newest, *hour)


def applicants(viewer: Viewer, book: BookInUse, some: Places) -> pd.DataFrame:
    """Give the applications at some places.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants or the risk pages.
    """
    require(viewer, Act.READ_RISK)
    require(viewer, Act.SEE_APPLICANTS)
    found = cohort_counts.applicants(prepared(book), some)
    made = risk.decided_since(viewer, book)
    newer = dict(zip(made["application_id"], made["decision"], strict=True))
    own = zip(found["application_id"], found["decision"], strict=True)
    return found.assign(decision=[newer.get(name, decision) for name, decision in own])


@st.cache_data(max_entries=256, show_spinner=False)
def _names(home: Home, book: Book, lenders: Lenders, attribute: str, _of: BookInUse) -> list[str]:
    return cohort_counts.names(prepared(_of), attribute, _list(lenders))


def names(viewer: Viewer, book: BookInUse, attribute: str) -> list[str]:
    """Give the names that an attribute takes among the viewer's applications."""
    require(viewer, Act.READ_RISK)
    found = _names(book.home, book.book, viewer.lender_ids, attribute, book)
    if attribute not in cohort.OF_DECISIONS:
        return found
    made = risk.decided_since(viewer, book)[attribute].dropna()
    return [*found, *sorted(set(made) - set(found))]


def _written(cohorts: Cohorts) -> tuple[str, ...]:
    return tuple(cohort.written(one) for one in cohorts)


def _list(lenders: Lenders) -> list[str] | None:
    return None if lenders is None else list(lenders)
