"""Where what was uploaded lies: each upload is a home of its own, named by its content."""

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from data.home import PARTIAL, Home

PREFIX = "U"
ID_SHOWN = 12
A_DAY = 86_400  # seconds, after which what was not finished is nobody's any more


def home_of(home: Home, upload_id: str) -> Home:
    """Give the folder of an upload, which is laid out as any other home."""
    return Home(home.uploads / upload_id)


def is_upload(home: Home, application_id: str) -> bool:
    """Tell whether an application was scored from an upload, and lies here."""
    return is_id(application_id) and home_of(home, application_id).current.is_file()


def is_id(name: str) -> bool:
    """Tell whether a name is such as uploads get; a lender's own application may have one too."""
    named = name.removeprefix(PREFIX)
    return name.startswith(PREFIX) and len(named) == ID_SHOWN and named.isalnum()


@contextlib.contextmanager
def written(home: Home, upload_id: str) -> Iterator[Home]:
    """Give a folder to make an upload in, which gets its name when the block ends well.

    Any number of sessions may make the same one at once: the first that is done gives it its
    name, and the others' folders are removed; so are those that were begun a day ago.
    """
    partial = home.uploads / f"{upload_id}.{uuid.uuid4().hex}{PARTIAL}"
    partial.mkdir(parents=True)
    for left in home.uploads.glob(f"*{PARTIAL}"):
        if partial.stat().st_mtime - left.stat().st_mtime > A_DAY:
            shutil.rmtree(left, ignore_errors=True)
    try:
        yield Home(partial)
        _name(partial, home_of(home, upload_id))
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _name(partial: Path, own: Home) -> None:
    """Give a folder its name, unless another session was first."""
    try:
        partial.rename(own.root)
    except OSError:  # a folder of that name is there
        if own.current.is_file():
            return
        shutil.rmtree(own.root)  # begun by an earlier version, never ended
        partial.rename(own.root)


def made_before(home: Home, before: datetime) -> list[str]:
    """List the uploads that were made before a moment, the oldest first.

    Parameters
    ----------
    home : Home
    before : datetime
        With its zone.
    """
    made = {path.name: path.stat().st_mtime for path in home.uploads.glob("*") if is_id(path.name)}
    found = [name for name, seconds in made.items() if seconds < before.timestamp()]
    return sorted(found, key=lambda name: (made[name], name))


def erase(home: Home, upload_id: str) -> bool:
    """Remove an upload with the rows that were brought; tell whether there was one.

    For cases that are over: they are replayed from what the ledger holds, but one that is still
    to be decided needs its upload.
    """
    own = home_of(home, upload_id)
    if not is_id(upload_id) or not own.root.is_dir():
        return False
    shutil.rmtree(own.root)
    return True
