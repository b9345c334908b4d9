"""The caches of what is computed for one applicant at a time: the model with its trees, the doubt.

As in `ui.loaders`: thin wraps, bounded, keyed by the book. What comes in was given by a loader
that checked the viewer.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb
import streamlit as st
from sqlalchemy import Engine

from data import book as books
from data.application import Application
from data.book import Book
from data.histories.future import Change
from data.histories.own import Own, own_rows
from data.histories.prepared import PreparedFeatures
from data.home import Home
from desk.roles import Act, Viewer, require
from desk.work import decided
from desk.work.decided import State
from scoring.explain import similar, uncertainty
from scoring.explain.disputed import Line, assess_without
from scoring.explain.path_to_approval import Path, path_to_approval
from scoring.explain.similar import Cases, Similar
from scoring.explain.uncertainty import Doubt
from scoring.explain.what_if import Outcome, tried
from scoring.policies.policy import Policy
from scoring.scores import assess
from scoring.scores.assess import Assessment
from ui import loaders
from ui.book import NAMED, BookInUse
from ui.cases import office

if TYPE_CHECKING:
    from scoring.models.model import Model

_BOOKS = 2
_PEOPLE = 256


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _model(home: Home, version: str) -> "Model":
    from scoring.models import model as models  # noqa: PLC0415 - CatBoost, where a card computes

    return models.load(books.model_path(home, version))


def model(book: BookInUse) -> "Model":
    """Give the model in use with its trees, to score what stands in no book."""
    return _model(book.home, loaders.manifest(book).version)


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _doubts(home: Home, book: Book) -> dict[str, Doubt]:
    del home, book
    return {}


def settle(book: BookInUse, found: Application) -> None:
    """Compute how sure a score is, for `settled` to take up; about half a second."""
    kept = _doubts(book.home, book.book)
    doubt = uncertainty.doubt(loaders.connection(book), model(book), found.application_id)
    while len(kept) >= _PEOPLE:
        kept.pop(next(iter(kept)), None)
    kept[found.application_id] = doubt


def settled(
    book: BookInUse, found: Application, scored: Assessment | None, policy: Policy | None = None
) -> Assessment | None:
    """Give an assessment with its doubt, where `settle` computed it since."""
    if scored is None or scored.doubt is not None:
        return scored
    doubt = _doubts(book.home, book.book).get(found.application_id)
    return scored if doubt is None else assess.settled(scored, found, doubt, policy)


@st.cache_resource(max_entries=_PEOPLE, show_spinner=False, hash_funcs=NAMED)
def _own(home: Home, book: Book, application_id: str, _con: duckdb.DuckDBPyConnection) -> Own:
    del home, book
    return own_rows(_con, [application_id])


def own(book: BookInUse, found: Application) -> Own:
    """Give what was known of an applicant, as rows that histories are made of."""
    return _own(book.home, book.book, found.application_id, loaders.connection(book))


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _prepared(home: Home, book: Book, _con: duckdb.DuckDBPyConnection) -> PreparedFeatures:
    del home, book
    return PreparedFeatures(_con)


def prepared(book: BookInUse) -> PreparedFeatures:
    """Give what computes the features of histories that stand in no book."""
    return _prepared(book.home, book.book, loaders.connection(book))


def what_if(
    book: BookInUse, found: Application, scored: Assessment, policy: Policy, change: Change
) -> tuple[Outcome, Outcome]:
    """Give what a change would lead to, after what there is without it."""
    now, then = tried(
        prepared(book), model(book), found, own(book, found), [change],
        in_force=policy, doubt=scored.doubt, money=book.money,
    )  # fmt: skip
    return now, then


@st.cache_data(max_entries=_PEOPLE, show_spinner=False, hash_funcs=NAMED)
def _path(
    home: Home,
    book: Book,
    application_id: str,
    version: str,
    is_settled: bool,
    _search: Callable[[], Path],
) -> Path:
    del home, book, application_id, version, is_settled
    return _search()


def path(
    book: BookInUse,
    found: Application,
    scored: Assessment,
    policy: Policy,
    terms: tuple[int, ...],
) -> Path:
    """Give the smallest change that would be approved, or that there is none; about two seconds."""

    def search() -> Path:
        return path_to_approval(
            prepared(book), model(book), found, own(book, found),
            terms=terms, in_force=policy, doubt=scored.doubt, money=book.money,
        )  # fmt: skip

    is_settled = scored.doubt is not None
    return _path(
        book.home, book.book, found.application_id, policy.version, is_settled, _search=search
    )


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _cases(home: Home, book: Book, _book: BookInUse) -> Cases:
    del home, book
    return similar.cases(loaders.connection(_book), loaders.manifest(_book).features)


@st.cache_resource(max_entries=_BOOKS, show_spinner=False)
def _decided(
    state: State, lender_ids: tuple[str, ...] | None, _viewer: Viewer, _ledger: Engine
) -> dict[str, tuple[str, datetime]]:
    del state, lender_ids
    return decided.by_application(_ledger, _viewer)


def similar_cases(
    viewer: Viewer, book: BookInUse, found: Application, scored: Assessment
) -> Similar:
    """Give the decided cases of the viewer's lenders that are most like an application.

    What the desk decided counts, whether the book holds it yet or not.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants.
    """
    require(viewer, Act.SEE_APPLICANTS)
    points = {
        feature.name: feature.points
        for family in scored.explanation.families
        for feature in family.features
    }
    before = found.facts["applied_at"]
    if not isinstance(before, datetime):
        raise TypeError(f"applied_at is {before!r}, wanted a time.")
    ledger = office.ledger()
    of_desk = _decided(decided.state(ledger), viewer.lender_ids, viewer, ledger)
    return similar.similar(
        _cases(book.home, book.book, book),
        points,
        customer_id=str(found.facts["customer_id"]),
        before=before,
        decided=of_desk,
        lender_ids=viewer.lender_ids,
    )


def without(
    book: BookInUse,
    found: Application,
    scored: Assessment,
    policy: Policy,
    purchases: frozenset[Line],
) -> Outcome:
    """Give the score of an application as if some orders, or lines of them, were never made."""
    return assess_without(
        prepared(book), model(book), found, own(book, found),
        purchases, in_force=policy, doubt=scored.doubt, money=book.money,
    )  # fmt: skip
