"""Cases: what state each is in, who has it, and what is waiting for whom."""

from collections.abc import Sequence
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
    not_,
    or_,
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


class Pile(StrEnum):
    """Which cases somebody asks for.

    `MINE` are those that wait for something of their officer, a decision or its letter; `TAKEN` are
    neither new nor decided.
    """

    MINE = "mine"
    UNCLAIMED = "unclaimed"
    TAKEN = "taken"
    AWAITING_SECOND = "awaiting_second"
    AWAITING_APPLICANT = "awaiting_applicant"
    DECIDED = "decided"
    ALL = "all"


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
        found = _read(con, and_(TABLE.application_id == application_id, _seen_by(viewer)), 1)
    return found[0] if found else None


def applications(engine: Engine, viewer: Viewer, pile: Pile) -> tuple[str, ...]:
    """Give the applications of a pile of cases of the viewer's lenders, the oldest case first.

    Parameters
    ----------
    engine : Engine
    viewer : Viewer
    pile : Pile
        `AWAITING_SECOND` holds those that this viewer did not decide or refer.
    """
    require(viewer, Act.SEE_APPLICANTS)
    others = select(tables.decisions.c.entry_no).where(
        tables.decisions.c.decided_by != viewer.user_id
    )
    wanted = {
        Pile.MINE: and_(
            TABLE.claimed_by == viewer.user_id, or_(TABLE.status != Status.DECIDED, _is_untold())
        ),
        Pile.UNCLAIMED: TABLE.status == Status.NEW,
        Pile.TAKEN: TABLE.status.not_in((Status.NEW, Status.DECIDED)),
        Pile.AWAITING_SECOND: and_(
            TABLE.status == Status.AWAITING_SECOND, TABLE.pending_no.in_(others)
        ),
        Pile.AWAITING_APPLICANT: TABLE.status == Status.AWAITING_APPLICANT,
        Pile.DECIDED: TABLE.status == Status.DECIDED,
        Pile.ALL: true(),
    }
    asked = select(TABLE.application_id).where(wanted[pile], _seen_by(viewer))
    with database.reading(engine) as con:
        return tuple(con.scalars(asked.order_by(TABLE.case_id)))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the case of one application stands, as the queue needs it.

    Parameters
    ----------
    application_id : str
    case_id : int
    status : Status
    claimed_by, claimed_name : str or None
        User id and name.
    pending_by : str or None
        User id of who took or referred what waits for a second person.
    decision : str or None
        The one in force.
    notified_at, clock_from : datetime or None
        UTC.
    """

    application_id: str
    case_id: int
    status: Status
    claimed_by: str | None
    claimed_name: str | None
    pending_by: str | None
    decision: str | None
    notified_at: datetime | None
    clock_from: datetime | None


def standings(
    engine: Engine, viewer: Viewer, application_ids: Sequence[str] | None = None
) -> list[Standing]:
    """Give how the cases of the viewer's lenders stand, by one read; all, or of some applications.

    Parameters
    ----------
    application_ids : sequence of str or None
        None is all.
    """
    require(viewer, Act.SEE_APPLICANTS)
    user = tables.users.c
    pending, made = tables.decisions.alias("pending"), tables.decisions.alias("made")
    asked = (
        select(
            TABLE.application_id,
            TABLE.case_id,
            TABLE.status,
            TABLE.claimed_by,
            user.name,
            pending.c.decided_by,
            made.c.decision,
            TABLE.notified_at,
            TABLE.clock_from,
        )
        .outerjoin(tables.users, user.user_id == TABLE.claimed_by)
        .outerjoin(pending, pending.c.entry_no == TABLE.pending_no)
        .outerjoin(made, made.c.entry_no == TABLE.decision_no)
        .where(_seen_by(viewer))
        .order_by(TABLE.case_id)
    )
    if application_ids is not None:
        asked = asked.where(TABLE.application_id.in_(application_ids))
    with database.reading(engine) as con:
        return [Standing(row[0], row[1], Status(row[2]), *row[3:]) for row in con.execute(asked)]


def not_due_since(engine: Engine, viewer: Viewer, moment: datetime) -> tuple[str, ...]:
    """Give the viewer's applications that are owed no letter by a clock that began by a moment.

    Their applicant was told of the decision in force, or their clock began anew after the moment.
    A decision by itself stops no clock.
    """
    return _of_cases(engine, viewer, or_(not_(_is_untold()), TABLE.clock_from > moment))


def untold(engine: Engine, viewer: Viewer) -> tuple[str, ...]:
    """Give the viewer's applications that were decided here and whose letter was not sent yet."""
    return _of_cases(engine, viewer, and_(TABLE.status == Status.DECIDED, _is_untold()))


def _of_cases(engine: Engine, viewer: Viewer, wanted: ColumnElement[bool]) -> tuple[str, ...]:
    require(viewer, Act.SEE_APPLICANTS)
    asked = select(TABLE.application_id).where(wanted, _seen_by(viewer))
    with database.reading(engine) as con:
        return tuple(con.scalars(asked.order_by(TABLE.case_id)))


def _is_untold() -> ColumnElement[bool]:
    """Whether no letter went out since the application, or since a told case was reopened."""
    told, again = TABLE.notified_at, TABLE.clock_from
    return or_(told.is_(None), and_(again.is_not(None), told <= again))


def newest_version(engine: Engine) -> int:
    """Give the highest version of any case, which rises with every change; 0 without cases."""
    with database.reading(engine) as con:
        return int(con.execute(select(func.max(TABLE.version))).scalar() or 0)


def held(con: Connection, viewer: Viewer, case_id: int) -> Case:
    """Give a case inside of a transaction; ThinfileError where the viewer may see none."""
    found = _read(con, and_(TABLE.case_id == case_id, _seen_by(viewer)), 1)
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


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
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
