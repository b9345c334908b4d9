"""What a write on a case looks at first: is it as the writer saw it, and is it theirs?"""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from data.errors import ThinfileError
from desk.refusals import ConflictError, not_now
from desk.roles import Viewer
from desk.store import ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By
from desk.work import cases, people
from desk.work.cases import Case, Status

HELD = frozenset({Status.IN_REVIEW, Status.AWAITING_APPLICANT})


def as_seen(
    con: Connection, by: By, case_id: int, seen: int, attempted: Mapping[str, object]
) -> Case:
    """Give a case, and refuse when it is no longer as the writer saw it.

    Raises
    ------
    ConflictError
        Naming who was first and when, and keeping what was attempted.
    """
    found = cases.held(con, by.viewer, case_id)
    if found.version != seen:
        raise overtaken(con, case_id, found.version, attempted)
    return found


def overtaken(
    con: Connection, case_id: int, version: int, attempted: Mapping[str, object]
) -> ConflictError:
    """Say who wrote a case's newest version, and when."""
    first = ledger.entry(con, version)
    return ConflictError(
        case_id,
        first_by=people.name_of(con, first.actor),
        first_at=tables.utc_moment(first.written_at),
        did=Kind(first.kind).did,
        attempted=attempted,
    )


def require_mine(con: Connection, found: Case, viewer: Viewer, wanted: str) -> None:
    """Refuse who does not have a case in review.

    Parameters
    ----------
    con : Connection
    found : Case
        As it is now.
    viewer : Viewer
    wanted : str
        What they want to do, to be read before "case 17".

    Raises
    ------
    ThinfileError
        Naming the state, or who has it.
    """
    if found.status not in HELD:
        raise not_now(found.case_id, wanted, found.status, "Claim it first, or reopen it.")
    if found.claimed_by != viewer.user_id:
        has_it = people.name_of(con, found.claimed_by or "nobody")
        raise ThinfileError(
            f"Wanted to {wanted} case {found.case_id}, but {has_it} has it. Have it handed to you."
        )


def require_sees(viewer: Viewer, lender_id: str | None, what: str) -> None:
    """Refuse what is of another lender, as if it were not there."""
    if not viewer.sees(lender_id):
        raise ThinfileError(
            f"Wanted {what}, but there is none among your lenders'. Choose one from the queue."
        )


def require_not_referrer(con: Connection, found: Case, user_id: str) -> None:
    """Refuse the person who referred a case to another; ThinfileError names them."""
    asked = select(tables.decisions.c.decided_by)
    who = con.execute(asked.where(tables.decisions.c.entry_no == found.pending_no)).scalar_one()
    if who == user_id:
        raise ThinfileError(
            f"Case {found.case_id} was referred by {people.name_of(con, who)}, and must be decided "
            "by another person. Leave it to them."
        )
