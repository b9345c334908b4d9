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


def clock(applied_at: datetime, now: datetime, notified_at: datetime | None = None) -> Clock:
    """Read the clock of an application; waiting for documents does not stop it.

    Parameters
    ----------
    applied_at, now : datetime
        Both with a zone, or both without.
    notified_at : datetime or None
        When the applicant was told.
    """
    due_at = applied_at + TERM
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
