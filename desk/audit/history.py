"""What happened to a case, entry by entry, with the words where they were not erased."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from desk.roles import Act, Viewer, require
from desk.store import database, tables
from desk.store.kinds import Kind
from desk.work import cases


@dataclass(frozen=True, slots=True)
class Event:
    """One entry about a case.

    Parameters
    ----------
    entry_no : int
    kind : Kind
    actor : str
        User id.
    name : str
        Their name; the user id where they have not signed in.
    written_at : datetime
        UTC.
    about : int or None
        The earlier entry that it is about.
    facts : dict
        What stays.
    payload : dict or None
        What was said: `asked`, and a decision's `capsule`; None once erased.
    """

    entry_no: int
    kind: Kind
    actor: str
    name: str
    written_at: datetime
    about: int | None
    facts: dict[str, Any]
    payload: dict[str, Any] | None


def history(engine: Engine, viewer: Viewer, case_id: int, *kinds: Kind) -> list[Event]:
    """Give the events of a case in their order, all or of some kinds; looks only when asked for.

    Raises
    ------
    ThinfileError
        When there is no such case that the viewer may see.
    """
    require(viewer, Act.SEE_APPLICANTS)
    wanted = kinds or tuple(kind for kind in Kind if kind is not Kind.VIEW)
    entries, payloads, users = tables.ledger.c, tables.payloads.c, tables.users.c
    asked = (
        select(tables.ledger, payloads.body, users.name)
        .join(tables.payloads, payloads.entry_no == entries.entry_no)
        .outerjoin(tables.users, users.user_id == entries.actor)
        .where(entries.case_id == case_id, entries.kind.in_(wanted))
        .order_by(entries.entry_no)
    )
    with database.reading(engine) as con:
        cases.held(con, viewer, case_id)
        return [
            Event(
                entry_no=row.entry_no,
                kind=Kind(row.kind),
                actor=row.actor,
                name=row.name or row.actor,
                written_at=tables.utc_moment(row.written_at),
                about=row.about,
                facts=json.loads(row.facts),
                payload=None if row.body is None else json.loads(row.body),
            )
            for row in con.execute(asked)
        ]
