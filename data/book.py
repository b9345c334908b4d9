"""Which book is in use, what it is made of, and how it is opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from data import pointer
from data.errors import ThinfileError
from data.home import Home

ENGINE: Mapping[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "2GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}


@dataclass(frozen=True, slots=True)
class Book:
    """The three parts that belong together, by name.

    Parameters
    ----------
    snapshot : str
        Id of the data.
    model : str or None
        Version of the model; None for a shop that has not lent yet.
    scores : str or None
        Name of the scores of this snapshot by this model.
    published_at : datetime
        When it came into use, UTC.
    """

    snapshot: str
    model: str | None
    scores: str | None
    published_at: datetime

    def scored(self, model: str, scores: str) -> "Book":
        """Give the same snapshot with a model and its scores."""
        return Book(self.snapshot, model, scores, self.published_at)


def unscored(snapshot: str) -> Book:
    """Name a snapshot alone as a book, to be opened before it is scored or published."""
    return Book(snapshot, None, None, datetime.now(UTC))


def snapshot_path(home: Home, snapshot: str) -> Path:
    """Give the DuckDB file of a snapshot."""
    return home.snapshots / f"{snapshot}.duckdb"


def protected_path(home: Home, snapshot: str) -> Path:
    """Give the file of protected attributes, which exists only where the lender gave them."""
    return home.snapshots / f"{snapshot}.protected.duckdb"


def model_path(home: Home, model: str) -> Path:
    """Give the folder of a model version."""
    return home.models / model


def scores_path(home: Home, scores: str) -> Path:
    """Give the DuckDB file of scores named ``<snapshot>.<model>``."""
    return home.scores / f"{scores}.duckdb"


def snapshots(home: Home) -> list[str]:
    """List the whole snapshots, oldest first."""
    names = (path.name.removesuffix(".duckdb") for path in home.snapshots.glob("*.duckdb"))
    return sorted(name for name in names if not name.endswith(".protected"))


def newest_snapshot(home: Home) -> str:
    """Name the snapshot that was built last.

    Raises
    ------
    ThinfileError
        When nothing has been built.
    """
    names = snapshots(home)
    if not names:
        raise ThinfileError(
            f"Wanted a snapshot in {home.snapshots}, but there is none. "
            "Run `python -m data build` first."
        )
    return names[-1]


def parts(home: Home, *, snapshot: str, model: str | None, scores: str | None) -> dict[str, Path]:
    """Map each file a book is made of to its path; keys are those of the pointer's hashes."""
    found = {"snapshot": snapshot_path(home, snapshot)}
    if protected_path(home, snapshot).exists():
        found["protected"] = protected_path(home, snapshot)
    if model is not None:
        found["manifest"] = model_path(home, model) / "manifest.json"
        found["model"] = model_path(home, model) / "model.cbm"
    if scores is not None:
        found["scores"] = scores_path(home, scores)
    return found


def current(home: Home) -> Book | None:
    """Read which book is in use, and check that its files are the ones that were published.

    Returns
    -------
    Book or None
        None when nothing was published yet.

    Raises
    ------
    ThinfileError
        When the pointer cannot be read, or a file it names is missing or was changed.
    """
    found = pointer.read(home)
    if found is None:
        return None
    try:
        hashes = dict(found["hashes"])
        book = Book(
            snapshot=str(found["snapshot"]),
            model=found["model"],
            scores=found["scores"],
            published_at=datetime.fromisoformat(found["published_at"]),
        )
    except (KeyError, TypeError, ValueError) as broken:
        raise ThinfileError(
            f"{home.current} should name snapshot, model, scores, published_at and hashes, but "
            f"does not ({broken!r}). {pointer.PUBLISH}"
        ) from broken
    paths = parts(home, snapshot=book.snapshot, model=book.model, scores=book.scores)
    for name in sorted(hashes.keys() | paths.keys()):
        path = paths.get(name, protected_path(home, book.snapshot))
        pointer.require_unchanged(name, path, hashes.get(name))
    return book


def required(home: Home) -> Book:
    """Read which book is in use.

    Raises
    ------
    ThinfileError
        When none is, or it cannot be read.
    """
    book = current(home)
    if book is None:
        raise ThinfileError(
            f"No book is in use in {home.root}. Build and score one, then run "
            "`python -m scoring publish`."
        )
    return book


def publish(home: Home, *, snapshot: str, model: str | None, scores: str | None) -> Book:
    """Put a book into use, after reading it back.

    The pointer is replaced in one step: readers see the old book or the new one, never a mixture.

    Parameters
    ----------
    home : Home
    snapshot : str
        Id of a built snapshot.
    model, scores : str or None
        Version of the model and name of its scores; both None for a book without scores.

    Raises
    ------
    ThinfileError
        When a file is missing or cannot be read, or model and scores do not come together; the
        book in use stays.
    """
    if (model is None) != (scores is None):
        raise ThinfileError(
            f"A book has a model and its scores, or neither; got model {model} and scores "
            f"{scores}. Score the snapshot with the model first."
        )
    published_at = datetime.now(UTC)
    book = Book(snapshot=snapshot, model=model, scores=scores, published_at=published_at)
    paths = parts(home, snapshot=snapshot, model=model, scores=scores)
    for name, path in paths.items():
        if not path.is_file():
            raise ThinfileError(f"Cannot publish: the {name} {path} is missing. Make it first.")
    read_back(home, book)
    named = {"snapshot": snapshot, "model": model, "scores": scores}
    pointer.write(home, named, published_at, paths)
    return book


def read_back(home: Home, book: Book) -> None:
    """Open a book as a reader would, and check that it is the snapshot it is named for.

    Raises
    ------
    ThinfileError
        When a file cannot be read or holds another snapshot.
    """
    con = open_book(home, book)
    try:
        rows = con.execute("select snapshot_id from snapshot.book").fetchall()
    except duckdb.Error as broken:
        raise _unreadable(snapshot_path(home, book.snapshot), broken) from broken
    finally:
        con.close()
    if rows != [(book.snapshot,)]:
        raise ThinfileError(
            f"{snapshot_path(home, book.snapshot)} should hold snapshot {book.snapshot}, but "
            f"says {[row[0] for row in rows]}. Was it renamed? Build again."
        )


def open_book(home: Home, book: Book) -> duckdb.DuckDBPyConnection:
    """Open a book read-only; cursors of the connection may be used by any number of threads.

    Returns
    -------
    duckdb.DuckDBPyConnection
        In-memory connection with the databases ``snapshot`` and, where the book has them,
        ``scores`` attached. The protected attributes are not attached.

    Raises
    ------
    ThinfileError
        When a file is missing, damaged, or written by another program.
    """
    spill = {"temp_directory": str(home.tmp / "spill")}  # never into the folder we were started in
    con = duckdb.connect(":memory:", config={**ENGINE, **spill})
    con.execute("set TimeZone = 'UTC'")
    databases = {"snapshot": snapshot_path(home, book.snapshot)}
    if book.scores is not None:
        databases["scores"] = scores_path(home, book.scores)
    for name, path in databases.items():
        try:
            attach(con, path, name, read_only=True)
        except ThinfileError:
            con.close()
            raise
    return con


def attach(con: duckdb.DuckDBPyConnection, path: Path, name: str, *, read_only: bool) -> None:
    """Attach a DuckDB file under a name.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    path : Path
    name : str
        An identifier of ours, never a word from outside.
    read_only : bool
        When true the file must exist.

    Raises
    ------
    ThinfileError
        When the file is missing, damaged, in use by a writer, or no DuckDB file.
    """
    quoted = str(path).replace("'", "''")
    mode = "(read_only)" if read_only else ""
    try:
        con.execute(f"attach '{quoted}' as {name} {mode}")
    except (duckdb.Error, UnicodeDecodeError) as broken:
        raise _unreadable(path, broken) from broken


def _unreadable(path: Path, broken: BaseException) -> ThinfileError:
    reason = str(broken).strip().splitlines()[0]
    return ThinfileError(
        f"{path} cannot be read as a book ({reason}). If it is damaged, remove it, build again "
        "and publish."
    )
