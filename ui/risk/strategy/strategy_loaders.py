"""The caches of the strategy lab: the book laid down for it, and the cells of populations."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from desk.work.decided import State
from scoring.policies.policy import Policy
from scoring.risk import decided_since as since
from scoring.risk.cohorts import cohort
from scoring.risk.strategy import strategy, strategy_book
from scoring.risk.strategy.cells import Cells
from scoring.risk.strategy.strategy import Standing
from scoring.risk.strategy.strategy_book import Rows, StrategyBook
from scoring.risk.strategy.unchecked import Unchecked, unchecked
from ui import loaders
from ui.book import BookInUse
from ui.risk import loaders as risk
from ui.risk.cohorts import cohort_loaders
from ui.risk.loaders import Lenders

_BOOKS, _POPULATIONS, _JUDGED = 2, 16, 64
Judgement = tuple[Standing, Unchecked | None]


@dataclass(frozen=True, slots=True)
class Population:
    """Whom the lab counts; None keeps all.

    Parameters
    ----------
    since : datetime
        Applied from then on.
    product, depth_band : str or None
    cohort : str or None
        As `scoring.risk.cohorts.cohort.written` writes it.
    says : str
        Product and depth in words.
    """

    since: datetime
    product: str | None
    depth_band: str | None
    cohort: str | None
    says: str


@st.cache_resource(max_entries=_BOOKS, show_spinner="Counting the whole book once…")
def _laid(
    home: Home, book: Book, lenders: Lenders, multiples: tuple[float, ...], _of: BookInUse
) -> StrategyBook:
    del home, book
    lender_ids = None if lenders is None else list(lenders)
    return strategy_book.prepare(loaders.connection(_of), lender_ids, multiples)


def _rows(
    viewer: Viewer, book: BookInUse, whom: Population, of: StrategyBook, among: Rows | None = None
) -> Rows:
    asked = None if whom.cohort is None else cohort.parse(whom.cohort)
    return strategy_book.population(
        of,
        since=whom.since,
        product=whom.product,
        depth_band=whom.depth_band,
        members=None if asked is None else cohort_loaders.members(viewer, book, asked),
        among=among,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which cells are asked for."""

    home: Home
    book: Book
    lenders: Lenders
    whom: Population
    multiples: tuple[float, ...]

    def laid(self, of: BookInUse) -> StrategyBook:
        return _laid(self.home, self.book, self.lenders, self.multiples, of)


@st.cache_resource(max_entries=_POPULATIONS, show_spinner=False)
def _cells(asked: _Asked, _viewer: Viewer, _of: BookInUse, *, of_whom: State | None) -> Cells:
    del of_whom
    laid = asked.laid(_of)
    return strategy_book.cells(laid, _rows(_viewer, _of, asked.whom, laid))


@st.cache_resource(max_entries=_POPULATIONS, show_spinner=False)
def _cells_since(asked: _Asked, _viewer: Viewer, _of: BookInUse, *, state: State) -> Cells:
    del state
    laid = asked.laid(_of)
    turned = since.turned(laid, risk.decided_since(_viewer, _of))
    rows = _rows(_viewer, _of, asked.whom, laid, among=turned.rows)
    whole = _cells(asked, _viewer, _of, of_whom=_state_of(asked.whom))
    return since.in_cells(whole, laid, turned, rows)


def _state_of(whom: Population) -> State | None:
    """Give what changes who is in a population that asks for decisions."""
    asked = () if whom.cohort is None else (cohort.parse(whom.cohort),)
    return cohort_loaders.decisions_state(*asked)


def cells(viewer: Viewer, book: BookInUse, whom: Population, multiples: tuple[float, ...]) -> Cells:
    """Give the cells of a population of the viewer's lenders, the desk's decisions since in them.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    asked = _Asked(book.home, book.book, viewer.lender_ids, whom, multiples)
    return _cells_since(asked, viewer, book, state=risk.decisions_state())


def judged(cells: Cells, policy: Policy, *, factor: float | None) -> Judgement:
    """Give what a kept policy does to a population, counted once.

    Parameters
    ----------
    cells : Cells
        Of the population; they remember it.
    policy : Policy
        Its limits at the multiples of the cells.
    factor : float or None
        As `scoring.risk.strategy.strategy.standing` takes it.

    Returns
    -------
    (Standing, Unchecked or None)
        And what the rule on doubts would do to those whose doubt is not known.
    """

    def judge() -> Judgement:
        found = strategy.standing(cells, policy, factor=factor)
        return found, unchecked(cells, policy, found, factor)

    return cells.once("judged", (policy.model_dump_json(), factor), judge, most=_JUDGED)


def people(
    viewer: Viewer,
    book: BookInUse,
    whom: Population,
    multiples: tuple[float, ...],
    is_wanted: NDArray[np.bool_],
) -> Rows:
    """Give the places of a population's applications in some of its cells, the newest first.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    laid = _laid(book.home, book.book, viewer.lender_ids, multiples, book)
    return strategy_book.people(laid, _rows(viewer, book, whom, laid), is_wanted)
