"""Writes notes until it is killed, again and again; run as a program by the test of crashes.

A child writes and says so, the parent kills it while it does. Each line on standard output is
one acknowledgement: the key and the entry's number.
"""

import os
import random
import signal
import sys
import time

from desk.store import database
from desk.store.ledger import By
from desk.work import casework
from tests.desk.office import ADA, START


def write(address: str, case_id: int, run: int, out: int) -> None:
    """Write notes without end."""
    engine = database.open_ledger(database.parse_url(address))
    number = 0
    while True:
        key = f"{run}-{number}"
        receipt = casework.add_note(engine, By(ADA, START, key), case_id, note=f"note {key}")
        os.write(out, f"{key} {receipt.entry_no}\n".encode())
        number += 1


def main() -> None:
    """Fork a writer, wait until it writes, kill it; as often as asked."""
    address, case_id, kills = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    pause = random.Random(7)
    for run in range(kills):
        into, out = os.pipe()
        child = os.fork()
        if child == 0:
            write(address, case_id, run, out)
        os.close(out)
        with os.fdopen(into, encoding="utf-8") as acknowledged:
            first = acknowledged.readline()
            time.sleep(pause.random() / 10)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            sys.stdout.write(first + acknowledged.read())


if __name__ == "__main__":
    main()
