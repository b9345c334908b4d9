"""The caches of the risk pages: small cubes of the whole book, keyed by book and lenders."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from data import read
from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from desk.work import decided
from desk.work.decided import State
from scoring.risk import decided_since as since
from ui import loaders, queue_loaders
from ui.book import BookInUse
from ui.cases import office

_CUBES = 8
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


@st.cache_data(max_entries=_CUBES, show_spinner=False)
def _decided_since(
    home: Home, book: Book, lenders: Lenders, state: State, _viewer: Viewer, _of: BookInUse
) -> pd.DataFrame:
    del home, book, state
    asked = None if lenders is None else list(lenders)
    made = decided.in_force(office.ledger(), _viewer)
    return since.decided_since(loaders.connection(_of), made, asked)


def decided_since(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give what the desk has decided of the viewer's lenders, and this book does not hold yet.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    state = decisions_state()
    return _decided_since(book.home, book.book, viewer.lender_ids, state, viewer, book)


def decisions_state() -> State:
    """Give what changes with every decision of the desk, for caches of what counts them."""
    return decided.state(office.ledger())


@st.cache_data(max_entries=_CUBES, show_spinner=False)
def _frame(home: Home, book: Book, name: str, lenders: Lenders, _of: BookInUse) -> pd.DataFrame:
    del home, book
    asked = None if lenders is None else list(lenders)
    return read.query(loaders.connection(_of), name, lender_ids=asked)


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


def months(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give the cube of the portfolio: months by product, depth band and score band.

    With the desk's decisions since the book; rows of one cell are to be added up.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    cells = _frame(book.home, book.book, "risk_portfolio_cells", viewer.lender_ids, book)
    return since.in_portfolio(cells, decided_since(viewer, book))


def products(viewer: Viewer, book: BookInUse) -> list[str]:
    """Give the products that the viewer has applications of, in rising order."""
    found = queue_loaders.choices(viewer, book)["product"]
    return sorted({str(product) for product in found.dropna()})
