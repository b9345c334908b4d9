"""The file of scores: written whole, and read back before it is put to use."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from data import book, faults
from data.errors import ThinfileError
from data.home import Home
from scoring.explain import explanation
from scoring.explain.reasons import reasons_table

if TYPE_CHECKING:
    from scoring.models.model import Scored

HERE = Path(__file__).parent
SUMMARIES = ("comparable_scores", "comparable_dimensions")
INDEXED = ("scores", "points")
TABLES = ("scores", "points", "reasons", "dimensions", "doubts", "stability", *SUMMARIES)


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


class Append(Protocol):
    """Appends rows to a table of a new file."""

    def __call__(self, name: str, rows: pa.Table) -> None:
        """Append `rows` to the table `name`, which the first ones create."""


@contextlib.contextmanager
def fresh(con: duckdb.DuckDBPyConnection, path: Path, origin: Origin) -> Iterator[Append]:
    """Give a writer of a new file, which is whole when the block ends well.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        The snapshot, opened by `data.book.open_book`; inside the block the file is its database
        ``fresh``.
    path : Path
        A new file.
    origin : Origin
        Stands in its table `made_of`.
    """
    with con.cursor() as cursor:
        book.attach(cursor, path, "fresh", read_only=False)
        begun: set[str] = set()

        def append(name: str, rows: pa.Table) -> None:
            opening = (
                f"insert into fresh.{name}" if name in begun else f"create table fresh.{name} as"
            )
            cursor.register("incoming", rows)
            cursor.execute(f"{opening} from incoming")
            cursor.unregister("incoming")
            begun.add(name)

        try:
            append("made_of", pa.table({name: [value] for name, value in asdict(origin).items()}))
            yield append
            cursor.execute("checkpoint fresh")
        finally:
            cursor.execute("detach fresh")


def add(
    append: Append,
    frame: pd.DataFrame,
    scored: "Scored",
    names: list[str],
    lost: Mapping[str, str],
) -> None:
    """Append the scores, points, reasons and dimensions of applications.

    Parameters
    ----------
    append : Append
        As given by `fresh`.
    frame : pandas.DataFrame
        ``(n, ...)`` with ids and features.
    scored : Scored
        Their scores.
    names : list of str
        Features, in the order of the points.
    lost : Mapping[str, str]
        Those that the book's missing tables cost, as `catalogue.lost` gives them.
    """
    ids = pa.array(frame["application_id"])
    points = {name: pa.array(scored.points[:, at]) for at, name in enumerate(names)}
    append("scores", _scores(frame, scored))
    append("points", pa.table({"application_id": ids} | points))
    append("reasons", reasons_table("application_id", frame, scored.points, names, lost))
    append("dimensions", _dimensions(ids, scored.points, names))


def summarise(con: duckdb.DuckDBPyConnection, append: Append) -> None:
    """Add what comparable applications have, once all applications are there."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        for name in SUMMARIES:
            select = (HERE / f"{name}.sql").read_text(encoding="utf-8")
            append(name, cursor.sql(select).to_arrow_table())


def index(con: duckdb.DuckDBPyConnection) -> None:
    """Let one application's score be found without reading all of them, once all are there."""
    with con.cursor() as cursor:
        cursor.execute("use fresh")  # an index lies where its table does
        for name in INDEXED:
            cursor.execute((HERE / f"index_of_{name}.sql").read_text(encoding="utf-8"))


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
            if faults.of_the_machine(str(broken)) is not None:
                raise  # it is not the file that is wanting
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


def _scores(frame: pd.DataFrame, scored: "Scored") -> pa.Table:
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


def _dimensions(ids: pa.Array, points: NDArray[np.float64], names: list[str]) -> pa.Table:
    families, sums = explanation.family_sums(points, names)
    dimensions = sorted({family.dimension for family in families})
    stacked = [np.zeros(len(ids)) for _ in dimensions]
    for at, family in enumerate(families):
        stacked[dimensions.index(family.dimension)] += sums[:, at]
    return pa.table(
        {
            "application_id": pa.concat_arrays([ids] * len(dimensions)),
            "dimension": pa.array([d.value for d in dimensions]).take(
                pa.array(np.repeat(np.arange(len(dimensions)), len(ids)))
            ),
            "points": pa.array(np.concatenate(stacked)),
        }
    )
