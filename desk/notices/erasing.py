"""Erasing a case together with what was kept of it elsewhere: its letters, and its upload."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from data import uploads
from data.home import Home
from desk.audit import erasure
from desk.notices import kept, sending
from desk.store import database, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Receipt
from desk.work import cases

NOBODYS = timedelta(days=30)  # after it, an upload that became no case goes with `prune`
BEING_SENT = timedelta(days=1)  # a letter is kept a moment before its entry is written


def erase(engine: Engine, home: Home, by: By, *, case_id: int, why: str) -> Receipt:
    """Erase a case's payloads as `desk.audit.erasure.erase` does; remove its letters and upload.

    Where the process dies between the two, `forget_leftovers` removes the files.

    Raises
    ------
    ThinfileError
        As there; no file was removed.
    """
    names = sending.names_of(engine, by.viewer, case_id)
    application_id = cases.case(engine, by.viewer, case_id).application_id
    receipt = erasure.erase(engine, by, case_id=case_id, why=why)
    for name in names:
        kept.forget(home, name)
    uploads.erase(home, application_id)
    return receipt


def forget_leftovers(
    engine: Engine, home: Home, now: datetime, *, dry_run: bool = False
) -> list[Path]:
    """Remove letters and uploads that no case needs any more.

    Those are letters that no entry of the ledger speaks of, uploads of erased cases, and uploads
    that became no case, as batches are.

    Parameters
    ----------
    now : datetime
        With its zone; letters kept within a day, and batches made within 30, are left alone.
    dry_run : bool
        Only say what would go.

    Returns
    -------
    list of Path
        What went, or would.
    """
    standing = _names(engine)
    letters = [
        path
        for path in kept.every(home)
        if path.stem not in standing
        and now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > BEING_SENT
    ]
    brought = _unneeded(engine, home, now)
    if not dry_run:
        for path in letters:
            path.unlink(missing_ok=True)
        for upload_id in brought:
            uploads.erase(home, upload_id)
    return [*letters, *(uploads.home_of(home, upload_id).root for upload_id in brought)]


def _unneeded(engine: Engine, home: Home, now: datetime) -> list[str]:
    """Name the uploads of erased cases, and the old ones that became no case."""
    case, entry = tables.cases.c, tables.ledger.c
    erased = select(entry.case_id).where(entry.kind == Kind.ERASURE)
    with database.reading(engine) as con:
        opened = set(con.execute(select(case.application_id)).scalars())
        over = select(case.application_id).where(case.case_id.in_(erased))
        gone = set(con.execute(over).scalars())
    old = set(uploads.made_before(home, now - NOBODYS)) - opened
    return [name for name in uploads.made_before(home, now) if name in old | gone]


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
