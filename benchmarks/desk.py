"""How quick the ledger is: `python -m benchmarks.desk`.

Decisions a second with 1, 4 and 16 writers, each a process of its own that decides its own cases
with the capsule of a real applicant; the walk along a long chain; replay of many decisions; the
queue's page where so many are decided; and what an officer asks the applicant's page for: what if,
how sure, and the path to approval.
"""

import itertools
import multiprocessing
import os
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL, Engine

from benchmarks import pages, uncertainty
from benchmarks.figures import Figure, at_least, at_most, report, say, shown
from data import book, read
from data.application import find_application
from data.home import Home
from desk.audit import replay, verify
from desk.roles import Role, Viewer
from desk.store import database
from desk.store.ledger import By
from desk.work import casework, claims, decisions, policies, taking
from desk.work.capsule import Capsule, Shown
from desk.work.cases import Pins
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.models import manifest, model
from scoring.policies.policy import Action, Policy
from scoring.scores import assess
from ui import places

WRITERS = (1, 4, 16)
PAGES = 36
OFFICER = Viewer("officer", "Officer", Role.OFFICER, None)
REFER = Verdict(Decision.REFER, sentence="A person should look at it.")
DECLINE = Verdict(Decision.DECLINE)
Taken = tuple[Shown, Capsule]


def by() -> By:
    """Write as the officer, now, under a key of its own."""
    return By(OFFICER, datetime.now(UTC), uuid.uuid4().hex)


def taken(home: Home, engine: Engine, number: int) -> Iterator[Taken]:
    """Take the capsules of applications of the book in use, one after another."""
    used = book.required(home)
    model = manifest.read(book.model_path(home, str(used.model)))
    in_force = policies.in_force(engine)
    text = policies.text_of(engine, in_force.version)
    with book.open_book(home, used) as con:
        ids = read.query(con, "assessments", application_id=None)["application_id"]
        for application_id in ids.sample(number, random_state=1, replace=number > len(ids)):
            found = find_application(con, str(application_id))
            scored = assess.assessment(con, model, found, in_force)
            capsule = taking.take(
                con, found, scored, policy_text=text, model_hashes=model.every_hash
            )
            yield taking.shown(found, scored), capsule


def unknown(number: int) -> list[str]:
    """Name applications that no book holds."""
    return [uuid.uuid4().hex for _ in range(number)]


def claimed(engine: Engine, pins: Pins, applications: Iterable[str]) -> list[tuple[int, int]]:
    """Open and claim new cases; give their numbers and versions."""
    found = []
    for name in applications:
        opened = claims.open_case(
            engine, by(), application_id=name, lender_id=None, applied_at=datetime.now(UTC)
        )
        case_id = opened.case_id or 0
        receipt = claims.claim(engine, by(), case_id, seen=opened.entry_no, pins=pins)
        found.append((case_id, receipt.entry_no))
    return found


def decide(
    engine: Engine, case: tuple[int, int], said: Taken, policy: Policy, verdict: Verdict = REFER
) -> None:
    """Decide a case, with all that is kept of it; refer it unless told otherwise."""
    decisions.decide(
        engine, by(), case[0], seen=case[1], verdict=verdict, shown=said[0], policy=policy,
        capsule=said[1],
    )  # fmt: skip


def _writer(url: URL, mine: list[tuple[int, int]], said: Taken, gate: Barrier) -> None:
    engine = database.open_ledger(url)
    policy = policies.in_force(engine)
    decide(engine, mine[0], said, policy)  # the first one also writes the statements
    gate.wait()
    for case in mine[1:]:
        decide(engine, case, said, policy)
    gate.wait()
    engine.dispose()


def decisions_a_second(
    url: URL, engine: Engine, pins: Pins, said: Taken, writers: int, each: int
) -> float:
    """Let processes that are warm decide at the same time; give how many decisions a second."""
    cases = claimed(engine, pins, unknown(writers * (each + 1)))
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(writers + 1)
    started = [
        context.Process(target=_writer, args=(url, cases[at::writers], said, gate))
        for at in range(writers)
    ]
    for process in started:
        process.start()
    gate.wait()
    begun = time.perf_counter()
    gate.wait()
    seconds = time.perf_counter() - begun
    for process in started:
        process.join()
    return writers * each / seconds


def measured(
    name: str, url: URL, home: Home, each: int, least: float | None
) -> tuple[list[Figure], Engine, Pins]:
    """Measure the writers on one engine."""
    engine = database.open_ledger(url)
    policies.record_launch(engine, datetime.now(UTC))
    used, version = book.required(home), policies.in_force(engine).version
    pins = Pins(used.snapshot, used.scores, used.model, version)
    said = next(taken(home, engine, 1))
    figures = []
    for writers in WRITERS:
        say(f"{name}, {writers} writers")
        rate = decisions_a_second(url, engine, pins, said, writers, max(each // writers, 4))
        label = f"{name}, decisions a second, {writers} writers"
        figures.append(
            shown(label, rate, "1/s") if least is None else at_least(label, rate, "1/s", least)
        )
    return figures, engine, pins


def main(
    home: Annotated[Path | None, typer.Option(help="Folder with a scored book.")] = None,
    postgresql: Annotated[
        str | None, typer.Option(help="Address of an empty PostgreSQL database to measure too.")
    ] = None,
    each: Annotated[int, typer.Option(help="Decisions in each measurement.")] = 400,
    entries: Annotated[int, typer.Option(help="Entries of the chain that is walked.")] = 100_000,
    replays: Annotated[int, typer.Option(help="Decisions that are replayed.")] = 1000,
    decided: Annotated[int, typer.Option(help="Decisions when the queue is opened.")] = 10_000,
    applicants: Annotated[int, typer.Option(help="Applicants whom the page is asked of.")] = 100,
) -> None:
    """Measure the ledger."""
    used = Home.from_environment() if home is None else Home(home)
    with tempfile.TemporaryDirectory() as place:
        url = database.parse_url(f"sqlite:///{place}/ledger.sqlite")
        figures, engine, pins = measured("SQLite", url, used, each, None)
        if postgresql is not None:
            other = database.parse_url(postgresql)
            found, its, _ = measured("PostgreSQL", other, used, each, None)
            its.dispose()
            figures += found
        figures += replayed(used, engine, pins, replays)
        figures += walked(engine, entries)
        figures += answered(used, applicants)
        # last: Streamlit's test takes the place of the main module, which writers are started from
        figures += queued(used, url, engine, pins, decided)
        engine.dispose()
    report(figures)


def replayed(home: Home, engine: Engine, pins: Pins, number: int) -> list[Figure]:
    """Decide on as many applicants, and recompute each decision."""
    say(f"replay of {number} decisions")
    policy = policies.in_force(engine)
    cases = claimed(engine, pins, unknown(number))
    for case, said in zip(cases, taken(home, engine, number), strict=True):
        decide(engine, case, said, policy)
    begun = time.perf_counter()
    found = list(replay.replays(engine, home, [case for case, _ in cases]))
    seconds = time.perf_counter() - begun
    differ = sum(not one.is_identical for one in found)
    return [
        shown(f"replay of {number:,} decisions", seconds, "s"),
        at_most("decisions that differ when replayed", differ, "decisions", 0),
    ]


def walked(engine: Engine, entries: int) -> list[Figure]:
    """Fill the chain up with notes, and walk it."""
    case_id = claims.open_case(
        engine, by(), application_id=uuid.uuid4().hex, lender_id=None, applied_at=datetime.now(UTC)
    ).case_id
    say(f"verify on {entries:,} entries")
    for _ in itertools.count():
        receipt = casework.add_note(engine, by(), case_id or 0, note="A note of usual length.")
        if receipt.entry_no >= entries:
            break
    begun = time.perf_counter()
    found = verify.verify(engine)
    seconds = time.perf_counter() - begun
    faults = int(found.fault is not None)
    return [
        shown(f"verify of {found.head.entry_no:,} entries", seconds, "s"),
        at_most("faults in the chain", faults, "faults", 0),
    ]


def answered(home: Home, number: int) -> list[Figure]:
    """Ask what the applicant's page answers: what if, how sure, and the path to approval."""
    ids, used = pages.application_ids(home, number), book.required(home)
    say(f"what if, how sure and path to approval, {number} applicants")
    changed = pages.what_if_seconds(home, ids)
    loaded = model.load(book.model_path(home, str(used.model)))
    with book.open_book(home, used) as con:
        sure = uncertainty.timed(con, loaded, ids)
    paths = pages.path_seconds(home, pages.near_ids(home, number))
    return [
        *pages.figures_of(pages.WHAT_IF, changed, pages.MOST_WHAT_IF_MS),
        *uncertainty.times(sure),
        *pages.figures_of("path to approval, from the button to the answer", paths, None),
    ]


def decline(engine: Engine, pins: Pins, said: Taken, applications: Iterable[str]) -> None:
    """Decline applications as recommended, so that their cases are decided."""
    policy, (page, capsule) = policies.in_force(engine), said
    said = replace(page, recommendation=Action.DECLINE), capsule
    for case in claimed(engine, pins, applications):
        decide(engine, case, said, policy, DECLINE)


def queued(home: Home, url: URL, engine: Engine, pins: Pins, number: int) -> list[Figure]:
    """Decline so many applications of the book, and open the queue's pages."""
    say(f"queue with {number:,} decisions")
    with book.open_book(home, book.required(home)) as con:
        ids = read.query(con, "assessments", application_id=None)["application_id"]
    decline(engine, pins, next(taken(home, engine, 1)), [str(name) for name in ids.head(number)])
    os.environ["THINFILE_HOME"], os.environ[database.VARIABLE] = str(home.root), str(url)
    seconds = pages.page_seconds(places.QUEUE, pages.queue_links(PAGES + 1))
    return pages.figures_of(f"queue with {min(number, len(ids)):,} decisions", seconds, 300)


if __name__ == "__main__":
    typer.run(main)
