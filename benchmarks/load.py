"""Many users at once: `python -m benchmarks.load`.

Sessions that speak the browser's protocol sign in to an app process of their own level as officers
and open one applicant after another, half of them undecided, with time to think between them;
everything on this machine.
"""

import asyncio
import os
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import psutil
import typer

from benchmarks.app import free_port, running
from benchmarks.figures import Figure, at_most, median_and_p95, report, say, shown
from benchmarks.pages import application_ids
from benchmarks.visitor import Visitor
from data import book
from data.home import Home

USERS = (1, 10, 25, 50)
SECONDS = 120.0
THINK_S = 5.0
APPLICANTS = 5_000
TARGET_USERS, TARGET_S = 25, 1.5
SEED = 5
OFFICER = "Officer"


@dataclass(frozen=True, slots=True)
class Names:
    """Applications to open: any of the book, and those that wait to be decided."""

    every: list[str]
    undecided: list[str]

    def draw(self, draw: random.Random) -> str:
        """Pick one, as often undecided as not where any is."""
        is_waiting = bool(self.undecided) and draw.random() < 0.5
        return draw.choice(self.undecided if is_waiting else self.every)


def undecided(home: Home) -> list[str]:
    """List the applications of the book in use that nobody has decided."""
    with book.open_book(home, book.required(home)) as con:
        rows = con.execute(
            "select application_id from snapshot.applications "
            "anti join snapshot.decisions using (application_id) order by application_id"
        ).fetchall()
    return [str(name) for (name,) in rows]


@dataclass(slots=True)
class Level:
    """What was seen with so many users: seconds of each page, and what went wrong.

    `settled` are seconds from asking how sure a score is to the page drawn with the answer.
    """

    users: int
    seconds: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    bytes_each: float = 0.0


async def visit(port: int, names: Names, until: float, seed: int, level: Level) -> None:
    """Sign in, and open applicants until the time is over."""
    draw = random.Random(seed)
    clock = asyncio.get_running_loop().time
    await asyncio.sleep(draw.uniform(0, THINK_S))
    visitor = await Visitor.arrive(port)
    try:
        door = await visitor.open()
        await visitor.open(press=door.buttons[OFFICER])
        while clock() < until:
            shown_page = await visitor.open(
                "applicant", urlencode({"application": names.draw(draw)})
            )
            level.seconds.append(shown_page.seconds)
            level.errors += shown_page.errors
            if not shown_page.charts:
                level.errors.append("the page came without a chart")
            for drawn in await visitor.stay(draw.uniform(0.5 * THINK_S, 1.5 * THINK_S)):
                level.settled.append(drawn.seconds)
                level.errors += drawn.errors
    finally:
        await visitor.leave()


async def measure(port: int, app: psutil.Process, names: Names, users: int,
                  seconds: float) -> Level:  # fmt: skip
    """Let so many users work for a while; a visit that fails is an error of the level."""
    level = Level(users)
    before = app.memory_info().rss
    until = asyncio.get_running_loop().time() + seconds
    visits = [
        asyncio.create_task(visit(port, names, until, SEED + 1000 * users + at, level))
        for at in range(users)
    ]
    await asyncio.sleep(0.9 * seconds)
    level.bytes_each = (app.memory_info().rss - before) / users
    ends = await asyncio.gather(*visits, return_exceptions=True)
    level.errors += [repr(end) for end in ends if isinstance(end, BaseException)]
    return level


async def run(port: int, process_id: int, names: Names, users: int, seconds: float) -> Level:
    """Warm up with one user, then let so many work."""
    app = psutil.Process(process_id)
    await measure(port, app, names, 1, min(seconds, 15))
    say(f"{users} users for {seconds:g} s")
    return await measure(port, app, names, users, seconds)


def figures_of(level: Level) -> list[Figure]:
    """Give the figures of one level."""
    of = f"{level.users} users, {len(level.seconds)} pages"
    errors = at_most(f"{of}: errors", len(level.errors), "errors", 0)
    if not level.seconds:
        return [errors]
    middle, late = median_and_p95(level.seconds)
    last = f"{of}: 95th percentile of a page"
    return [
        shown(f"{of}: median of a page", middle, "s"),
        at_most(last, late, "s", TARGET_S)
        if level.users <= TARGET_USERS
        else shown(last, late, "s"),
        shown(f"{of}: memory of the app for each user", level.bytes_each / 2**20, "MiB"),
        *_settled(level, of),
        errors,
    ]


def _settled(level: Level, of: str) -> list[Figure]:
    """Give how long those waited whose score's doubt no batch had computed."""
    if not level.settled:
        return [shown(f"{of}: of them waited for the interval", 0, "pages")]
    middle, late = median_and_p95(level.settled)
    return [
        shown(f"{of}: of them waited for the interval", len(level.settled), "pages"),
        shown(f"{of}: median of that wait", middle, "s"),
        shown(f"{of}: 95th percentile of that wait", late, "s"),
    ]


def main(
    home: Annotated[
        Path | None, typer.Option(help="Folder with a published book; default: THINFILE_HOME.")
    ] = None,
    users: Annotated[list[int] | None, typer.Option(min=1, help="Users at once.")] = None,
    seconds: Annotated[float, typer.Option(min=10, help="How long at each level.")] = SECONDS,
) -> None:
    """Time the applicant's page with many users at once."""
    if home is not None:
        os.environ["THINFILE_HOME"] = str(home)
    used = Home.from_environment()
    names = Names(application_ids(used, APPLICANTS), undecided(used))
    levels = []
    for many in users or list(USERS):
        port = free_port()
        with running(used.root, port) as app:  # anew: memory that one level took is not the next's
            levels.append(asyncio.run(run(port, app.pid, names, many, seconds)))
    for level in levels:
        for error in sorted(set(level.errors)):
            say(f"{level.users} users: {error}")
    report([figure for level in levels for figure in figures_of(level)], think_seconds=THINK_S)


if __name__ == "__main__":
    typer.run(main)
