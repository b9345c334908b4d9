"""The caches of the queue: a page of a pile, keyed by the desk's newest entry and the hour."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import streamlit as st

from data import book as books
from data import read, uploads
from data.book import Book
from data.errors import ThinfileError
from data.home import Home
from desk.roles import Act, Viewer, require
from desk.work import case_list, cases, clock
from desk.work.case_list import Standing
from desk.work.cases import Status
from scoring.policies.policy import Policy
from ui import loaders, waiting
from ui.book import BookInUse
from ui.cases import office, piles
from ui.cases.piles import View
from ui.waiting import Filters, QueuePage

_PAGES = 64
_UPLOADED = 1024  # one row each


@st.cache_data(max_entries=_UPLOADED, show_spinner=False)
def _uploaded(
    home: Home,
    upload_id: str,
    *,
    filters: Filters,
    lender_ids: tuple[str, ...] | None,
    version: tuple[str, datetime],
    _policy: Policy,
) -> pd.DataFrame:
    own = uploads.home_of(home, upload_id)
    with books.open_book(own, books.required(own)) as con:
        return waiting.read_queue(
            con, filters, 1, lender_ids=lender_ids, policy=_policy, is_scored=True,
            last_days_before=clock.last_days_before(version[1]).replace(tzinfo=None),
        ).rows  # fmt: skip


def _beside(
    home: Home,
    viewer: Viewer,
    standings: list[Standing],
    *,
    filters: Filters,
    version: tuple[str, datetime],
    policy: Policy,
) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    """Read the rows of cases that were scored from uploads; name those that cannot be read."""
    found, unread = [], []
    not_due = set(filters.not_due)
    for one in standings:
        # keyed by what the ledger says of this one alone: a letter to another changes nothing here
        its = (one.application_id,)
        own = replace(
            filters,
            is_decided=None,
            only=its,
            decided_here=its if one.status is Status.DECIDED else (),
            untold=(),
            not_due=its if one.application_id in not_due else (),
        )
        try:
            rows = _uploaded(
                home, one.application_id, filters=own, lender_ids=viewer.lender_ids,
                version=version, _policy=policy,
            )  # fmt: skip
        except ThinfileError:  # made by another version: its page says what is wrong
            unread.append(one.application_id)
            continue
        found += [rows] if len(rows) else []
    return pd.concat(found) if found else None, tuple(unread)


@st.cache_data(max_entries=_PAGES, show_spinner=False)
def _page(
    home: Home,
    book: Book,
    *,
    filters: Filters,
    number: int,
    view: View,
    version: tuple[str, int, datetime],
    _viewer: Viewer,
    lender_ids: tuple[str, ...] | None,
    user_id: str,
    _policy: Policy,
    _of: BookInUse,
) -> QueuePage:
    del user_id
    engine = office.ledger()
    last_days_before = clock.last_days_before(version[2])
    filters = replace(
        filters,
        untold=case_list.untold(engine, _viewer),
        not_due=case_list.not_due_since(engine, _viewer, last_days_before),
    )
    uploaded = piles.uploaded(engine, _viewer, view, home)
    beside, unread = _beside(
        home, _viewer, uploaded, filters=filters, version=(version[0], version[2]), policy=_policy
    )
    found = waiting.read_queue(
        loaders.connection(_of),
        piles.bounded(engine, _viewer, view, filters),
        number,
        lender_ids=lender_ids,
        policy=_policy,
        is_scored=book.scores is not None,
        last_days_before=last_days_before.replace(tzinfo=None),
        beside=beside,
    )
    ids = [str(name) for name in found.rows["application_id"]]
    standings = case_list.standings(engine, _viewer, ids)
    rows = piles.with_cases(found.rows, standings, version[2])
    return QueuePage(rows, found.applications, unread)


def page(
    viewer: Viewer, book: BookInUse, view: View, filters: Filters, *, number: int, policy: Policy
) -> QueuePage:
    """Give one page of a pile of the viewer's lenders, in the order of a policy.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants.
    """
    require(viewer, Act.SEE_APPLICANTS)
    at = office.notice_now(book).replace(minute=0, second=0, microsecond=0)
    return _page(
        book.home,
        book.book,
        filters=filters,
        number=number,
        view=view,
        version=(policy.version, cases.newest_version(office.ledger()), at),
        _viewer=viewer,
        lender_ids=viewer.lender_ids,
        user_id=viewer.user_id,
        _policy=policy,
        _of=book,
    )


@st.cache_data(max_entries=_PAGES, show_spinner=False)
def _choices(
    home: Home, book: Book, lender_ids: tuple[str, ...] | None, _of: BookInUse
) -> pd.DataFrame:
    del home, book
    asked = None if lender_ids is None else list(lender_ids)
    return read.query(loaders.connection(_of), "queue_choices", lender_ids=asked)


def choices(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give the products and lenders that the viewer has applications of.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants.
    """
    require(viewer, Act.SEE_APPLICANTS)
    return _choices(book.home, book.book, viewer.lender_ids, book)


@st.cache_data(max_entries=_PAGES, show_spinner=False)
def _application_choices(
    home: Home, book: Book, lender_ids: tuple[str, ...] | None, _of: BookInUse
) -> pd.DataFrame:
    del home, book
    asked = None if lender_ids is None else list(lender_ids)
    return read.query(loaders.connection(_of), "application_choices", lender_ids=asked)


def application_choices(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give the values of `device`, `os` and `channel` that the viewer's applications have.

    Returns
    -------
    pandas.DataFrame
        `named` (the column) and `value`, sorted.

    Raises
    ------
    ThinfileError
        When the viewer may not see applicants.
    """
    require(viewer, Act.SEE_APPLICANTS)
    return _application_choices(book.home, book.book, viewer.lender_ids, book)


def lenders(found: pd.DataFrame) -> dict[str, str]:
    """Map lenders to their names, or to their id where the book has no name for one.

    Parameters
    ----------
    found : pandas.DataFrame
        As `choices` gives it.
    """
    named = found.dropna(subset=["lender_id"]).sort_values("lender_id")
    return {
        str(lender_id): str(lender_id) if pd.isna(name) else str(name)
        for lender_id, name in zip(named["lender_id"], named["lender"], strict=True)
    }
