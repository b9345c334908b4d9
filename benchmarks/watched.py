"""Runs a step in a process of its own and watches what it takes: time, memory, disk."""

import json
import os
import subprocess
import sys
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from benchmarks.figures import say
from benchmarks.phases import Span

ROOT = Path(__file__).parent.parent
EVERY_S = 0.1
DISK_EVERY = 10
GIB = 2**30
LEAST_LEFT = GIB // 2


@dataclass(frozen=True, slots=True)
class Phase:
    """What one phase of a step took, as `Watched` says it of all of it."""

    seconds: float
    memory_gib: float
    disk_gib: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What the process and its children, and the folder, held at one moment, bytes."""

    at: float
    memory: int
    disk: int


@dataclass(frozen=True, slots=True)
class Watched:
    """What a step took.

    Parameters
    ----------
    seconds : float
        By the wall, the start of its process included.
    memory_gib : float
        Most that the process and its children held at one moment (resident, GiB).
    disk_gib : float
        Most that the watched folder held at one moment beyond what it held before, GiB.
    answer : dict
        The JSON object that the step printed last.
    phases : dict of str to Phase
        By the spans that the answer names.
    """

    seconds: float
    memory_gib: float
    disk_gib: float
    answer: dict[str, Any]
    phases: dict[str, Phase] = field(default_factory=dict)


def run(
    words: tuple[str, ...],
    folder: Path,
    environment: Mapping[str, str],
    least_left: int = LEAST_LEFT,
) -> Watched:
    """Run ``python -m <words>`` and watch it.

    Parameters
    ----------
    words : tuple of str
        Module and arguments; the last line it prints is a JSON object.
    folder : Path
        Where it writes.
    environment : mapping of str to str
        Set beside our own.
    least_left : int
        The step is stopped where the machine has less memory left than this, bytes: it would end
        in exchanging pages with the disk for hours, and all else on the machine with it.

    Raises
    ------
    SystemExit
        When it fails or is stopped: then there is nothing to measure.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before, ended = size_of(folder), threading.Event()
    moments = [Moment(time.monotonic(), 0, before)]
    start = time.perf_counter()
    step = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    watcher = threading.Thread(target=_watch, args=(step, folder, moments, ended, least_left))
    watcher.start()
    try:
        said, _ = step.communicate()
        seconds = time.perf_counter() - start
    finally:
        ended.set()
        watcher.join()
    if step.returncode != 0:
        raise SystemExit(f"error: {' '.join(words)} failed; its message stands above.")
    moments.append(Moment(time.monotonic(), moments[-1].memory, size_of(folder)))
    answer = json.loads(said.splitlines()[-1])
    phases = by_phase([tuple(span) for span in answer.pop("phases", [])], moments)
    memory, disk = (max(getattr(one, of) for one in moments) for of in ("memory", "disk"))
    return Watched(seconds, memory / GIB, (disk - before) / GIB, answer, phases)


def by_phase(spans: Sequence[Span], moments: Sequence[Moment]) -> dict[str, Phase]:
    """Attribute what was seen of a step to its phases.

    Parameters
    ----------
    spans : sequence of (phase, begin, end)
        As `benchmarks.phases` tells them; a phase may have several.
    moments : sequence of Moment
        In order; the first is of before the step.

    Returns
    -------
    dict of str to Phase
        A span in which nothing was seen has what was seen next after it.
    """
    at = [one.at for one in moments]
    found: dict[str, Phase] = {}
    for name, begin, end in spans:
        first = min(bisect_left(at, begin), len(at) - 1)
        seen = moments[first : max(bisect_right(at, end), first + 1)]
        before = found.get(name, Phase(0.0, 0.0, 0.0))
        found[name] = Phase(
            before.seconds + end - begin,
            max(before.memory_gib, *(one.memory / GIB for one in seen)),
            max(before.disk_gib, *((one.disk - moments[0].disk) / GIB for one in seen)),
        )
    return found


def _watch(
    step: subprocess.Popen[str],
    folder: Path,
    moments: list[Moment],
    ended: threading.Event,
    least_left: int,
) -> None:
    turn, disk = 0, moments[0].disk
    while not ended.wait(EVERY_S):
        if psutil.virtual_memory().available < least_left:
            say(f"stopped: less than {least_left / GIB:.1f} GiB of memory were left")
            step.kill()
            return
        if turn % DISK_EVERY == 0:
            disk = size_of(folder)
        moments.append(Moment(time.monotonic(), _held(step.pid), disk))
        turn += 1


def _held(process: int) -> int:
    total = 0
    try:
        top = psutil.Process(process)
        for one in (top, *top.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def size_of(folder: Path) -> int:
    """Give the bytes that a folder's files take on the disk."""
    total = 0
    for path in folder.rglob("*"):
        try:
            about = path.lstat()
        except FileNotFoundError:
            continue
        total += about.st_blocks * 512
    return total
