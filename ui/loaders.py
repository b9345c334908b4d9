"""Every cache of the app, and nothing else: thin wraps, bounded, keyed by the book in use.

A loader that gives out what a role or a lender bounds takes the viewer and checks it here, on the
server; what is cached below it is keyed by the viewer's lenders. All sessions share what is cached:
nobody changes it.
"""

from collections.abc import Mapping

import duckdb
import pandas as pd
import streamlit as st

from data import book as books
from data import read, uploads
from data.application import Application, find_application
from data.book import Book
from data.errors import ThinfileError
from data.features import evidence
from data.home import Home
from desk.roles import Act, Viewer, require
from desk.work.cases import Pins
from scoring.models import manifest as manifests
from scoring.models.manifest import Manifest
from scoring.policies.policy import Policy
from scoring.scores import assess
from scoring.scores.assess import About, Assessment
from ui.book import NAMED, BookInUse, describe
from ui.comparable import Comparable, find_comparable
from ui.peers import Peers, find_peers
from ui.purchases import Festival

_BOOKS = 4  # the one in use, and older ones that cases are pinned to
_PEOPLE = 256
_PAGES = 64
_MEMORY = "1GB"  # of a book's pages and tables, for all sessions together


# closed when nobody holds it any more
@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _connection(home: Home, book: Book) -> duckdb.DuckDBPyConnection:
    con = books.open_book(home, book)
    con.execute(f"set memory_limit = '{_MEMORY}'")
    return con


@st.cache_resource(max_entries=_BOOKS, ttl=60, show_spinner=False, hash_funcs=NAMED)
def _checked_book(home: Home, changed_ns: int) -> Book | None:
    del changed_ns
    return books.current(home)


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _described(home: Home, book: Book) -> BookInUse:
    return describe(_connection(home, book), home, book)


def book_in_use() -> BookInUse | None:
    """Say which book is in use; a newly published one is taken up at the next rerun.

    Returns
    -------
    BookInUse or None
        None when nothing was published yet.

    Raises
    ------
    ThinfileError
        When the book is not the one that was published.
    """
    home = Home.from_environment()
    try:
        changed_ns = home.current.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    book = _checked_book(home, changed_ns)
    return None if book is None else _described(home, book)


def holding(book: BookInUse, application_id: str) -> BookInUse:
    """Give the book that holds an application: its upload's, or the one in use."""
    if not uploads.is_upload(book.home, application_id):
        return book
    own = uploads.home_of(book.home, application_id)
    return _described(own, books.required(own))


@st.cache_resource(max_entries=_PEOPLE, show_spinner=False, hash_funcs=NAMED)
def _application(
    home: Home, book: Book, application_id: str, lender_ids: tuple[str, ...] | None
) -> Application:
    return find_application(_connection(home, book), application_id, lender_ids)


def application(viewer: Viewer, book: BookInUse, application_id: str) -> Application:
    """Give one application of the viewer's lenders.

    Raises
    ------
    ThinfileError
        When the viewer may not see it, or there is none with this id.
    """
    require(viewer, Act.SEE_APPLICANTS)
    return _application(book.home, book.book, application_id, viewer.lender_ids)


@st.cache_resource(max_entries=_PEOPLE, show_spinner=False, hash_funcs=NAMED)
def _known(home: Home, book: Book, application_id: str) -> dict[str, pd.DataFrame]:
    return evidence.known(_connection(home, book), application_id)


def known(book: BookInUse, found: Application) -> dict[str, pd.DataFrame]:
    """Give the rows known of an application that `application` gave the viewer, by table."""
    return _known(book.home, book.book, found.application_id)


@st.cache_resource(max_entries=_PAGES, show_spinner=False, hash_funcs=NAMED)
def _comparable(
    home: Home, book: Book, product: str, depth_band: str, lender_ids: tuple[str, ...] | None
) -> Comparable | None:
    return find_comparable(_connection(home, book), product, depth_band, lender_ids)


def comparable(viewer: Viewer, book: BookInUse, found: Application) -> Comparable | None:
    """Give whom among the viewer's lenders' an applicant is compared with; None if nobody.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants.
    """
    require(viewer, Act.SEE_APPLICANTS)
    asked = (found.product, found.depth_band, viewer.lender_ids)
    return _comparable(book.home, book.book, *asked)


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _about(home: Home, book: Book) -> About:
    return assess.about(_connection(home, book))


@st.cache_resource(max_entries=_PEOPLE, show_spinner=False, hash_funcs=NAMED)
def _assessment(
    home: Home, book: Book, _found: Application, application_id: str, _policy: Policy, version: str
) -> Assessment:
    del application_id, version
    model = None if book.model is None else _manifest(home, book.model)
    con = _connection(home, book)
    return assess.assessment(con, model, _found, _policy, _about(home, book))


def assessment(book: BookInUse, found: Application, policy: Policy) -> Assessment | None:
    """Give the score of an application and all that is said of it; None in an unscored book."""
    if not book.is_scored:
        return None
    return _assessment(book.home, book.book, found, found.application_id, policy, policy.version)


def pinned(book: BookInUse, pins: Pins | None) -> BookInUse:
    """Give the book that a case is looked at with: the pinned one, where it still lies here."""
    if pins is None or (pins.snapshot == book.book.snapshot and pins.scores == book.book.scores):
        return book
    then = Book(pins.snapshot, pins.model, pins.scores, book.book.published_at)
    paths = books.parts(
        book.home, snapshot=then.snapshot, model=then.model, scores=then.scores
    ).values()
    if not all(path.exists() for path in paths):
        return book
    return _described(book.home, then)


def connection(book: BookInUse) -> duckdb.DuckDBPyConnection:
    """Give the open book, for what is read once and kept elsewhere."""
    return _connection(book.home, book.book)


@st.cache_resource(max_entries=_PAGES, show_spinner=False, hash_funcs=NAMED)
def _peers(
    home: Home,
    book: Book,
    product: str | None,
    depth_band: str | None,
    lender_ids: tuple[str, ...] | None,
    _group: Comparable,
) -> Peers:
    del product, depth_band
    return find_peers(_connection(home, book), _group, lender_ids)


def peers(viewer: Viewer, book: BookInUse, group: Comparable | None) -> Peers:
    """Give the scores and dimensions of comparable applicants; empty where there are none.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants.
    """
    require(viewer, Act.SEE_APPLICANTS)
    if group is None or not book.is_scored:
        return Peers((), {})
    of = (group.product, group.depth_band, viewer.lender_ids)
    return _peers(book.home, book.book, *of, _group=group)


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _manifest(home: Home, model: str) -> Manifest:
    return manifests.read(books.model_path(home, model))


def manifest(book: BookInUse) -> Manifest:
    """Give what the model in use says of itself.

    Raises
    ------
    ThinfileError
        When the book has no model, or its manifest cannot be read.
    """
    if book.book.model is None:
        raise ThinfileError(
            "Wanted the model of the book in use, but it has none. Train, score and publish one."
        )
    return _manifest(book.home, book.book.model)


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _labels(home: Home, book: Book) -> dict[str, str]:
    frame = read.query(_connection(home, book), "categories")
    return dict(zip(frame["category"], frame["label"], strict=True))


def category_labels(book: BookInUse) -> Mapping[str, str]:
    """Map each category of purchases to its name."""
    return _labels(book.home, book.book)


@st.cache_resource(max_entries=_PAGES, show_spinner=False, hash_funcs=NAMED)
def _terms(
    home: Home, book: Book, product: str | None, lender_ids: tuple[str, ...] | None
) -> tuple[int, ...]:
    theirs = None if lender_ids is None else list(lender_ids)
    con = _connection(home, book)
    found = read.query(con, "terms_of_product", product=product, lender_ids=theirs)
    return tuple(int(days) for days in found["term_days"])


def terms(viewer: Viewer, book: BookInUse, product: str | None) -> tuple[int, ...]:
    """Give the terms, days, that the viewer's lenders are asked a product for, shortest first.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants.
    """
    require(viewer, Act.SEE_APPLICANTS)
    return _terms(book.home, book.book, product, viewer.lender_ids)


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, hash_funcs=NAMED)
def _festivals(home: Home, book: Book) -> tuple[Festival, ...]:
    rows = read.query(_connection(home, book), "festivals")
    return tuple(
        (int(month), int(day), str(label))
        for month, day, label in rows[["month", "day", "label"]].itertuples(index=False)
    )


def festivals(book: BookInUse) -> tuple[Festival, ...]:
    """Give the shopping festivals: month, day, label."""
    return _festivals(book.home, book.book)
