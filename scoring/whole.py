"""Whole or not at all: what a run that was killed or failed left behind is removed."""

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from data import faults
from data.errors import ThinfileError
from data.home import PARTIAL

LEFTOVER = re.compile(rf"\.(?P<process>\d+){re.escape(PARTIAL)}(\.wal)?$")


@contextlib.contextmanager
def or_nothing(folder: Path, what: str) -> Iterator[None]:
    """Do work that ends in a file or folder there, or leaves nothing behind.

    Parameters
    ----------
    folder : Path
        Where the work writes under temporary names. What dead processes left there goes first.
    what : str
        The work, to begin a sentence with: ``Scoring``.

    Raises
    ------
    ThinfileError
        When disk, memory or rights are wanting. Any other fault surfaces as it is.
    """
    remove_leftovers(folder)
    try:
        yield
    except _of_engines() as broken:
        words = faults.of_the_machine(str(broken))
        if words is None:
            raise
        raise ThinfileError(f"{what} stopped: {words} The book in use is as it was.") from broken
    finally:
        remove_leftovers(folder)


def _of_engines() -> tuple[type[BaseException], ...]:
    """Give the faults that machines cause; who has not loaded CatBoost meets none of its."""
    loaded = sys.modules.get("catboost")
    return (duckdb.Error, OSError) + (() if loaded is None else (loaded.CatBoostError,))


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files and folders of processes that have ended, and of this one."""
    for path in folder.glob(f"*{PARTIAL}*"):
        named = LEFTOVER.search(path.name)
        if named is None or _runs_elsewhere(int(named["process"])):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _runs_elsewhere(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
