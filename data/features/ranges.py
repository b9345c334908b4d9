"""Compute features range by range of customers, so that memory does not grow with the book."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import pairwise
from typing import TypeVar

import duckdb
import pandas as pd

from data import side_by_side
from data.features import compute

Done = TypeVar("Done")
Range = tuple[str | None, str | None]


def customer_ranges(con: duckdb.DuckDBPyConnection, bounds: str, rows: int) -> list[Range]:
    """Cut the customers into ranges of about as many rows each.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection whose current database is a snapshot.
    bounds : str
        The file that counts the rows: ``chunk_bounds`` counts applications, ``customer_bounds``
        customers.
    rows : int
        How many rows a range holds, about.

    Returns
    -------
    list of (first, next)
        Ranges ``first <= customer_id < next`` in order; None is open.
    """
    found = con.execute(compute.sql(bounds), {"rows": rows}).fetchall()
    return list(pairwise([None, *(str(row[0]) for row in found), None]))


def values(one: Range) -> dict[str, str | None]:
    """Give the ``$names`` of a range in the files that select applications."""
    return {"first_customer": one[0], "next_customer": one[1]}


def frames(
    con: duckdb.DuckDBPyConnection, chosen: str, cut: Sequence[Range], *, workers: int
) -> AbstractContextManager[Iterator[pd.DataFrame]]:
    """Compute the features of some ranges at a time, as `each` works at them.

    Parameters
    ----------
    con, cut, workers
        As for `each`.
    chosen : str
        The file that selects a range's applications: ``chosen_customers`` or ``chosen_everyone``.

    Returns
    -------
    context manager of an iterator of pandas.DataFrame
        Of each range what `data.features.compute.frame_of` gives, in order.
    """

    def frame_of(cursor: duckdb.DuckDBPyConnection, one: Range) -> pd.DataFrame:
        return compute.frame_of(cursor, chosen, values(one))

    return each(con, frame_of, cut, workers=workers)


@contextlib.contextmanager
def each(
    con: duckdb.DuckDBPyConnection,
    work: Callable[[duckdb.DuckDBPyConnection, Range], Done],
    cut: Sequence[Range],
    *,
    workers: int,
) -> Iterator[Iterator[Done]]:
    """Work at some ranges at a time, on a core each.

    One statement after another on two cores leaves both waiting for each other: the tables of a
    range are too small to be shared out.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        As `data.book.open_book` gives it. Its engine keeps to one thread for each statement
        inside the block; the limit of its memory holds for all ranges together.
    work : callable
        Given a connection that was prepared, whose temporary tables are the range's own, and the
        range.
    cut : sequence of (first, next)
        Ranges of customers, as `customer_ranges` gives them.
    workers : int
        Ranges at once.

    Returns
    -------
    context manager of an iterator
        What `work` gives of each range, in order.
    """

    def alone(one: Range) -> Done:
        with con.cursor() as cursor:
            cursor.execute("use snapshot")
            compute.prepare(cursor)
            return work(cursor, one)

    with (
        one_thread_each(con),
        _joins_of_a_range(con),
        side_by_side.in_order(alone, cut, workers=workers) as found,
    ):
        yield found


def one_thread_each(con: duckdb.DuckDBPyConnection) -> AbstractContextManager[None]:
    """Keep an engine to one thread for each statement inside the block."""
    return _set(con, "threads", 1)


def _joins_of_a_range(con: duckdb.DuckDBPyConnection) -> AbstractContextManager[None]:
    """Have an engine's joins pass over the rows of all other ranges inside the block.

    It would shorten the texts that are joined on, and no longer see which rows it needs: all
    customers would be read again for each range, which takes the longer the larger the book is.
    """
    return _set(con, "disabled_optimizers", "compressed_materialization")


@contextlib.contextmanager
def _set(con: duckdb.DuckDBPyConnection, name: str, value: str | int) -> Iterator[None]:
    """Set what holds for the whole engine inside the block."""
    [(before,)] = con.execute("select current_setting($name)", {"name": name}).fetchall()
    con.execute(f"set {name} = $value", {"value": value})
    try:
        yield
    finally:
        con.execute(f"set {name} = $before", {"before": before})
