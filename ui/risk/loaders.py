"""The caches of the risk pages: small cubes of the whole book, keyed by book and lenders."""

from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd
import streamlit as st

from data import read
from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from scoring import cohort
from scoring.cells import Cells
from scoring.cohort import Cohort
from ui import loaders, queue_loaders
from ui.book import BookInUse

_CUBES = 8
_COHORTS = 64
_SHOWN = 100
Lenders = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Period:
    """The span of applications that the viewer may count.

    Parameters
    ----------
    first, last : datetime
        Of applications, UTC.
    as_of : datetime
        The book's today.
    """

    first: datetime
    last: datetime
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Population:
    """Whom the lab counts; None keeps all.

    Parameters
    ----------
    since : datetime
        Applied from then on.
    product, depth_band : str or None
    says : str
        In words.
    """

    since: datetime
    product: str | None
    depth_band: str | None
    says: str


@st.cache_data(max_entries=_CUBES, show_spinner=False)
def _frame(home: Home, book: Book, name: str, lenders: Lenders, _of: BookInUse) -> pd.DataFrame:
    del home, book
    asked = None if lenders is None else list(lenders)
    return read.query(loaders.connection(_of), name, lender_ids=asked)


@st.cache_resource(max_entries=_CUBES, show_spinner="Counting the whole book once…")
def _cells(
    home: Home,
    book: Book,
    lenders: Lenders,
    since: datetime,
    multiples: tuple[float, ...],
    _of: BookInUse,
) -> Cells:
    del home, book
    found = read.query(
        loaders.connection(_of),
        "risk_strategy_cells",
        since=since,
        lender_ids=None if lenders is None else list(lenders),
        multiples=list(multiples),
    )
    return Cells(found, multiples)


def period(viewer: Viewer, book: BookInUse) -> Period | None:
    """Give the span of the viewer's applications; None where there is none.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    found = _frame(book.home, book.book, "risk_period", viewer.lender_ids, book).iloc[0]
    if not found["applications"]:
        return None
    first, last, as_of = (
        pd.Timestamp(found[name]).to_pydatetime()
        for name in ("first_applied_at", "last_applied_at", "as_of")
    )
    return Period(first, last, as_of)


@st.cache_resource(max_entries=_COHORTS, show_spinner=False)
def _part(
    _cells: Cells, key: tuple[object, ...], product: str | None, depth_band: str | None
) -> Cells:
    del key
    return _cells.of(product, depth_band)


def strategy_cells(
    viewer: Viewer, book: BookInUse, whom: Population, multiples: tuple[float, ...]
) -> Cells:
    """Give the cube of the strategy lab: the applications of a population of the viewer's lenders.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    asked = (book.home, book.book, viewer.lender_ids, whom.since, multiples)
    return _part(_cells(*asked, book), asked, whom.product, whom.depth_band)


def months(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give the cube of the portfolio: months by product, depth band and score band.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    return _frame(book.home, book.book, "risk_portfolio_cells", viewer.lender_ids, book)


def products(viewer: Viewer, book: BookInUse) -> list[str]:
    """Give the products that the viewer has applications of, in rising order."""
    found = queue_loaders.choices(viewer, book)["product"]
    return sorted({str(product) for product in found.dropna()})


@st.cache_resource(max_entries=_CUBES, show_spinner="Joining the whole book once…")
def _prepared(home: Home, book: Book, _of: BookInUse) -> duckdb.DuckDBPyConnection:
    del home, book
    con = loaders.connection(_of)
    cohort.prepare(con)
    return con


@st.cache_data(max_entries=_COHORTS, show_spinner=False)
def _cohort_cells(
    home: Home, book: Book, lenders: Lenders, asked: tuple[str, ...], _of: BookInUse
) -> pd.DataFrame:
    cohorts = [cohort.parse(text) for text in asked]
    return cohort.cells(
        _prepared(home, book, _of), cohorts, None if lenders is None else list(lenders)
    )


def cohort_cells(viewer: Viewer, book: BookInUse, cohorts: tuple[Cohort, ...]) -> pd.DataFrame:
    """Give the counts of cohorts over the whole book.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    asked = tuple(cohort.written(one) for one in cohorts)
    return _cohort_cells(book.home, book.book, viewer.lender_ids, asked, book)


@st.cache_data(max_entries=_COHORTS, show_spinner=False)
def _cohort_applicants(
    home: Home, book: Book, lenders: Lenders, asked: str, _of: BookInUse
) -> pd.DataFrame:
    own = None if lenders is None else list(lenders)
    return cohort.applicants(_prepared(home, book, _of), cohort.parse(asked), own, _SHOWN)


def cohort_applicants(viewer: Viewer, book: BookInUse, of: Cohort) -> pd.DataFrame:
    """Give the newest applications of a cohort.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants or the risk pages.
    """
    require(viewer, Act.READ_RISK)
    require(viewer, Act.SEE_APPLICANTS)
    return _cohort_applicants(book.home, book.book, viewer.lender_ids, cohort.written(of), book)


@st.cache_data(max_entries=256, show_spinner=False)
def _cohort_values(
    home: Home, book: Book, lenders: Lenders, attribute: str, _of: BookInUse
) -> list[str]:
    own = None if lenders is None else list(lenders)
    return cohort.values(_prepared(home, book, _of), attribute, own)


def cohort_values(viewer: Viewer, book: BookInUse, attribute: str) -> list[str]:
    """Give the names that an attribute takes among the viewer's applications."""
    require(viewer, Act.READ_RISK)
    return _cohort_values(book.home, book.book, viewer.lender_ids, attribute, book)
