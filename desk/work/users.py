"""The list of users: who has signed in at this desk, and who is shut out of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, update

from data.errors import ThinfileError
from desk.roles import Viewer
from desk.store import database, ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import people
from desk.work.cases import Status
from desk.work.verdicts import require_sentence

TABLE = tables.users.c


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who has signed in.

    Parameters
    ----------
    viewer : Viewer
        As they came last.
    is_active : bool
        False for whoever is shut out.
    last_seen_at : datetime
        When they signed in last, UTC.
    open_cases : int
        How many cases they have that are not decided.
    """

    viewer: Viewer
    is_active: bool
    last_seen_at: datetime
    open_cases: int


def users(engine: Engine) -> list[User]:
    """Give everybody who has ever signed in, by name."""
    cases = tables.cases.c
    theirs = (
        select(func.count())
        .where(cases.claimed_by == TABLE.user_id, cases.status != Status.DECIDED)
        .scalar_subquery()
    )
    asked = select(tables.users, theirs.label("open_cases")).order_by(TABLE.name, TABLE.user_id)
    with database.reading(engine) as con:
        return [
            User(people.viewer_of(row), bool(row.is_active), row.last_seen_at, row.open_cases)
            for row in con.execute(asked)
        ]


def shut_out(engine: Engine, by: By, user_id: str, *, why: str) -> Receipt:
    """Shut somebody out: they see and write nothing more, whatever their provider says.

    Their cases stay with them until a senior officer hands them on.

    Parameters
    ----------
    engine : Engine
    by : By
    user_id : str
        Of somebody who has signed in.
    why : str
        A sentence.

    Raises
    ------
    ThinfileError
        When nobody of that id has signed in, they are out already, or no sentence says why.
    """
    return _set_active(engine, by, Kind.SHUT_OUT, user_id, why)


def let_in(engine: Engine, by: By, user_id: str, *, why: str) -> Receipt:
    """Let somebody in again who was shut out.

    Raises
    ------
    ThinfileError
        When nobody of that id is shut out, or no sentence says why.
    """
    return _set_active(engine, by, Kind.LET_IN, user_id, why)


def _set_active(engine: Engine, by: By, kind: Kind, user_id: str, why: str) -> Receipt:
    asked, is_active = {"user_id": user_id, "why": why}, kind is Kind.LET_IN

    def change(con: Connection, entry_no: int) -> Draft:
        del entry_no
        mine = TABLE.user_id == user_id
        was_active = con.execute(select(TABLE.is_active).where(mine)).scalar()
        if was_active is None:
            raise ThinfileError(
                f"Wanted a user '{user_id}', but nobody of that id has signed in at this desk. "
                "`python -m desk users` lists who has."
            )
        if bool(was_active) is is_active:
            state = "is not shut out" if is_active else "is shut out already"
            raise ThinfileError(f"User '{user_id}' {state}, so nothing is left to do.")
        require_sentence(why, "to let somebody in again" if is_active else "to shut somebody out")
        now = update(tables.users).where(mine).values(is_active=is_active)
        return Draft(facts={"user_id": user_id}, statements=(now,))

    return ledger.write(engine, by, kind, asked, change)
