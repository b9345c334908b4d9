"""Score a whole snapshot and put it into use: every application's score, PD, points, reasons."""

import duckdb

from data import book, read
from data.book import Book
from data.errors import ThinfileError
from data.home import Home, write_whole
from data.progress import Progress, silent
from scoring import manifest, model, scores_file, whole
from scoring.model import Model
from scoring.scores_file import Origin


def score(
    home: Home,
    *,
    snapshot: str | None = None,
    version: str | None = None,
    progress: Progress = silent,
) -> str:
    """Score every application of a snapshot with a model.

    Parameters
    ----------
    home : Home
    snapshot : str, optional
        The newest by default.
    version : str, optional
        Model; the newest by default.
    progress : Progress

    Returns
    -------
    str
        Name of the scores, ``<snapshot>.<model>``; made once, found again afterwards. Scores that
        are damaged, or of another model of that name, are made anew.

    Raises
    ------
    ThinfileError
        When snapshot or model are missing, damaged, or do not fit each other, when there is
        nothing to score, or when the disk is full.
    """
    named = snapshot or book.newest_snapshot(home)
    with whole.or_nothing(home.scores, "Scoring"):
        with book.open_book(home, book.unscored(named)) as con:
            frame = read.query(con, "assessments", application_id=None)
            if frame.empty:
                raise ThinfileError(
                    f"Scoring needs applications; snapshot {named} has none. Publish it as it is: "
                    "`python -m scoring publish`."
                )
            used = version or model.newest(home)
            loaded = model.load(book.model_path(home, used))
            require_same_features(con, loaded, named)
            origin = _origin(home, named, used)
            if scores_file.is_whole(home, origin):
                return origin.name
            progress("score", 0, 3)
            scored = loaded.score(frame)
            progress("score", 1, 3)
            with write_whole(book.scores_path(home, origin.name)) as partial:
                names = list(loaded.manifest.features)
                scores_file.write(con, partial, origin, frame=frame, scored=scored, names=names)
                progress("score", 2, 3)
        progress("score", 3, 3)
    return origin.name


def publish(home: Home, *, snapshot: str | None = None, version: str | None = None) -> Book:
    """Put a snapshot into use, with its scores where it has applications.

    Parameters
    ----------
    home : Home
    snapshot, version : str, optional
        The newest by default.

    Raises
    ------
    ThinfileError
        When the parts do not belong together or cannot be read back; the book in use stays.
    """
    named = snapshot or book.newest_snapshot(home)
    with whole.or_nothing(home.root, "Publishing"):
        with book.open_book(home, book.unscored(named)) as con:
            if version is None and not _has_applications(con):
                return book.publish(home, snapshot=named, model=None, scores=None)
            used = version or model.newest(home)
            loaded = model.load(book.model_path(home, used))
            require_same_features(con, loaded, named)
        origin = _origin(home, named, used)
        if not book.scores_path(home, origin.name).exists():
            raise ThinfileError(
                f"Wanted the scores of snapshot {named} by model {used}; there are none. "
                "Run `python -m scoring score` first."
            )
        scores_file.require_whole(home, origin)
        return book.publish(home, snapshot=named, model=used, scores=origin.name)


def require_same_features(con: duckdb.DuckDBPyConnection, loaded: Model, snapshot: str) -> None:
    """Refuse a model that was trained on features computed otherwise than a snapshot's.

    Raises
    ------
    ThinfileError
        Names both.
    """
    row = con.cursor().execute("select features_hash from snapshot.book").fetchone()
    if row is None or row[0] != loaded.manifest.features_hash:
        raise ThinfileError(
            f"Model {loaded.manifest.version} was trained on features computed otherwise than "
            f"those of snapshot {snapshot}. Build the book again, or train on it."
        )


def _has_applications(con: duckdb.DuckDBPyConnection) -> bool:
    tables = read.query(con, "status_tables")
    kept = tables.loc[tables["table_name"] == "applications", "rows_kept"]
    return int(kept.sum()) > 0


def _origin(home: Home, snapshot: str, version: str) -> Origin:
    described = book.model_path(home, version) / manifest.NAME
    return Origin(snapshot, version, model.file_hash(described))
