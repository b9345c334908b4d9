"""Compute a book's features on Spark, by the SQL files that DuckDB computes them by.

Every table on the way is written once, cut and sorted by application, so that each family is one
pass without a shuffle, and a worker that is lost takes no finished table with it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from data.features import compute, whole_book
from data.progress import Progress, silent
from data.spark import exchange
from data.spark.cluster import Cluster, workspace
from data.spark.session import session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

READ = (*compute.CODED, "applications", "bureau", "loans", "instalments", "book", "tables_given")
ORDERS_A_PARTITION = 500_000
LEAST_PARTITIONS = 2
BY = "application_no"
# by their last join these are not cut by application; all others are, by a group or by `scope`
UNCUT = ("scope", "known_orders", "known_lines", "known_visits", "known_loans", "known_instalments")


def compute_on(
    cluster: Cluster, own: Path, con: duckdb.DuckDBPyConnection, *, progress: Progress = silent
) -> None:
    """Create the tables `calendar`, `features` and the counts of comparable shoppers.

    Parameters
    ----------
    cluster : Cluster
        Where to compute.
    own : Path
        Folder for the Parquet where the cluster has no shared one; removed at the end.
    con : duckdb.DuckDBPyConnection
        As for `data.features.whole_book.compute`.
    progress : Progress
        Told of each table.

    Raises
    ------
    ThinfileError
        When Spark does not start, or disk or memory are wanting.
    """
    assembled = whole_book.create_tables(con)
    steps = len(list(_texts())) + len(whole_book.COUNTS) + 2
    with workspace(cluster, own) as folder:
        progress("features to Spark", 0, steps)
        schemas = exchange.give(con, [*READ, *_references(con)], folder)
        with session(cluster, folder, partitions=_partitions(con)) as spark:
            exchange.read(spark, schemas, folder)
            prepare(spark)
            for done, (name, text) in enumerate(_texts(), start=1):
                progress(f"features {name}", done, steps)
                keep(spark, name, spark.sql(text))
            _write(
                spark.sql(assembled).orderBy("customer_id", "application_id"), folder / "features"
            )
            for done, name in enumerate(
                whole_book.COUNTS, start=steps - len(whole_book.COUNTS) - 1
            ):
                progress(f"features {name}", done, steps)
                _write(spark.sql(compute.sql(name, whole_book.COMPARABLE)), folder / name)
        progress("features from Spark", steps - 1, steps)
        for table in ("features", *whole_book.COUNTS):
            exchange.take(con, table, folder / table)
    progress("features", steps, steps)


def prepare(spark: "SparkSession") -> None:
    """Give a session the shim's functions, and choose all applications."""
    for statement in compute.sql("spark").split(";"):
        if statement.strip():
            spark.sql(statement)
    spark.table("applications").createOrReplaceTempView("chosen")


def keep(spark: "SparkSession", name: str, rows: "DataFrame") -> None:
    """Write rows as a table that is cut and sorted by application, a file a partition."""
    partitions = int(spark.conf.get("spark.sql.shuffle.partitions") or LEAST_PARTITIONS)
    cut = rows.repartition(partitions, BY) if name in UNCUT else rows
    cut.write.bucketBy(partitions, BY).sortBy(BY).format("parquet").saveAsTable(name)


def _texts() -> Iterator[tuple[str, str]]:
    """Give the tables on the way to the features, each after those it reads."""
    for name in ("scope", *compute.KNOWN):
        yield name, compute.sql(name)
    for family in compute.FAMILIES:
        yield f"family_{family}", compute.sql(family)
    yield "facts", compute.sql("facts")


def _references(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        f"ref_{file.stem}" for file in sorted((compute.HERE.parent / "reference").glob("*.csv"))
    ]


def _partitions(con: duckdb.DuckDBPyConnection) -> int:
    counted = con.execute("select count(*) from coded_orders").fetchone()
    return max(LEAST_PARTITIONS, -(-int(counted[0] if counted else 0) // ORDERS_A_PARTITION))


def _write(rows: "DataFrame", folder: Path) -> None:
    rows.write.parquet(str(folder))
