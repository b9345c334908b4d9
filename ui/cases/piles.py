"""The queue's piles: which applications stand in which, and what the ledger says of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

import pandas as pd
from sqlalchemy import Engine

from data import uploads
from data.home import Home
from desk.roles import Viewer
from desk.work import cases
from desk.work.cases import Standing, Status
from desk.work.clock import clock
from ui import words
from ui.cases import says
from ui.waiting import Filters


class View(StrEnum):
    """What the queue may show."""

    MINE = "mine"
    UNCLAIMED = "unclaimed"
    AWAITING_SECOND = "second"
    AWAITING_APPLICANT = "applicant"
    DECIDED = "decided"
    ALL = "all"

    @property
    def label(self) -> str:
        """As it stands on its button."""
        return _LABELS[self]

    @property
    def empty(self) -> str:
        """What to say when nothing stands there."""
        return _EMPTY[self]


_LABELS = {
    View.MINE: "mine",
    View.UNCLAIMED: "unclaimed",
    View.AWAITING_SECOND: "awaiting a second person",
    View.AWAITING_APPLICANT: "awaiting applicant",
    View.DECIDED: "decided",
    View.ALL: "all",
}
_EMPTY = {
    View.MINE: "You have no case. Claim one from the unclaimed.",
    View.UNCLAIMED: "Nothing waits: every application of this book is claimed or decided.",
    View.AWAITING_SECOND: "No decision waits for a second person that you could be.",
    View.AWAITING_APPLICANT: "No case waits for its applicant.",
    View.DECIDED: "Nothing was decided yet.",
    View.ALL: "This book has no application of your lenders.",
}


def bounded(engine: Engine, viewer: Viewer, view: View, filters: Filters) -> Filters:
    """Bound the queue's filters to a view, by one read of the ledger.

    Parameters
    ----------
    engine : Engine
    viewer : Viewer
        Whose lenders, and whose cases are mine.
    view : View
    filters : Filters
        What else was asked for.
    """
    found = cases.standings(engine, viewer)
    decided = _of(one for one in found if one.status is Status.DECIDED)
    filters = replace(filters, decided_here=decided)
    match view:
        case View.MINE:
            mine = (one for one in found if one.claimed_by == viewer.user_id)
            return replace(
                filters, only=_of(one for one in mine if one.status is not Status.DECIDED)
            )
        case View.UNCLAIMED:
            closed = {Status.NEW, Status.DECIDED}
            taken = _of(one for one in found if one.status not in closed)
            return replace(filters, is_decided=False, without=taken)
        case View.AWAITING_SECOND:
            waits = (one for one in found if one.status is Status.AWAITING_SECOND)
            return replace(
                filters, only=_of(one for one in waits if one.pending_by != viewer.user_id)
            )
        case View.AWAITING_APPLICANT:
            waits = (one for one in found if one.status is Status.AWAITING_APPLICANT)
            return replace(filters, only=_of(waits))
        case View.DECIDED:
            return replace(filters, is_decided=True)
        case View.ALL:
            return filters


def uploaded(engine: Engine, viewer: Viewer, view: View, home: Home) -> list[Standing]:
    """Give the cases of a view whose application was scored from an upload: no book holds them."""
    found = [
        one
        for one in cases.standings(engine, viewer)
        if uploads.is_upload(home, one.application_id)
    ]
    match view:
        case View.MINE:
            return [
                one
                for one in found
                if one.claimed_by == viewer.user_id and one.status is not Status.DECIDED
            ]
        case View.AWAITING_SECOND:
            return [
                one
                for one in found
                if one.status is Status.AWAITING_SECOND and one.pending_by != viewer.user_id
            ]
        case View.ALL:
            return found
        case _:
            wanted = {
                View.UNCLAIMED: Status.NEW,
                View.AWAITING_APPLICANT: Status.AWAITING_APPLICANT,
                View.DECIDED: Status.DECIDED,
            }
            return [one for one in found if one.status is wanted[view]]


def stands(one: Standing) -> str:
    """Say how a case stands: "in review, Ada"."""
    return _stands(one, None)


def _of(standings: Iterable[Standing]) -> tuple[str, ...]:
    return tuple(one.application_id for one in standings)


def with_cases(rows: pd.DataFrame, standings: Iterable[Standing], now: datetime) -> pd.DataFrame:
    """Add to rows of the queue how their case stands, and how long is left to tell the applicant.

    Parameters
    ----------
    rows : pandas.DataFrame
        With `application_id`, `applied_at` (UTC) and `decision` (from before the desk).
    standings : iterable of Standing
        Of these applications, where they have a case.
    now : datetime
        To which the notice clock is read.

    Returns
    -------
    pandas.DataFrame
        With `case_stands` and `notice` beside.
    """
    known = {one.application_id: one for one in standings}
    stands, left = [], []
    for application_id, applied_at, decision in zip(
        rows["application_id"], rows["applied_at"], rows["decision"], strict=True
    ):
        one = known.get(str(application_id))
        stands.append(_stands(one, decision))
        is_over = one is None and isinstance(decision, str)
        at = applied_at.to_pydatetime().replace(tzinfo=UTC)
        told = one.notified_at if one else None
        left.append("–" if is_over else says.days_left(clock(at, now, told)))
    return rows.assign(case_stands=stands, notice=left)


def _stands(one: Standing | None, decision: object) -> str:
    if one is None:
        return words.plain(decision) if isinstance(decision, str) else "unclaimed"
    if one.status is Status.DECIDED:
        return words.plain(one.decision)
    who = f", {one.claimed_name}" if one.claimed_name else ""
    return f"{says.STATES[one.status]}{who}"
