"""Tables from a snapshot to Spark and back, as Parquet in a folder that both see."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FILE_SIZE = "64MB"
TYPES: Mapping[str, str] = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "int",
    "BIGINT": "bigint",
    "DOUBLE": "double",
    "DATE": "date",
    "TIMESTAMP": "timestamp_ntz",
}


def give(con: duckdb.DuckDBPyConnection, tables: Iterable[str], folder: Path) -> dict[str, str]:
    """Write tables of the current database as Parquet, a folder of files each.

    The rows stay in the order of the snapshot, so that a file holds a range of customers.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    tables : iterable of str
    folder : Path

    Returns
    -------
    dict of str to str
        The columns of each table, in Spark's words.
    """
    schemas = {}
    for table in tables:
        con.table(table).write_parquet(str(folder / table), file_size_bytes=FILE_SIZE)
        described = con.execute(f"describe {table}").fetchall()
        schemas[table] = ", ".join(f"`{row[0]}` {TYPES[str(row[1])]}" for row in described)
    return schemas


def read(spark: "SparkSession", schemas: Mapping[str, str], folder: Path) -> None:
    """Make what `give` wrote views of a session."""
    for table, schema in schemas.items():
        rows = spark.read.schema(schema).parquet(str(folder / table))
        rows.createOrReplaceTempView(table)


def take(con: duckdb.DuckDBPyConnection, table: str, folder: Path) -> None:
    """Append what Spark wrote to a table of the current database, in the order of the files.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    table : str
        Has exactly the columns of the files.
    folder : Path
        Parquet files, whose names say their order.
    """
    columns = ", ".join(f'"{row[0]}"' for row in con.execute(f"describe {table}").fetchall())
    con.execute(
        f"insert into {table} ({columns}) select {columns} from read_parquet($files)",  # noqa: S608 - our own names
        {"files": str(folder / "*.parquet")},
    )
