"""How the loans of the whole book age: vintages, and moves between buckets of days past due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import read
from scoring.metrics.over_time.roll_rates import FROM, TO
from scoring.metrics.over_time.vintages import Period, VintageCurves, vintage_curves
from scoring.metrics.rates.wilson import wilson
from scoring.risk.cohorts import cohort
from scoring.risk.cohorts.cohort_counts import INSIDE, against_the_rest

MONTHS = 13  # months on book that are shown: 0 to 12
LATE = (90, 60, 30)
ALL_LOANS = "all loans"
_MARKER = "{cut}"
CUTS: Mapping[str, str] = MappingProxyType(
    {
        "none": f"'{ALL_LOANS}'",
        "product": "l.product",
        "depth": "l.depth_band",
        "channel": "l.channel",
        "region": "l.region",
        "lender": "l.lender_id",
        "score": "l.score_from",
    }
)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Whom:
    """Which loans are counted; None keeps all.

    Parameters
    ----------
    lender_ids : tuple of str or None
    product, depth_band : str or None
    """

    lender_ids: tuple[str, ...] | None = None
    product: str | None = None
    depth_band: str | None = None


@dataclass(frozen=True, slots=True)
class Pooled:
    """Cumulative bad rates of groups of loans, from the vintages that are mature throughout.

    Parameters
    ----------
    value : (G,) str
        Each group's value of the cut.
    loans : (G,) int
        Of the vintages that are mature at the last of the months; all months count the same loans.
    bads, bad_rate, low, high : (G, M) float
        Cumulative, with Wilson's interval; NaN where a group has no such loans.
    """

    value: Sequence[str]
    loans: NDArray[np.int64]
    bads: Floats
    bad_rate: Floats
    low: Floats
    high: Floats


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Join what vintages are cut by, once a book, into memory: asked before `vintage_cells`."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        rows = read.text("risk_loans")
        cursor.execute(f"create or replace table memory.main.risk_loans as {rows}")


def vintage_cells(
    con: duckdb.DuckDBPyConnection, whom: Whom, cut: str, days_past_due: int
) -> pd.DataFrame:
    """Count loans by month of origination, value of a cut and months until they went bad.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book that `prepare` was given.
    whom : Whom
    cut : str
        One of `CUTS`, or a cohort against the rest as `scoring.risk.cohorts.cohort.written` writes
        it: then `scoring.risk.cohorts.cohort_book.prepare` was given the book, too.
    days_past_due : int
        One of `LATE`: when a loan counts as bad.

    Returns
    -------
    pandas.DataFrame
        As in ``data/queries/risk_vintage_cells.sql``.
    """
    expression, params = _cut(cut)
    select = read.text("risk_vintage_cells").replace(_MARKER, expression)
    given = {
        **params,
        "lender_ids": None if whom.lender_ids is None else list(whom.lender_ids),
        "product": whom.product,
        "depth_band": whom.depth_band,
        "late": days_past_due,
    }
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        return cursor.execute(select, given).df()


def _cut(cut: str) -> tuple[str, dict[str, object]]:
    """Write a cut in SQL; every value is a parameter."""
    return (CUTS[cut], {}) if cut in CUTS else against_the_rest(cohort.parse(cut), "l")


def curves(cells: pd.DataFrame, as_of: datetime, period: Period) -> VintageCurves:
    """Give the curve of every vintage over all values of the cut.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `vintage_cells` gives them.
    as_of : datetime
        The book's today.
    period : Period
        How long a vintage is.
    """
    vintage, loans, bads = _counts(cells, period)
    return vintage_curves(vintage, loans, bads, np.datetime64(as_of), period=period)


def by_value(cells: pd.DataFrame, as_of: datetime, period: Period) -> dict[str, VintageCurves]:
    """Give the curves of each value of the cut: a cohort, then the value with most loans first."""
    sizes = cells.groupby("value")["loans"].sum()
    largest_first = sizes.sort_values(ascending=False, kind="stable").index
    order = sorted(largest_first, key=lambda value: value != INSIDE)
    return {str(value): curves(cells[cells["value"] == value], as_of, period) for value in order}


def pooled(cells: pd.DataFrame, as_of: datetime, months_on_book: int) -> Pooled:
    """Add up, for each value of the cut, the vintages that are mature at a month on book.

    One and the same loans stand behind every point of a curve, so that it never falls and its
    interval is Wilson's.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `vintage_cells` gives them.
    as_of : datetime
        The book's today.
    months_on_book : int
        The last month of the curves, 0 to 12.
    """
    found = by_value(cells, as_of, Period.MONTH)
    size = months_on_book + 1
    loans = np.zeros(len(found), dtype=np.int64)
    bads = np.zeros((len(found), size))
    for row, of_value in enumerate(found.values()):
        mature = ~np.isnan(of_value.bads[:, months_on_book])
        loans[row] = of_value.loans[mature].sum()
        bads[row] = of_value.bads[mature, :size].sum(axis=0)
    trials = np.broadcast_to(loans[:, None], bads.shape)
    low, high = wilson(bads, trials)
    shown = trials > 0
    return Pooled(
        value=list(found),
        loans=loans,
        bads=np.where(shown, bads, np.nan),
        bad_rate=np.where(shown, bads / np.maximum(trials, 1), np.nan),
        low=np.where(shown, low, np.nan),
        high=np.where(shown, high, np.nan),
    )


def _counts(
    cells: pd.DataFrame, period: Period
) -> tuple[NDArray[np.datetime64], NDArray[np.int64], NDArray[np.int64]]:
    """Lay the cells out: periods without gaps, their loans, and bads by months on book."""
    if cells.empty:
        none = np.empty(0, dtype="datetime64[M]")
        return none, np.empty(0, np.int64), np.zeros((0, MONTHS), np.int64)
    origin = cells["vintage"].to_numpy(dtype="datetime64[M]").astype(np.int64)
    at = origin // period.months
    first, size = int(at.min()), int(at.max() - at.min()) + 1
    loans = cells["loans"].to_numpy(dtype=np.int64)
    month = cells["months_on_book"].to_numpy(dtype=np.float64, na_value=np.nan)
    bads = np.zeros((size, MONTHS), dtype=np.int64)
    shown = month < MONTHS  # a missing month is not
    np.add.at(bads, (at[shown] - first, month[shown].astype(np.int64)), loans[shown])
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, at - first, loans)
    vintage = ((first + np.arange(size)) * period.months).astype("datetime64[M]")
    return vintage, total, bads


def roll_moves(con: duckdb.DuckDBPyConnection, whom: Whom) -> pd.DataFrame:
    """Count moves between buckets by month, product and depth of file.

    Returns
    -------
    pandas.DataFrame
        As in ``data/queries/risk_roll_moves.sql``.
    """
    lender_ids = None if whom.lender_ids is None else list(whom.lender_ids)
    return read.query(con, "risk_roll_moves", lender_ids=lender_ids)


def moves_by_month(cells: pd.DataFrame) -> tuple[list[pd.Timestamp], NDArray[np.int64]]:
    """Lay moves out by month.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `roll_moves` gives them, or a part.

    Returns
    -------
    months : list of pandas.Timestamp
        First moments, rising.
    moves : (M, 5, 6) int
        From each of `roll_rates.FROM` to each of `roll_rates.TO`.
    """
    months = sorted(cells["month"].unique())
    counts = np.zeros((len(months), len(FROM), len(TO)), dtype=np.int64)
    places = (
        np.searchsorted(np.asarray(months), cells["month"].to_numpy()),
        cells["from_bucket"].to_numpy(dtype=np.int64),
        cells["to_bucket"].to_numpy(dtype=np.int64),
    )
    np.add.at(counts, places, cells["loans"].to_numpy(dtype=np.int64))
    return [pd.Timestamp(month) for month in months], counts
