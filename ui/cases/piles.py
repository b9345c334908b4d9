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
from desk.work import case_list
from desk.work.case_list import Pile, Standing
from desk.work.cases import Status
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
_PILES = {
    View.MINE: Pile.MINE,
    View.UNCLAIMED: Pile.UNCLAIMED,
    View.AWAITING_SECOND: Pile.AWAITING_SECOND,
    View.AWAITING_APPLICANT: Pile.AWAITING_APPLICANT,
    View.DECIDED: Pile.DECIDED,
    View.ALL: Pile.ALL,
}


def bounded(engine: Engine, viewer: Viewer, view: View, filters: Filters) -> Filters:
    """Bound the queue's filters to a view, by what the ledger says.

    Parameters
    ----------
    engine : Engine
    viewer : Viewer
        Whose lenders, and whose cases are mine.
    view : View
    filters : Filters
        What else was asked for.
    """
    match view:
        case View.ALL:
            return filters
        case View.DECIDED:
            decided = case_list.applications(engine, viewer, Pile.DECIDED)
            return replace(filters, is_decided=True, decided_here=decided)
        case View.UNCLAIMED:
            decided = case_list.applications(engine, viewer, Pile.DECIDED)
            taken = case_list.applications(engine, viewer, Pile.TAKEN)
            return replace(filters, is_decided=False, decided_here=decided, without=taken)
        case _:
            return replace(filters, only=case_list.applications(engine, viewer, _PILES[view]))


def uploaded(engine: Engine, viewer: Viewer, view: View, home: Home) -> list[Standing]:
    """Give the cases of a view whose application was scored from an upload: no book holds them."""
    found = case_list.applications(engine, viewer, _PILES[view])
    named = [name for name in found if uploads.is_upload(home, name)]
    return case_list.standings(engine, viewer, named) if named else []


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
        told = (one.notified_at, one.clock_from) if one else ()
        left.append("–" if is_over else says.days_left(clock(at, now, *told)))
    return rows.assign(case_stands=stands, notice=left)


def _stands(one: Standing | None, decision: object) -> str:
    if one is None:
        return words.plain(decision) if isinstance(decision, str) else "unclaimed"
    if one.status is Status.DECIDED:
        to_send = ", letter to send" if one.notified_at is None else ""
        return f"{words.plain(one.decision)}{to_send}"
    who = f", {one.claimed_name}" if one.claimed_name else ""
    return f"{says.STATES[one.status]}{who}"
