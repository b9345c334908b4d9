"""Decides cases until it is killed, again and again; run as a program by the test of crashes.

A child decides and says so, the parent kills it while it does. Each line on standard output is
one acknowledgement: the key, the case and the entry's number.
"""

import os
import random
import signal
import sys
import time

from sqlalchemy import Engine

from desk.store import database
from desk.store.ledger import By, Receipt
from desk.work import claims, decisions
from tests.desk.office import ADA, APPROVES, CAPSULE, LAUNCH, PINS, START, YES


def decide(engine: Engine, key: str, case_id: int, seen: int) -> Receipt:
    """Approve a case, with all that a decision keeps."""
    return decisions.decide(
        engine, By(ADA, START, key), case_id, seen=seen,
        verdict=YES, shown=APPROVES, policy=LAUNCH, capsule=CAPSULE,
    )  # fmt: skip


def claimed(engine: Engine, name: str) -> tuple[int, int]:
    """Open and claim a new case; give its number and version."""
    opened = claims.open_case(
        engine, By(ADA, START, f"open-{name}"), application_id=name, lender_id="l1",
        applied_at=START,
    )  # fmt: skip
    by = By(ADA, START, f"claim-{name}")
    seen = claims.claim(engine, by, opened.entry_no, seen=opened.entry_no, pins=PINS)
    return opened.entry_no, seen.entry_no


def write(address: str, run: int, out: int) -> None:
    """Decide new cases without end."""
    engine = database.open_ledger(database.parse_url(address))
    number = 0
    while True:
        name = f"{run}-{number}"
        case_id, seen = claimed(engine, name)
        receipt = decide(engine, name, case_id, seen)
        os.write(out, f"{name} {case_id} {receipt.entry_no}\n".encode())
        number += 1


def main() -> None:
    """Fork a writer, wait until it writes, kill it; as often as asked."""
    address, kills = sys.argv[1], int(sys.argv[2])
    pause = random.Random(7)
    for run in range(kills):
        into, out = os.pipe()
        child = os.fork()
        if child == 0:
            write(address, run, out)
        os.close(out)
        with os.fdopen(into, encoding="utf-8") as acknowledged:
            first = acknowledged.readline()
            time.sleep(pause.random() / 10)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            sys.stdout.write(first + acknowledged.read())


if __name__ == "__main__":
    main()
