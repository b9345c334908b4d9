"""The 30 days from an application to its notice, and how near their end is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TERM = timedelta(days=30)
SOON = timedelta(days=7)
LAST = timedelta(days=2)


class ClockState(StrEnum):
    """How near the end is."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    LAST_DAYS = "last_days"
    OVERDUE = "overdue"
    NOTIFIED = "notified"
    NOTIFIED_LATE = "notified_late"


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one application.

    Parameters
    ----------
    due_at : datetime
        By when the applicant must be told.
    days_left : int
        Whole days until then, rounded down; negative once it has passed. Of an applicant who was
        told, the days that were left.
    state : ClockState
    """

    due_at: datetime
    days_left: int
    state: ClockState


def last_days_before(now: datetime) -> datetime:
    """Give the time before which an application was made that is in its last days, or overdue."""
    return now - TERM + LAST


def clock(
    applied_at: datetime,
    now: datetime,
    notified_at: datetime | None = None,
    clock_from: datetime | None = None,
) -> Clock:
    """Read the clock of an application; waiting for documents does not stop it.

    Source: 12 CFR 1002.9(a)(1), 30 days from the application to its notice. An applicant who was
    told and whose case is taken up again is owed an answer as if they had applied then. A case
    that is reopened before its letter went out keeps its clock: reopening buys no time.

    Parameters
    ----------
    applied_at, now : datetime
        All with a zone, or all without.
    notified_at : datetime or None
        When the applicant was told.
    clock_from : datetime or None
        When the case was reopened after the applicant had been told; a letter of before is of
        another decision.
    """
    if clock_from is not None and notified_at is not None and notified_at <= clock_from:
        notified_at = None
    begins = applied_at if clock_from is None else clock_from
    if notified_at is None:
        begins = min(begins, now)  # a simulated book's day may lie before the desk's
    due_at = begins + TERM
    left = due_at - (now if notified_at is None else notified_at)
    if notified_at is not None:
        state = ClockState.NOTIFIED if left >= timedelta(0) else ClockState.NOTIFIED_LATE
    elif left < timedelta(0):
        state = ClockState.OVERDUE
    elif left <= LAST:
        state = ClockState.LAST_DAYS
    else:
        state = ClockState.DUE_SOON if left <= SOON else ClockState.RUNNING
    return Clock(due_at=due_at, days_left=left // timedelta(days=1), state=state)
