"""A book laid down for counting cohorts: arrays side by side, in one order, made once a book."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import read

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Columns:
    """Numbers of all applications, side by side.

    Parameters
    ----------
    names : tuple of str
    values : (n, names) float32
        Rows lie together.
    """

    names: tuple[str, ...]
    values: Floats

    def of(self, name: str) -> Floats:
        """Give one of the columns, ``(n,)``."""
        return self.values[:, self.names.index(name)]


@dataclass(frozen=True, eq=False)
class CohortBook:
    """A book laid down for counting cohorts, ``n`` applications in one order.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        The open book, with the table ``memory.main.cohort_rows``.
    numbers : Columns
        Those of ``data/queries/cohort_numbers.sql``.
    points : Columns
        Of the features of the model.
    score_bin : (n,) int
        Lower end of ten points of score; −10 without a score.
    by_lot, by_newest : (n,) int
        Places in random order, the same each time, and from the newest application on.
    """

    con: duckdb.DuckDBPyConnection
    numbers: Columns
    points: Columns
    score_bin: NDArray[np.int16]
    by_lot: NDArray[np.int32]
    by_newest: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Orders:
    """When a random part of the book buys.

    Parameters
    ----------
    places : (m,) int
        Of the part's applications.
    frame : pandas.DataFrame
        ``place``, ``weekday`` (0 = Monday), ``hour`` (local time) and ``orders`` known before it.
    """

    places: NDArray[np.int32]
    frame: pd.DataFrame


def prepare(con: duckdb.DuckDBPyConnection) -> CohortBook:
    """Lay a book down for counting; takes seconds for a million applications, once a book."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        rows = read.text("cohort_rows")
        cursor.execute(f"create or replace table memory.main.cohort_rows as {rows}")
    places = read.query(con, "cohort_places")
    by_newest = np.empty(len(places), dtype=np.int32)
    by_newest[places["newest"].to_numpy()] = np.arange(len(places))
    return CohortBook(
        con=con,
        numbers=_columns(con, "cohort_numbers"),
        points=_columns(con, "cohort_points"),
        score_bin=places["score_bin"].to_numpy(dtype=np.int16),
        by_lot=np.argsort(places["lot"].to_numpy(), kind="stable").astype(np.int32),
        by_newest=by_newest,
    )


def _columns(con: duckdb.DuckDBPyConnection, name: str) -> Columns:
    found = read.query(con, name)
    values = np.empty(found.shape, dtype=np.float32)
    for at, column in enumerate(found):
        values[:, at] = found[column]
    return Columns(tuple(str(name) for name in found), values)


def orders_of_a_part(book: CohortBook, most: int) -> Orders:
    """Read when a random part of the book buys; all of it where it has no more applications."""
    return Orders(book.by_lot[:most], read.query(book.con, "cohort_orders", most=most))


def asked(
    con: duckdb.DuckDBPyConnection,
    name: str,
    params: dict[str, object],
    parts: dict[str, str],
) -> pd.DataFrame:
    """Run a query of ``data/queries``, each marker replaced by its part; `params` are bound."""
    select = read.text(name)
    for marker, part in parts.items():
        select = select.replace(marker, part)
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        return cursor.execute(select, params).df()
