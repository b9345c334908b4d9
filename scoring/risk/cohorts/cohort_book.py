"""A book laid down for counting cohorts: arrays side by side, in one order, made once a book."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import read
from scoring import catalogue
from scoring.catalogue import Family

HABITS = (
    "night_order_share",
    "evening_order_share",
    "working_hours_share",
    "weekend_order_share",
    "after_payday_share",
    "refused_order_share",
    "necessity_share",
    "luxury_share",
    "food_household_share",
    "electronics_share",
    "entertainment_share",
    "home_share",
    "bills_share",
    "items_per_order",
    "unit_price_median",
)
_FEATURES = "{features}"
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Columns:
    """Numbers of all applications, side by side.

    Parameters
    ----------
    names : tuple of str
    rows : (n, names) float32
    """

    names: tuple[str, ...]
    rows: Floats

    def of(self, name: str) -> Floats:
        """Give one of the columns, ``(n,)``."""
        return self.rows[:, self.names.index(name)]


@dataclass(frozen=True, eq=False)
class Flags:
    """What is true of each application, as one of the patterns that there are.

    Parameters
    ----------
    names : tuple of str
    patterns : (patterns, names) bool
    code : (n,) int
        Of each application, its row in `patterns`.
    """

    names: tuple[str, ...]
    patterns: NDArray[np.bool_]
    code: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class CohortBook:
    """A book laid down for counting cohorts, ``n`` applications in one order.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        The open book, with the table ``memory.main.cohort_rows``.
    flags : Flags
        Those of ``data/queries/cohort_flags.sql``, then ``<habit>_known`` for each of `HABITS`.
    numbers : (n, columns) float32
        All of the next three side by side, so that they are summed at one go.
    habits : Columns
        Values of `HABITS`; 0 where they are not known.
    families : Columns
        Points of each family that the model reads: the sum of its features' points.
    points : Columns
        Of the features of the model.
    score_bin : (n,) int
        Lower end of ten points of score; −10 without a score.
    by_lot, by_newest : (n,) int
        Places in random order, the same each time, and from the newest application on.
    """

    con: duckdb.DuckDBPyConnection
    flags: Flags
    numbers: Floats
    habits: Columns
    families: Columns
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
    habits, known = _habits(con)
    points = _columns(con, "cohort_points")
    apart = (habits, _families(points), points)
    numbers = np.hstack([columns.rows for columns in apart])
    ends = np.cumsum([len(columns.names) for columns in apart])[:-1]
    habits, families, points = (
        Columns(columns.names, rows)
        for columns, rows in zip(apart, np.split(numbers, ends, axis=1), strict=True)
    )
    return CohortBook(
        con=con,
        flags=_flags(con, known),
        numbers=numbers,
        habits=habits,
        families=families,
        points=points,
        score_bin=places["score_bin"].to_numpy(dtype=np.int16),
        by_lot=np.argsort(places["lot"].to_numpy(), kind="stable").astype(np.int32),
        by_newest=by_newest,
    )


def _habits(con: duckdb.DuckDBPyConnection) -> tuple[Columns, NDArray[np.bool_]]:
    """Read the habits of all applications, and which of them are known."""
    chosen = ", ".join(f'cast(f."{name}" as float) as "{name}"' for name in HABITS)
    values = asked(con, "cohort_habits", {}, {_FEATURES: chosen}).to_numpy(dtype=np.float32)
    known = ~np.isnan(values)
    return Columns(HABITS, np.where(known, values, np.float32(0))), known


def _flags(con: duckdb.DuckDBPyConnection, known: NDArray[np.bool_]) -> Flags:
    found = read.query(con, "cohort_flags")
    names = (*(str(name) for name in found), *(f"{habit}_known" for habit in HABITS))
    written = np.zeros(len(found), dtype=np.int64)
    for at, flag in enumerate((*(found[name].to_numpy() for name in found), *known.T)):
        written |= flag.astype(np.int64) << at
    patterns, code = np.unique(written, return_inverse=True)
    is_true = patterns[:, None] >> np.arange(len(names)) & 1
    return Flags(names, is_true.astype(bool), code.astype(np.int32))


def _families(points: Columns) -> Columns:
    of = [catalogue.load()[name].family for name in points.names]
    present = [family for family in Family if family in of]
    belongs = np.array([[one is family for family in present] for one in of], dtype=np.float32)
    return Columns(tuple(str(family) for family in present), points.rows @ belongs)


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
