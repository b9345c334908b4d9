"""Cases: what state each is in, and who has it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Update,
    and_,
    func,
    select,
    true,
    update,
)

from data.errors import ThinfileError
from desk.roles import Act, Viewer, require
from desk.store import database, tables

TABLE = tables.cases.c


class Status(StrEnum):
    """How far a case is."""

    NEW = "new"
    IN_REVIEW = "in_review"
    AWAITING_SECOND = "awaiting_second"
    AWAITING_APPLICANT = "awaiting_applicant"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Pins:
    """What a case is looked at with, fixed when it is claimed.

    Parameters
    ----------
    snapshot : str
    scores, model : str or None
        None where the book has no scores.
    policy_version : str
    """

    snapshot: str
    scores: str | None
    model: str | None
    policy_version: str


@dataclass(frozen=True, slots=True)
class Case:
    """One case, as it is now.

    Parameters
    ----------
    case_id : int
        Number of the entry that opened it.
    application_id : str
    lender_id : str or None
    applied_at, opened_at : datetime
        UTC.
    status : Status
    claimed_by : str or None
        User id.
    version : int
        Number of the last entry that changed it.
    pins : Pins or None
        None until it is claimed.
    pending_no : int or None
        The decision that waits for a second person.
    decision_no : int or None
        The decision in force; None until it is decided, and again once it is reopened.
    notified_at : datetime or None
        When the applicant was told of the last decision in force, UTC; a reopened case keeps it.
    clock_from : datetime or None
        When it was last reopened after the applicant had been told, UTC; the notice clock counts
        from then.
    """

    case_id: int
    application_id: str
    lender_id: str | None
    applied_at: datetime
    opened_at: datetime
    status: Status
    claimed_by: str | None
    version: int
    pins: Pins | None
    pending_no: int | None
    decision_no: int | None
    notified_at: datetime | None
    clock_from: datetime | None


def case(engine: Engine, viewer: Viewer, case_id: int) -> Case:
    """Give a case of the viewer's lenders.

    Raises
    ------
    ThinfileError
        When there is none of that number that they may see.
    """
    require(viewer, Act.SEE_APPLICANTS)
    with database.reading(engine) as con:
        return held(con, viewer, case_id)


def of_application(engine: Engine, viewer: Viewer, application_id: str) -> Case | None:
    """Give the case of an application, or None where there is none that the viewer may see."""
    require(viewer, Act.SEE_APPLICANTS)
    with database.reading(engine) as con:
        found = _read(con, and_(TABLE.application_id == application_id, seen_by(viewer)), 1)
    return found[0] if found else None


def newest_version(engine: Engine) -> int:
    """Give the highest version of any case, which rises with every change; 0 without cases."""
    with database.reading(engine) as con:
        return int(con.execute(select(func.max(TABLE.version))).scalar() or 0)


def held(con: Connection, viewer: Viewer, case_id: int) -> Case:
    """Give a case inside of a transaction; ThinfileError where the viewer may see none."""
    found = _read(con, and_(TABLE.case_id == case_id, seen_by(viewer)), 1)
    if not found:
        raise ThinfileError(
            f"Wanted case {case_id}, but there is none of that number among your lenders' cases. "
            "Choose one from the queue."
        )
    return found[0]


def moved(case_id: int, entry_no: int, **values: object) -> Update:
    """Give the statement that changes a case and sets its version to the entry that says so."""
    return update(tables.cases).where(TABLE.case_id == case_id).values(version=entry_no, **values)


def pinned(pins: Pins | None) -> dict[str, str | None]:
    """Give the columns of a case's pins; None clears them."""
    return dict.fromkeys(Pins.__slots__) if pins is None else asdict(pins)


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which cases a viewer may see: those of their lenders."""
    return true() if viewer.lender_ids is None else TABLE.lender_id.in_(viewer.lender_ids)


def _read(con: Connection, wanted: ColumnElement[bool], at_most: int) -> list[Case]:
    asked = select(tables.cases).where(wanted).order_by(TABLE.applied_at, TABLE.case_id)
    found = []
    for row in con.execute(asked.limit(at_most)).mappings():
        values = dict(row)
        pins = {name: values.pop(name) for name in Pins.__slots__}
        is_pinned = pins["snapshot"] is not None
        values["status"] = Status(values["status"])
        found.append(Case(**values, pins=Pins(**pins) if is_pinned else None))
    return found
