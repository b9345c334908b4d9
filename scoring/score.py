"""Score a whole snapshot: raw score, PD, points and reasons of every application, in one file."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from data import book, read
from data.book import Book
from data.errors import ThinfileError
from data.home import Home, write_whole
from data.progress import Progress, silent
from scoring import explanation, model
from scoring.model import Model, Scored

HERE = Path(__file__).parent


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
        Name of the scores, ``<snapshot>.<model>``; made once, found again afterwards.

    Raises
    ------
    ThinfileError
        When snapshot or model are missing, damaged, or do not fit each other.
    """
    named = snapshot or book.newest_snapshot(home)
    used = version or model.newest(home)
    name = f"{named}.{used}"
    path = book.scores_path(home, name)
    if path.exists():
        return name
    loaded = model.load(book.model_path(home, used))
    with book.open_book(home, book.unscored(named)) as con:
        require_same_features(con, loaded, named)
        progress("score", 0, 3)
        frame = read.query(con, "assessments", application_id=None)
        scored = loaded.score(frame)
        progress("score", 1, 3)
        with write_whole(path) as partial:
            _write(con, partial, frame, scored, list(loaded.manifest.features))
            progress("score", 2, 3)
    progress("score", 3, 3)
    return name


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
        When the parts do not belong together; the book in use stays.
    """
    named = snapshot or book.newest_snapshot(home)
    with book.open_book(home, book.unscored(named)) as con:
        applications = _count(con, "select count(*) from snapshot.applications")
    if applications == 0 and version is None:
        return book.publish(home, snapshot=named, model=None, scores=None)
    used = version or model.newest(home)
    name = f"{named}.{used}"
    if not book.scores_path(home, name).exists():
        raise ThinfileError(
            f"Wanted the scores of snapshot {named} by model {used}; there are none. "
            "Run `python -m scoring score` first."
        )
    loaded = model.load(book.model_path(home, used))
    whole = book.unscored(named).scored(used, name)
    with book.open_book(home, whole) as con:
        require_same_features(con, loaded, named)
        for table in ("scores", "points"):
            rows = _count(con, f"from scores.{table} select count(*)")
            if rows != applications:
                raise ThinfileError(
                    f"Scores must hold one row per application: snapshot {named} has "
                    f"{applications}, table {table} of {name} has {rows}. Score again."
                )
    return book.publish(home, snapshot=named, model=used, scores=name)


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


def _write(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    frame: pd.DataFrame,
    scored: Scored,
    names: list[str],
) -> None:
    ids = pa.array(frame["application_id"])
    tables = {
        "scores": _scores(frame, scored),
        "points": pa.table(
            {"application_id": ids}
            | {name: pa.array(scored.points[:, at]) for at, name in enumerate(names)}
        ),
        "reasons": _reasons(frame["application_id"].to_numpy(), scored.points, names),
        "dimensions": _dimensions(frame["application_id"].to_numpy(), scored.points, names),
    }
    path.unlink(missing_ok=True)
    with con.cursor() as cursor:
        book.attach(cursor, path, "fresh", read_only=False)
        try:
            for name, table in tables.items():
                cursor.register("incoming", table)
                cursor.execute(f"create table fresh.{name} as from incoming")
                cursor.unregister("incoming")
            _summarise(cursor)
        finally:
            cursor.execute("use memory")
            cursor.execute("detach fresh")


def _summarise(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("use snapshot")
    cursor.execute("create or replace temp view scored as select * from fresh.scores")
    cursor.execute("create or replace temp view dimensions as select * from fresh.dimensions")
    for name in ("comparable_scores", "comparable_dimensions"):
        select = (HERE / f"{name}.sql").read_text(encoding="utf-8")
        cursor.execute(f"create table fresh.{name} as {select}")
    cursor.execute("drop view temp.scored")
    cursor.execute("drop view temp.dimensions")
    cursor.execute("checkpoint fresh")


def _scores(frame: pd.DataFrame, scored: Scored) -> pa.Table:
    ends = {"low": scored.interval.low, "high": scored.interval.high}
    return pa.table(
        {
            "application_id": pa.array(frame["application_id"]),
            "customer_id": pa.array(frame["customer_id"]),
            "raw_score": pa.array(scored.raw_score),
            "score": pa.array(scored.score.astype(np.int16)),
            "prob_default": pa.array(scored.prob_default),
            "prob_low": pa.array(ends["low"]),
            "prob_high": pa.array(ends["high"]),
            "score_low": pa.array(scored.score_low.astype(np.int16)),
            "score_high": pa.array(scored.score_high.astype(np.int16)),
            "interval_n": pa.array(np.full(len(frame), scored.interval.rows, dtype=np.int32)),
        }
    )


def _reasons(ids: NDArray[np.object_], points: NDArray[np.float64], names: list[str]) -> pa.Table:
    families, sums = explanation.family_sums(points, names)
    of = np.array([families.index(family) for family in explanation.families_of(names)])
    order = np.argsort(sums, axis=1, kind="stable")[:, : explanation.MOST_REASONS]
    rows, ranks, codes, told, total = [], [], [], [], []
    for rank in range(order.shape[1]):
        family = order[:, rank]
        amount = sums[np.arange(len(sums)), family]
        negative = np.flatnonzero(amount < 0)
        masked = np.where(of[None, :] == family[negative, None], points[negative], np.inf)
        rows.append(negative)
        ranks.append(np.full(negative.size, rank + 1, dtype=np.int8))
        codes.append(family[negative])
        told.append(masked.argmin(axis=1))
        total.append(amount[negative])
    labels = np.array([family.value for family in families], dtype=object)
    features = np.array(names, dtype=object)
    return pa.table(
        {
            "application_id": pa.array(ids[np.concatenate(rows)]),
            "rank": pa.array(np.concatenate(ranks)),
            "family": pa.array(labels[np.concatenate(codes)]),
            "feature": pa.array(features[np.concatenate(told)]),
            "points": pa.array(np.concatenate(total)),
        }
    ).sort_by([("application_id", "ascending"), ("rank", "ascending")])


def _dimensions(
    ids: NDArray[np.object_], points: NDArray[np.float64], names: list[str]
) -> pa.Table:
    families, sums = explanation.family_sums(points, names)
    dimensions = sorted({family.dimension for family in families})
    stacked = [
        sums[:, [family.dimension is dimension for family in families]].sum(axis=1)
        for dimension in dimensions
    ]
    return pa.table(
        {
            "application_id": pa.array(np.tile(ids, len(dimensions))),
            "dimension": pa.array(np.repeat([d.value for d in dimensions], len(ids))),
            "points": pa.array(np.concatenate(stacked)),
        }
    )


def _count(con: duckdb.DuckDBPyConnection, select: str) -> int:
    row = con.cursor().execute(select).fetchone()
    return int(row[0]) if row else 0
