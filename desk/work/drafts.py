"""What an officer has typed and not yet saved, kept so that it survives a refresh.

A draft is working state, not evidence: it stands in a table of its own, which may change, and
never in the chain. It goes when its words are saved, and with an erasure.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Delete, Engine, delete, insert, select

from desk.roles import Act, Viewer, require
from desk.store import chain, database, ledger, tables
from desk.work import cases

TABLE = tables.drafts.c
Typed = dict[str, object]


def keep(
    engine: Engine, viewer: Viewer, case_id: int, changed: Mapping[str, object], at: datetime
) -> None:
    """Keep what somebody has just typed about a case; the fields not named stay as they are.

    So a second window that changes one field takes nothing from what the first one typed.

    Parameters
    ----------
    engine : Engine
    viewer : Viewer
    case_id : int
    changed : mapping
        The fields that changed, in JSON's types; None empties one.
    at : datetime
        Now, with its zone.

    Raises
    ------
    ThinfileError
        When their role may not decide, their session ended, they are no longer a user, or there is
        no such case that they may see.
    """
    require(viewer, Act.DECIDE)
    with database.writing(engine) as con:
        ledger.require_present(con, viewer, at)
        cases.held(con, viewer, case_id)
        now = {**_kept(con, viewer, case_id), **changed}
        body = {field: value for field, value in now.items() if value is not None}
        con.execute(_of(viewer, case_id))
        if body:
            con.execute(
                insert(tables.drafts).values(
                    user_id=viewer.user_id,
                    case_id=case_id,
                    body=chain.canonical(body),
                    saved_at=at,
                )
            )


def find(engine: Engine, viewer: Viewer, case_id: int) -> Typed:
    """Give what somebody typed about a case and has not saved; empty when nothing."""
    require(viewer, Act.SEE_APPLICANTS)
    with database.reading(engine) as con:
        cases.held(con, viewer, case_id)
        return _kept(con, viewer, case_id)


def forget(engine: Engine, viewer: Viewer, case_id: int, at: datetime) -> None:
    """Drop what somebody typed about a case, once it is saved; refused as `keep` is."""
    require(viewer, Act.DECIDE)
    with database.writing(engine) as con:
        ledger.require_present(con, viewer, at)
        cases.held(con, viewer, case_id)
        con.execute(_of(viewer, case_id))


def _kept(con: Connection, viewer: Viewer, case_id: int) -> Typed:
    asked = select(TABLE.body).where(TABLE.user_id == viewer.user_id, TABLE.case_id == case_id)
    found = con.execute(asked).scalar()
    return {} if found is None else dict(json.loads(found))


def _of(viewer: Viewer, case_id: int) -> Delete:
    return delete(tables.drafts).where(TABLE.user_id == viewer.user_id, TABLE.case_id == case_id)
