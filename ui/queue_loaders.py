"""The caches of the queue: a page of a pile, keyed by the desk's newest entry and the hour."""

from datetime import datetime

import pandas as pd
import streamlit as st

from data import read
from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from desk.work import cases, clock
from scoring.policy import Policy
from ui import loaders, waiting
from ui.book import BookInUse
from ui.cases import office, piles
from ui.cases.piles import View
from ui.waiting import Filters, QueuePage

_PAGES = 64


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
    del home, user_id
    engine = office.ledger()
    found = waiting.read_queue(
        loaders.connection(_of),
        piles.bounded(engine, _viewer, view, filters),
        number,
        lender_ids=lender_ids,
        policy=_policy,
        is_scored=book.scores is not None,
        last_days_before=clock.last_days_before(version[2]).replace(tzinfo=None),
    )
    ids = [str(name) for name in found.rows["application_id"]]
    standings = cases.standings(engine, _viewer, ids)
    return QueuePage(piles.with_cases(found.rows, standings, version[2]), found.applications)


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
