"""Score a snapshot on Spark: Arrow batches out to the workers, the file's own rows back."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.progress import Progress, silent
from data.spark import exchange
from data.spark.cluster import Cluster, workspace
from data.spark.session import session
from scoring import catalogue
from scoring.models.model import Model
from scoring.scores import scores_file
from scoring.scores.scores_file import Append

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ROWS_A_PARTITION = 100_000
ORDER = ("customer_id", "application_id")
SENT = "table_name string, rows binary"


def add_all(
    cluster: Cluster,
    own: Path,
    con: duckdb.DuckDBPyConnection,
    append: Append,
    loaded: Model,
    *,
    progress: Progress = silent,
) -> None:
    """Score every application of a snapshot on Spark and append the rows, sorted by customer.

    Parameters
    ----------
    cluster : Cluster
        Where to score.
    own : Path
        Folder for the Parquet where the cluster has no shared one; removed at the end.
    con : duckdb.DuckDBPyConnection
        The snapshot, opened by `data.book.open_book`.
    append : Append
        As given by `scoring.scores.scores_file.fresh`.
    loaded : Model
        Sent to every worker once.
    progress : Progress

    Raises
    ------
    ThinfileError
        When Spark does not start, or disk or memory are wanting.
    """
    with workspace(cluster, own) as folder:
        progress("score to Spark", 0, 3)
        with con.cursor() as cursor:
            cursor.execute("use snapshot")
            schemas = exchange.give(cursor, ["features"], folder)
            rows = cursor.execute("select count(*) from features").fetchone()
        applications = int(rows[0] if rows else 0)
        partitions = -(-applications // ROWS_A_PARTITION)
        with session(cluster, folder, partitions=partitions) as spark:
            exchange.read(spark, schemas, folder)
            progress("score on Spark", 1, 3)
            each = applications // partitions
            sent = spark.sparkContext.broadcast((loaded, catalogue.lost(con), each))
            found = scored(spark.table("features"), sent, partitions=partitions)
            found.write.parquet(str(folder / "scored"))
        progress("score from Spark", 2, 3)
        for name, table in _received(folder / "scored"):
            append(name, table)
    progress("score", 3, 3)


def scored(features: "DataFrame", sent: Any, *, partitions: int) -> "DataFrame":
    """Score applications on the workers.

    Parameters
    ----------
    features : pyspark.sql.DataFrame
        The columns of the table `features`.
    sent : pyspark.Broadcast
        Of the `Model`, of the features that missing tables cost, and of how many applications a
        task has, about.
    partitions : int
        How many tasks; each takes a range of customers, in order.

    Returns
    -------
    pyspark.sql.DataFrame
        ``table_name`` and ``rows``: rows of one of the tables of the scores file, as an Arrow
        stream.
    """
    cut = features.repartitionByRange(partitions, *ORDER).sortWithinPartitions(*ORDER)
    return cut.mapInArrow(partial(_score_batches, sent), SENT)


def _score_batches(sent: Any, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Score a worker's batches of features one after another."""
    loaded, lost, rows_in_all = sent.value
    for batch in batches:
        if batch.num_rows:
            for name, rows in _tables(loaded, lost, batch.to_pandas(), rows_in_all):
                yield pa.RecordBatch.from_pydict({"table_name": [name], "rows": [_packed(rows)]})


def _tables(
    loaded: Model, lost: Mapping[str, str], frame: pd.DataFrame, rows_in_all: int
) -> list[tuple[str, pa.Table]]:
    """Give the rows that an application's score adds to each table of the file."""
    made: list[tuple[str, pa.Table]] = []

    def append(name: str, rows: pa.Table) -> None:
        made.append((name, rows))

    # a task has a core of its own; Arrow's batches are short, a task's rows together are not
    found = loaded.score(frame, rows_in_all=rows_in_all, threads=1)
    scores_file.add(append, frame, found, list(loaded.manifest.features), lost)
    return made


def _packed(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows)
    return bytes(sink.getvalue())


def _received(folder: Path) -> Iterator[tuple[str, pa.Table]]:
    """Read back what the workers wrote, in order of customers, little of it at a time."""
    for file in sorted(folder.glob("*.parquet")):
        with pq.ParquetFile(file) as opened:
            for batch in opened.iter_batches(batch_size=1):
                [row] = batch.to_pylist()
                yield row["table_name"], pa.ipc.open_stream(row["rows"]).read_all()
