"""Score a whole snapshot and put it into use: every application's score, PD, points, reasons."""

import os

import duckdb

from data import book, read
from data.book import Book
from data.errors import ThinfileError
from data.features import ranges, whole_book
from data.home import PARTIAL, Home, write_whole
from data.progress import Progress, silent
from data.spark.cluster import Cluster
from scoring import catalogue, whole
from scoring.models import in_force, manifest, model
from scoring.models.model import Model
from scoring.scores import doubts, score_on_spark, scores_file
from scoring.scores.scores_file import Append, Origin


def score(
    home: Home,
    *,
    snapshot: str | None = None,
    version: str | None = None,
    progress: Progress = silent,
    chunk_applications: int = whole_book.CHUNK_APPLICATIONS,
    cluster: Cluster | None = None,
    most_doubts: int = doubts.MOST,
) -> str:
    """Score every application of a snapshot with a model.

    Parameters
    ----------
    home : Home
    snapshot : str, optional
        The newest by default.
    version : str, optional
        Model; by default the newest in force, or the newest where none is.
    progress : Progress
    chunk_applications : int
        Applications at once, about: memory grows with it, not with the book; no score does.
    cluster : Cluster, optional
        The Spark to score on; by default this process does it.
    most_doubts : int
        Undecided applications whose histories are drawn again, the newest first.

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
    with (
        whole.or_nothing(home.scores, "Scoring"),
        book.open_book(home, book.unscored(named)) as con,
    ):
        if not _has_applications(con):
            raise ThinfileError(
                f"Scoring needs applications; snapshot {named} has none. Publish it as it is: "
                "`python -m scoring publish`."
            )
        used = version or in_force.newest(home) or model.newest(home)
        loaded = model.load(book.model_path(home, used))
        require_same_features(con, loaded, named)
        origin = origin_of(home, named, used)
        if scores_file.is_whole(home, origin):
            return origin.name
        with (
            write_whole(book.scores_path(home, origin.name)) as partial,
            scores_file.fresh(con, partial, origin) as append,
        ):
            if cluster is None:
                _add_all(con, append, loaded, chunk_applications, progress)
            else:
                own = home.scores / f"spark.{os.getpid()}{PARTIAL}"  # swept if we are killed
                score_on_spark.add_all(cluster, own, con, append, loaded, progress=progress)
            scores_file.summarise(con, append)
            scores_file.index(con)
            doubts.add(con, append, loaded, most=most_doubts, progress=progress)
    return origin.name


def _add_all(
    con: duckdb.DuckDBPyConnection,
    append: Append,
    loaded: Model,
    chunk_applications: int,
    progress: Progress,
) -> None:
    """Score the applications of one range of customers after another."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        cut = ranges.customer_ranges(cursor, "chunk_bounds", chunk_applications)
    names, lost = list(loaded.manifest.features), catalogue.lost(con)
    for at, (first, following) in enumerate(cut):
        progress("score", at, len(cut))
        frame = read.query(
            con, "features_of_customers", first_customer=first, next_customer=following
        )
        scores_file.add(append, frame, loaded.score(frame), names, lost)
    progress("score", len(cut), len(cut))


def publish(home: Home, *, snapshot: str | None = None, version: str | None = None) -> Book:
    """Put a snapshot into use, with its scores where it has applications.

    Parameters
    ----------
    home : Home
    snapshot : str, optional
        The newest by default.
    version : str, optional
        Model, as `score` takes it.

    Raises
    ------
    ThinfileError
        When the parts do not belong together or cannot be read back, or the model is not in
        force here; the book in use stays.
    """
    named = snapshot or book.newest_snapshot(home)
    with whole.or_nothing(home.root, "Publishing"):
        in_force.remember_in_use(home)
        with book.open_book(home, book.unscored(named)) as con:
            if version is None and not _has_applications(con):
                return book.publish(home, snapshot=named, model=None, scores=None)
            used = version or in_force.newest(home) or model.newest(home)
            loaded = model.load(book.model_path(home, used))
            require_same_features(con, loaded, named)
        in_force.require(home, loaded.manifest)
        origin = origin_of(home, named, used)
        if not book.scores_path(home, origin.name).exists():
            raise ThinfileError(
                f"Wanted the scores of snapshot {named} by model {used}; there are none. "
                "Run `python -m scoring score` first."
            )
        scores_file.require_whole(home, origin)
        published = book.publish(home, snapshot=named, model=used, scores=origin.name)
        in_force.remember_in_use(home)
        return published


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


def origin_of(home: Home, snapshot: str, version: str) -> Origin:
    """Name what scores of a snapshot by a model are made of."""
    described = book.model_path(home, version) / manifest.NAME
    return Origin(snapshot, version, manifest.file_hash(described))
