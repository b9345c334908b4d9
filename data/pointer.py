"""The pointer: the one small file that says which book is in use, replaced in one step."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from data.errors import ThinfileError
from data.home import Home, write_whole

HASHED_WHOLE = 64 << 20
PUBLISH = "Run `python -m scoring publish` to point at a whole book again."


def read(home: Home) -> dict[str, Any] | None:
    """Read the pointer as it was written; None when nothing was published yet.

    Raises
    ------
    ThinfileError
        When it is no JSON.
    """
    try:
        found: dict[str, Any] = json.loads(home.current.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as broken:
        raise ThinfileError(
            f"{home.current} is not readable JSON ({broken}). {PUBLISH}"
        ) from broken
    return found


def write(
    home: Home, named: Mapping[str, str | None], published_at: datetime, paths: Mapping[str, Path]
) -> None:
    """Point at a book.

    Parameters
    ----------
    home : Home
    named : mapping
        ``snapshot``, ``model`` and ``scores`` of the book.
    published_at : datetime.datetime
        UTC.
    paths : mapping of str to Path
        Its files, which are fingerprinted.
    """
    pointer = {
        **named,
        "published_at": published_at.isoformat(timespec="microseconds"),
        "hashes": {name: _fingerprint(path) for name, path in paths.items()},
    }
    with write_whole(home.current) as partial:
        partial.write_text(json.dumps(pointer, indent=2) + "\n", encoding="utf-8")


def require_unchanged(name: str, path: Path, published: object) -> None:
    """Refuse a file that is not the one that was published.

    Raises
    ------
    ThinfileError
        When it is missing or was changed.
    """
    if not path.is_file():
        raise ThinfileError(f"The book in use needs its {name}, but {path} is missing. {PUBLISH}")
    if _fingerprint(path) != published:
        raise ThinfileError(
            f"The {name} of the book in use, {path}, is not the file that was published: "
            f"its size or content changed. {PUBLISH}"
        )


def model_in_use(home: Home) -> tuple[str, str] | None:
    """Give version and manifest's SHA-256 of the model in use, as published; its files unread.

    Returns
    -------
    (str, str) or None
        None when no model is in use, or the pointer cannot be read.
    """
    try:
        found = read(home)
        if found is None:
            return None
        return str(found["model"]), str(found["hashes"]["manifest"]["sha256"])
    except (ThinfileError, KeyError, TypeError):
        return None


def _fingerprint(path: Path) -> dict[str, str | int]:
    """Give size in bytes, and the sha256 of files that are small enough to hash at every open."""
    size = path.stat().st_size
    if path.suffix == ".duckdb" or size > HASHED_WHOLE:
        return {"bytes": size}
    return {"bytes": size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
