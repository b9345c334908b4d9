"""Whatever was acknowledged survives the death of its writer."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from desk.audit import history, verify
from desk.store import database, tables
from desk.store.kinds import Kind
from desk.work.cases import Status
from tests.desk.office import AUDREY, CAPSULE
from tests.desk.store import crash_writer

ROOT = Path(__file__).parents[3]
KILLS = 30


def test_no_acknowledged_decision_is_lost_when_writers_are_killed(office):
    address = office.engine.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-m", "tests.desk.store.crash_writer", address, str(KILLS)],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True, timeout=180,
    )  # fmt: skip
    acknowledged = [line.split() for line in killed.stdout.splitlines()]
    assert len({name.split("-")[0] for name, _, _ in acknowledged}) == KILLS
    with database.reading(office.engine) as con:
        rows = {row.case_id: row for row in con.execute(select(tables.decisions))}
        kept = set(con.execute(select(tables.texts.c.body)).scalars())
    for _, case_id, entry_no in acknowledged:
        row = rows[int(case_id)]
        assert (row.entry_no, row.decision, row.amount) == (int(entry_no), "approve", 50_000)
        assert office.case(row.case_id).status is Status.DECIDED
        [event] = history.history(office.engine, AUDREY, row.case_id, Kind.DECISION)
        assert event.payload["capsule"] == CAPSULE.payload()
    assert kept == set(CAPSULE.texts.values())
    assert verify.verify(office.engine).fault is None
    _decide_again(office, rows)


def _decide_again(office, rows):
    """What was written but not acknowledged is found, not doubled, when its caller tries again."""
    last = rows[max(rows)]
    before = office.count("ledger")
    with database.reading(office.engine) as con:
        entry = con.execute(
            select(tables.ledger).where(tables.ledger.c.entry_no == last.entry_no)
        ).one()
    key, seen = entry.idempotency_key, last.entry_no - 1
    assert crash_writer.decide(office.engine, key, last.case_id, seen).entry_no == last.entry_no
    assert office.count("ledger") == before
