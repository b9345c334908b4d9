"""Where everything written lies, and how a file is written whole or not at all."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from data.errors import ThinfileError

DEFAULT_ROOT = "var"
PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder under which a lender's books, models and scores lie.

    Parameters
    ----------
    root : Path
        ``THINFILE_HOME``; the folder need not exist yet.
    """

    root: Path

    @classmethod
    def from_environment(cls) -> Self:
        """Read ``THINFILE_HOME``, or take ``var`` in the working directory."""
        return cls(Path(os.environ.get("THINFILE_HOME") or DEFAULT_ROOT).absolute())

    @property
    def snapshots(self) -> Path:
        """Checked data, one DuckDB file a build, and beside it the protected attributes."""
        return self.root / "snapshots"

    @property
    def models(self) -> Path:
        """One folder a model version."""
        return self.root / "models"

    @property
    def scores(self) -> Path:
        """One DuckDB file for each snapshot and model."""
        return self.root / "scores"

    @property
    def approvals(self) -> Path:
        """One small file for each model that may be put into use."""
        return self.root / "approvals"

    @property
    def uploads(self) -> Path:
        """Rows that applicants brought along, by content hash."""
        return self.root / "uploads"

    @property
    def tmp(self) -> Path:
        """Staging of the build that runs; whatever an earlier one left is removed."""
        return self.root / "tmp"

    @property
    def current(self) -> Path:
        """The pointer to the book in use."""
        return self.root / "current.json"

    @property
    def build_lock(self) -> Path:
        """Held by the build that runs, and by nobody else."""
        return self.root / "build.lock"


def fsync_path(path: Path) -> None:
    """Wait until a file, or the names in a folder, have reached the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Write a file under a temporary name and give it its own name only when it is whole.

    Parameters
    ----------
    path : Path
        Final name; its folder is made. An existing file is replaced in one step.

    Yields
    ------
    Path
        Temporary name beside it, to be written by the caller. After an error it is removed and
        `path` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}{PARTIAL}")
    try:
        yield partial
        fsync_path(partial)
        partial.replace(path)
        fsync_path(path.parent)
    finally:
        partial.unlink(missing_ok=True)


@contextlib.contextmanager
def only_build(home: Home) -> Iterator[None]:
    """Hold the build lock of a home, so that one build runs at a time.

    The kernel releases the lock when its process ends, however it ends.

    Raises
    ------
    ThinfileError
        When another build holds it; names that build's process.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    with home.build_lock.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            lock.seek(0)
            holder = lock.read().strip() or "an unknown process"
            raise ThinfileError(
                f"Another build is running in {home.root} ({holder}). One build runs at a time: "
                "wait until it has ended, then run the command again."
            ) from taken
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield
