"""Runs a step in a process of its own and watches what it takes: time, memory, disk."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parent.parent
EVERY_S = 0.1
DISK_EVERY = 10
GIB = 2**30


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
    """

    seconds: float
    memory_gib: float
    disk_gib: float
    answer: dict[str, Any]


def run(words: tuple[str, ...], folder: Path, environment: Mapping[str, str]) -> Watched:
    """Run ``python -m <words>`` and watch it.

    Parameters
    ----------
    words : tuple of str
        Module and arguments; the last line it prints is a JSON object.
    folder : Path
        Where it writes.
    environment : mapping of str to str
        Set beside our own.

    Raises
    ------
    SystemExit
        When it fails: then there is nothing to measure.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before, peaks, ended = size_of(folder), [0, 0], threading.Event()
    start = time.perf_counter()
    step = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    watcher = threading.Thread(target=_watch, args=(step.pid, folder, peaks, ended))
    watcher.start()
    try:
        said, _ = step.communicate()
        seconds = time.perf_counter() - start
    finally:
        ended.set()
        watcher.join()
    if step.returncode != 0:
        raise SystemExit(f"error: {' '.join(words)} failed; its message stands above.")
    disk = max(peaks[1], size_of(folder)) - before
    return Watched(seconds, peaks[0] / GIB, disk / GIB, json.loads(said.splitlines()[-1]))


def _watch(process: int, folder: Path, peaks: list[int], ended: threading.Event) -> None:
    turn = 0
    while not ended.wait(EVERY_S):
        peaks[0] = max(peaks[0], _held(process))
        if turn % DISK_EVERY == 0:
            peaks[1] = max(peaks[1], size_of(folder))
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
