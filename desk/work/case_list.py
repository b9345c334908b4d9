"""Many cases at once, as the queue needs them: piles, how each stands, who is owed a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Engine, and_, not_, or_, select, true

from desk.roles import Act, Viewer, require
from desk.store import database, tables
from desk.work.cases import TABLE, Status, seen_by


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
    asked = select(TABLE.application_id).where(wanted[pile], seen_by(viewer))
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
        .where(seen_by(viewer))
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
    asked = select(TABLE.application_id).where(wanted, seen_by(viewer))
    with database.reading(engine) as con:
        return tuple(con.scalars(asked.order_by(TABLE.case_id)))


def _is_untold() -> ColumnElement[bool]:
    """Whether no letter went out since the application, or since a told case was reopened."""
    told, again = TABLE.notified_at, TABLE.clock_from
    return or_(told.is_(None), and_(again.is_not(None), told <= again))
