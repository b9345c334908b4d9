"""Puts models in force and is killed meanwhile; run as a program by the test of models.

A child puts a model in force; the parent kills it as soon as it sees the entry, some models
earlier. The approval's file is written behind the entry: it may be there or not. Each line on
standard output is a model that a child was killed over.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import Engine

from data.home import Home
from desk.store import database
from desk.store.ledger import By
from desk.work import models_in_force
from tests.desk.models import WHY, add
from tests.desk.office import RAY, RITA, START

ALMOST = 0.004  # seconds


def write(address: str, home: Home, version: str, out: int) -> None:
    """Put one model in force, and wait for what comes."""
    engine = database.open_ledger(database.parse_url(address))
    os.write(out, b"ready\n")
    models_in_force.put_in_force(engine, home, By(RITA, START, f"force-{version}"), version)
    time.sleep(60)


def is_in_force(engine: Engine, version: str) -> bool:
    """Whether the ledger's second entry on a model is there."""
    found = [one.model for one in models_in_force.steps(engine, RAY)]
    return found.count(version) == 2


def main() -> None:
    """Kill a child over each of so many models."""
    address, home, kills = sys.argv[1], Home(Path(sys.argv[2])), int(sys.argv[3])
    engine = database.open_ledger(database.parse_url(address))
    pause = random.Random(11)
    for number in range(4, 4 + kills):
        version = f"v{number}"
        add(home, version, home)
        models_in_force.propose(
            engine, home, By(RAY, START, f"propose-{version}"), version, why=WHY
        )
        engine.dispose()  # no connection is shared with the child
        into, out = os.pipe()
        child = os.fork()
        if child == 0:
            write(address, home, version, out)
        os.close(out)
        with os.fdopen(into, encoding="utf-8") as ready:
            ready.readline()
        until = time.monotonic() + (pause.random() * ALMOST if number % 3 == 0 else 30)
        while time.monotonic() < until and not is_in_force(engine, version):
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        sys.stdout.write(f"{version}\n")


if __name__ == "__main__":
    main()
