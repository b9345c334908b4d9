"""Letters as they were sent: one file each, named by the SHA-256 of its bytes."""

import hashlib
import re
from pathlib import Path

from data.errors import ThinfileError
from data.home import Home, write_whole

_FOLDER = "letters"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def name_of(pdf: bytes) -> str:
    """Give the name under which a letter is kept: its SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(pdf).hexdigest()


def keep(home: Home, pdf: bytes) -> None:
    """Keep a letter."""
    with write_whole(_path(home, name_of(pdf))) as partial:
        partial.write_bytes(pdf)


def read(home: Home, sha256: str) -> bytes:
    """Give a letter that was kept.

    Raises
    ------
    ThinfileError
        When it is not there, or is not what was sent.
    """
    path = _path(home, sha256)
    try:
        pdf = path.read_bytes()
    except OSError as missing:
        raise ThinfileError(
            f"The letter with the hash {sha256} is not in {path.parent} ({missing.strerror}). "
            "Restore it from a backup."
        ) from missing
    if name_of(pdf) != sha256:
        raise ThinfileError(
            f"{path} is not the letter that was sent: its content has another hash. "
            "Restore it from a backup."
        )
    return pdf


def forget(home: Home, sha256: str) -> None:
    """Remove a letter; for erasing what is kept of a person."""
    _path(home, sha256).unlink(missing_ok=True)


def every(home: Home) -> list[Path]:
    """Give the files of all letters that are kept, in the order of their names."""
    return sorted((home.root / _FOLDER).glob("*.pdf"))


def _path(home: Home, sha256: str) -> Path:
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"A SHA-256 has 64 hexadecimal digits; got {sha256!r}.")
    return home.root / _FOLDER / f"{sha256}.pdf"
