"""Whatever was acknowledged survives the death of its writer."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from desk.audit import verify
from desk.store import database, tables
from desk.store.ledger import By
from desk.work import casework
from tests.desk.office import ADA, START

ROOT = Path(__file__).parents[3]


def test_no_acknowledged_entry_is_lost_when_writers_are_killed(office):
    kills = 30
    case_id = office.opened()
    address = office.engine.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-m", "tests.desk.store.crash_writer", address, str(case_id), str(kills)],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True, timeout=120,
    )  # fmt: skip
    acknowledged = dict(line.split() for line in killed.stdout.splitlines())
    with database.reading(office.engine) as con:
        asked = select(tables.ledger.c.idempotency_key, tables.ledger.c.entry_no)
        written = {row.idempotency_key: str(row.entry_no) for row in con.execute(asked)}
    assert len({key.split("-")[0] for key in acknowledged}) == kills
    assert acknowledged.items() <= written.items()
    assert verify.verify(office.engine).fault is None
    _write_again(office, case_id, written)


def _write_again(office, case_id, written):
    """What was written but not acknowledged is found, not doubled, when its caller tries again."""
    last = max((key for key in written if key[0].isdigit()), key=lambda key: int(written[key]))
    by = By(ADA, START, last)
    receipt = casework.add_note(office.engine, by, case_id, note=f"note {last}")
    assert str(receipt.entry_no) == written[last]
    assert office.count("ledger") == len(written)
