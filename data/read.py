"""Every read of a book: a SELECT from a file, with bound parameters, on its own cursor."""

import contextlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.errors import ThinfileError

QUERIES = Path(__file__).with_name("queries")


@cache
def text(name: str) -> str:
    """Give the text of ``data/queries/<name>.sql``.

    Raises
    ------
    ThinfileError
        When there is no such query.
    """
    path = QUERIES / f"{name}.sql"
    if not path.is_file():
        raise ThinfileError(f"Wanted the query '{name}', but {path} is not there.")
    return path.read_text(encoding="utf-8")


def query(con: duckdb.DuckDBPyConnection, name: str, **params: object) -> pd.DataFrame:
    """Run one of the queries in ``data/queries`` against an open book.

    A DuckDB connection is not thread-safe, so each call takes a cursor of its own and any number
    of threads may share `con`.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        As given by `data.book.open_book`.
    name : str
        File name without ``.sql``; tables without a prefix are those of the snapshot.
    **params : object
        Exactly the ``$names`` of the query: the engine refuses missing and excess ones.

    Returns
    -------
    pandas.DataFrame
        The rows, in the query's order.

    Raises
    ------
    ThinfileError
        When the query does not exist or a file of the book cannot be read.
    """
    with _run(con, name, params) as cursor:
        return cursor.df()


def record(con: duckdb.DuckDBPyConnection, name: str, **params: object) -> dict[str, Any] | None:
    """Run a query that gives one row or none; for wide rows much quicker than a frame.

    Parameters
    ----------
    con, name, **params
        As in `query`.

    Returns
    -------
    dict, or None
        The first row by column, missing values None; None when there is no row.

    Raises
    ------
    ThinfileError
        When the query does not exist or a file of the book cannot be read.
    """
    with _run(con, name, params) as cursor:
        row = cursor.fetchone()
        names = [column[0] for column in cursor.description or []]
    return None if row is None else dict(zip(names, row, strict=True))


def records(con: duckdb.DuckDBPyConnection, name: str, **params: object) -> list[dict[str, Any]]:
    """Run a query whose values are wanted as they are stored, whole numbers beside nulls too.

    Parameters
    ----------
    con, name, **params
        As in `query`.

    Returns
    -------
    list of dict
        The rows by column, in the query's order, missing values None.

    Raises
    ------
    ThinfileError
        When the query does not exist or a file of the book cannot be read.
    """
    with _run(con, name, params) as cursor:
        rows = cursor.fetchall()
        names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in rows]


@contextlib.contextmanager
def _run(
    con: duckdb.DuckDBPyConnection, name: str, params: dict[str, object]
) -> Iterator[duckdb.DuckDBPyConnection]:
    with con.cursor() as cursor:
        try:
            cursor.execute("use snapshot")
            yield cursor.execute(text(name), params or None)
        except (duckdb.IOException, duckdb.SerializationException) as broken:
            raise ThinfileError(
                f"A file of the book in use cannot be read ({broken}). Build and publish again; "
                "the damaged file can then be removed."
            ) from broken
        except (duckdb.CatalogException, duckdb.BinderException) as unfit:
            raise ThinfileError(
                f"The book in use was built by another version of Thinfile ({unfit}). "
                "Build, score and publish it again."
            ) from unfit
