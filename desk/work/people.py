"""Who has signed in at this desk: names for records, and who may still write."""

import json
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from data.errors import ThinfileError
from desk.roles import Role, Viewer
from desk.store import database, ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt

TABLE = tables.users.c


def signed_in(engine: Engine, by: By) -> Receipt:
    """Record that somebody signed in, with the name, role and lenders they came with.

    Raises
    ------
    ThinfileError
        When they are no longer a user.
    """
    lenders = None if by.viewer.lender_ids is None else list(by.viewer.lender_ids)
    asked = {"name": by.viewer.name, "role": by.viewer.role.value, "lender_ids": lenders}

    def change(con: Connection, entry_no: int) -> Draft:
        del entry_no
        values = {
            **asked,
            "lender_ids": None if lenders is None else json.dumps(lenders),
            "last_seen_at": by.at,
        }
        mine = TABLE.user_id == by.viewer.user_id
        if con.execute(select(TABLE.user_id).where(mine)).first() is not None:
            return Draft(statements=(update(tables.users).where(mine).values(values),))
        new = insert(tables.users).values(
            user_id=by.viewer.user_id, is_active=True, first_seen_at=by.at, **values
        )
        return Draft(statements=(new,))

    return ledger.write(engine, by, Kind.SIGN_IN, asked, change)


def known(con: Connection, user_id: str) -> Viewer:
    """Give somebody who has signed in before and is still a user.

    Raises
    ------
    ThinfileError
        When there is nobody of that id.
    """
    row = con.execute(select(tables.users).where(TABLE.user_id == user_id)).one_or_none()
    if row is None or not row.is_active:
        raise ThinfileError(
            f"Wanted a user '{user_id}', but nobody of that id works at this desk. They have to "
            "sign in once before a case can be handed to them."
        )
    return viewer_of(row)


def name_of(con: Connection, user_id: str) -> str:
    """Give somebody's name; their id where they have not signed in."""
    found = con.execute(select(TABLE.name).where(TABLE.user_id == user_id)).scalar()
    return user_id if found is None else str(found)


def everybody(engine: Engine) -> list[Viewer]:
    """Give everybody who has signed in and is still a user, by name."""
    asked = select(tables.users).where(TABLE.is_active.in_([True])).order_by(TABLE.name)
    with database.reading(engine) as con:
        return [viewer_of(row) for row in con.execute(asked)]


def viewer_of(row: Row[Any]) -> Viewer:
    """Give somebody as they came last, from their row of `users`."""
    lenders = None if row.lender_ids is None else tuple(json.loads(row.lender_ids))
    return Viewer(row.user_id, row.name, Role(row.role), lenders)
