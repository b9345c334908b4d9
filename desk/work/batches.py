"""Batches: who scored which files with which model and policy; an entry each, beside any case."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from desk.roles import Act, Viewer, require
from desk.store import database, ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import checks
from scoring.scores.brought import BroughtFile


@dataclass(frozen=True, slots=True)
class Batch:
    """One scoring of a batch.

    Parameters
    ----------
    upload_id : str
    files : tuple of BroughtFile
    scored : int
        Applications that got a score.
    model, policy_version : str
    lender_ids : tuple of str
        Who was asked, sorted; empty where the batch names no lender.
    """

    upload_id: str
    files: tuple[BroughtFile, ...]
    scored: int
    model: str
    policy_version: str
    lender_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A batch as the ledger holds it: the entry, who scored it and when, UTC."""

    entry_no: int
    user_id: str
    scored_at: datetime
    batch: Batch


def record(engine: Engine, by: By, batch: Batch) -> Receipt:
    """Write down that a batch was scored.

    Raises
    ------
    ThinfileError
        When the writer may not decide, or the batch asks a lender that they do not see.
    """
    asked = asdict(batch)

    def change(con: Connection, entry_no: int) -> Draft:
        del con, entry_no
        for lender_id in batch.lender_ids:
            checks.require_sees(by.viewer, lender_id, f"batch '{batch.upload_id}'")
        return Draft(facts=asked)

    return ledger.write(engine, by, Kind.BATCH, asked, change)


def recorded(engine: Engine, viewer: Viewer) -> list[Recorded]:
    """Give every batch that asked the viewer's lenders alone, the newest first.

    One that names no lender is shown to those who see every lender.

    Raises
    ------
    ThinfileError
        When the viewer's role may not read who did what.
    """
    require(viewer, Act.VERIFY)
    rows = tables.ledger.c
    asked = select(rows.entry_no, rows.actor, rows.written_at, rows.facts).where(
        rows.kind == Kind.BATCH.value
    )
    with database.reading(engine) as con:
        found = [
            Recorded(entry_no, actor, tables.utc_moment(written_at), _batch(facts))
            for entry_no, actor, written_at, facts in con.execute(
                asked.order_by(rows.entry_no.desc())
            )
        ]
    return [one for one in found if _is_shown(one.batch.lender_ids, viewer)]


def last_by(engine: Engine, viewer: Viewer, upload_id: str) -> Batch | None:
    """Give a batch as the viewer themself scored it last; None where they never did.

    Raises
    ------
    ThinfileError
        When the viewer may not decide, or no longer sees a lender that it asks.
    """
    require(viewer, Act.DECIDE)
    rows = tables.ledger.c
    asked = (
        select(rows.facts)
        .where(rows.kind == Kind.BATCH.value, rows.actor == viewer.user_id)
        .order_by(rows.entry_no.desc())
    )
    with database.reading(engine) as con:
        made = [_batch(facts) for facts in con.scalars(asked)]
    found = next((one for one in made if one.upload_id == upload_id), None)
    for lender_id in () if found is None else found.lender_ids:
        checks.require_sees(viewer, lender_id, f"batch '{upload_id}'")
    return found


def _batch(facts: str) -> Batch:
    told = json.loads(facts)
    files = tuple(BroughtFile(**file) for file in told["files"])
    return Batch(**{**told, "files": files, "lender_ids": tuple(told["lender_ids"])})


def _is_shown(lender_ids: Sequence[str], viewer: Viewer) -> bool:
    return viewer.lender_ids is None or (
        bool(lender_ids) and all(viewer.sees(lender_id) for lender_id in lender_ids)
    )
