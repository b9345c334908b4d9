"""What a build was made from: the input's bytes, and everything that decides what is made of it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from data import side_by_side
from data.errors import ThinfileError
from data.progress import Progress, silent
from data.sources import Source

DATA = Path(__file__).parent
SIMULATOR = DATA / "simulator"
Seen = dict[Path, tuple[int, int]]


def of_files(root: Path, files: Iterable[Path], progress: Progress, what: str) -> str:
    """Hash names and contents of files.

    Parameters
    ----------
    root : Path
        Names are taken relative to it.
    files : iterable of Path
    progress : Progress
    what : str
        What to call the work.

    Returns
    -------
    str
        SHA-256, hexadecimal.
    """
    ordered = sorted(files)
    digest = hashlib.sha256()
    with side_by_side.in_order(_content, ordered, workers=side_by_side.cores()) as contents:
        for at, (file, content) in enumerate(zip(ordered, contents, strict=True)):
            progress(what, at, len(ordered))
            digest.update(f"{file.relative_to(root)}\0{content}\0".encode())
    progress(what, len(ordered), len(ordered))
    return digest.hexdigest()


def _content(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def seen(source: Source) -> Seen:
    """Note size and time of change of each of the lender's files, to compare later."""
    found = {}
    for path in source.input_folder.rglob("*"):
        if path.is_file():
            about = path.stat()
            found[path.relative_to(source.input_folder)] = (about.st_size, about.st_mtime_ns)
    return found


def require_unchanged(source: Source, before: Seen) -> None:
    """Refuse files that changed while they were read: the fingerprint is of others then.

    Parameters
    ----------
    source : Source
    before : Seen
        As `seen` gave it before anything was read.

    Raises
    ------
    ThinfileError
        Names a file that came, went or changed.
    """
    now = seen(source)
    changed = sorted(path for path in before | now if before.get(path) != now.get(path))
    if changed:
        raise ThinfileError(
            f"Wanted the files in {source.input_folder} to stay as they were while they are read; "
            f"{changed[0]} changed. The book in use is as it was. Build again when whatever writes "
            "them has ended."
        )


def of_input(source: Source, progress: Progress) -> str:
    """Hash the lender's files."""
    files = [path for path in source.input_folder.rglob("*") if path.is_file()]
    return of_files(source.input_folder, files, progress, "looking at the files")


def of_recipe(source: Source, input_fingerprint: str, as_of: datetime | None, engine: str) -> str:
    """Hash everything that decides a snapshot: input, SELECTs, settings, engine, our own code."""
    ours = [
        path
        for path in DATA.rglob("*")
        if path.suffix in {".py", ".sql", ".csv", ".toml"}
        and SIMULATOR not in path.parents
        and DATA / "queries" not in path.parents
        and DATA / "sources" not in path.parents
    ]
    theirs = [*source.folder.glob("*.sql"), *source.folder.glob("*.toml")]
    digest = hashlib.sha256()
    for root, files in ((DATA, ours), (source.folder, theirs)):
        digest.update(of_files(root, files, silent, "").encode())
    digest.update(f"{input_fingerprint}\0{source.settings!r}\0{as_of}\0{engine}".encode())
    return digest.hexdigest()
