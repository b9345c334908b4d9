"""Erasing a case together with the letters that were kept of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from data.home import Home
from desk.audit import erasure
from desk.notices import kept, sending
from desk.store import database, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Receipt

BEING_SENT = timedelta(days=1)  # a letter is kept a moment before its entry is written


def erase(engine: Engine, home: Home, by: By, *, case_id: int, why: str) -> Receipt:
    """Erase a case's payloads as `desk.audit.erasure.erase` does, and remove its letters' files.

    Where the process dies between the two, `forget_leftovers` removes the files.

    Raises
    ------
    ThinfileError
        As there; no file was removed.
    """
    names = sending.names_of(engine, by.viewer, case_id)
    receipt = erasure.erase(engine, by, case_id=case_id, why=why)
    for name in names:
        kept.forget(home, name)
    return receipt


def forget_leftovers(
    engine: Engine, home: Home, now: datetime, *, dry_run: bool = False
) -> list[Path]:
    """Remove kept letters that no entry of the ledger speaks of any more.

    Parameters
    ----------
    now : datetime
        With its zone; what was kept within a day is left alone.
    dry_run : bool
        Only say what would go.

    Returns
    -------
    list of Path
        What went, or would.
    """
    standing = _names(engine)
    going = [
        path
        for path in kept.every(home)
        if path.stem not in standing
        and now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > BEING_SENT
    ]
    for path in [] if dry_run else going:
        path.unlink(missing_ok=True)
    return going


def _names(engine: Engine) -> set[str]:
    """Give the hashes of all letters that the ledger still speaks of."""
    entries, payloads = tables.ledger.c, tables.payloads.c
    asked = (
        select(payloads.body)
        .join(tables.ledger, payloads.entry_no == entries.entry_no)
        .where(entries.kind == Kind.NOTICE, payloads.body.is_not(None))
    )
    with database.reading(engine) as con:
        return {
            str(json.loads(body)["asked"]["pdf_sha256"]) for body in con.execute(asked).scalars()
        }
