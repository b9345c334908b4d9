"""The file of scores: written whole, and read back before it is put to use."""

from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from data import book
from data.errors import ThinfileError
from data.home import Home
from scoring import catalogue, explanation
from scoring.model import Scored

HERE = Path(__file__).parent
SUMMARIES = ("comparable_scores", "comparable_dimensions")
TABLES = ("scores", "points", "reasons", "dimensions", *SUMMARIES)


@dataclass(frozen=True, slots=True)
class Origin:
    """What scores were made of; it stands in the file, so that a name alone is not trusted.

    Parameters
    ----------
    snapshot, model : str
        Their names.
    manifest : str
        SHA-256 of the model's manifest, which holds those of its other files.
    """

    snapshot: str
    model: str
    manifest: str

    @property
    def name(self) -> str:
        """Name of the scores."""
        return f"{self.snapshot}.{self.model}"


def write(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    origin: Origin,
    *,
    frame: pd.DataFrame,
    scored: Scored,
    names: list[str],
) -> None:
    """Write scores, points, reasons and what comparable applications have.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        The snapshot, opened by `data.book.open_book`.
    path : Path
        A new file.
    origin : Origin
    frame : pandas.DataFrame
        ``(n, ...)`` applications.
    scored : Scored
        Their scores.
    names : list of str
        Features, in the order of the points.
    """
    ids = pa.array(frame["application_id"])
    tables = {
        "made_of": pa.table({name: pa.array([value]) for name, value in asdict(origin).items()}),
        "scores": _scores(frame, scored),
        "points": pa.table(
            {"application_id": ids}
            | {name: pa.array(scored.points[:, at]) for at, name in enumerate(names)}
        ),
        "reasons": _reasons(frame, scored.points, names),
        "dimensions": _dimensions(frame["application_id"].to_numpy(), scored.points, names),
    }
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


def require_whole(home: Home, origin: Origin) -> None:
    """Read every row of the scores back and check that they are of this snapshot and this model.

    Raises
    ------
    ThinfileError
        When the file is missing or damaged, is of another model, or lacks an application.
    """
    used = book.unscored(origin.snapshot).scored(origin.model, origin.name)
    with book.open_book(home, used) as con:
        try:
            made_of = con.execute("from scores.made_of").fetchall()
            for table in TABLES:
                # hashing reads every block, where counting would not
                con.execute(f"select bit_xor(hash(t)) from scores.{table} as t").fetchall()  # noqa: S608 - our own names
            con.execute("use snapshot")
            counted = con.execute((HERE / "rows_scored.sql").read_text(encoding="utf-8")).fetchall()
        except duckdb.Error as broken:
            raise ThinfileError(
                f"The scores {book.scores_path(home, origin.name)} are damaged "
                f"({str(broken).strip().splitlines()[0]}). Run `python -m scoring score` to make "
                "them anew."
            ) from broken
    if made_of != [tuple(asdict(origin).values())]:
        raise ThinfileError(
            f"The scores {origin.name} were made by another model of that name. "
            "Run `python -m scoring score` to make them anew."
        )
    [(applications, *rows)] = counted
    if rows != [applications, applications]:
        raise ThinfileError(
            f"Scores must hold one row per application: snapshot {origin.snapshot} has "
            f"{applications}, of which {rows[0]} have a score and {rows[1]} have points. "
            "Run `python -m scoring score` to make them anew."
        )


def is_whole(home: Home, origin: Origin) -> bool:
    """Tell whether scores are there and can be used as they are."""
    if not book.scores_path(home, origin.name).exists():
        return False
    try:
        require_whole(home, origin)
    except ThinfileError:
        return False
    return True


def _summarise(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("use snapshot")
    cursor.execute("create or replace temp view scored as select * from fresh.scores")
    cursor.execute("create or replace temp view dimensions as select * from fresh.dimensions")
    for name in SUMMARIES:
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


def _reasons(frame: pd.DataFrame, points: NDArray[np.float64], names: list[str]) -> pa.Table:
    ids = frame["application_id"].to_numpy()
    able = explanation.can_tell(names, frame)
    is_flag = np.array([catalogue.load()[name].flag_of is not None for name in names])
    families, sums = explanation.family_sums(points, names)
    of = np.array([families.index(family) for family in explanation.families_of(names)])
    order = np.argsort(sums, axis=1, kind="stable")[:, : explanation.MOST_REASONS]
    rows, ranks, codes, told, total = [], [], [], [], []
    for rank in range(order.shape[1]):
        family = order[:, rank]
        amount = sums[np.arange(len(sums)), family]
        negative = np.flatnonzero(amount < 0)
        member = of[None, :] == family[negative, None]
        telling = member & able[negative] & ((points[negative] < 0) | is_flag)
        telling = np.where(telling.any(axis=1)[:, None], telling, member)
        masked = np.where(telling, points[negative], np.inf)
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
