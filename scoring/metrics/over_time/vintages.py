"""How loans of one origination period go bad as they age."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError
from scoring.metrics.rates.wilson import wilson

Floats = NDArray[np.float64]
Months = NDArray[np.datetime64]


class Period(StrEnum):
    """How long a vintage collects loans."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def months(self) -> int:
        """How many calendar months it has."""
        return {Period.MONTH: 1, Period.QUARTER: 3}[self]


@dataclass(frozen=True, slots=True)
class VintageCurves:
    """Cumulative bad rates of V vintages at months on book 0 … M - 1.

    Parameters
    ----------
    vintage : (V,) datetime64[M]
        First month of origination.
    loans : (V,) int
        Made in the period.
    bads, bad_rate, low, high : (V, M) float
        Loans that have gone bad by the end of that month on book, their share and its Wilson
        interval. NaN where the cell is immature: no loan's later month stands in it.
    """

    vintage: Months
    loans: NDArray[np.int64]
    bads: Floats
    bad_rate: Floats
    low: Floats
    high: Floats


def vintage_curves(
    vintage: ArrayLike,
    loans: ArrayLike,
    bads: ArrayLike,
    as_of: np.datetime64,
    *,
    period: Period = Period.MONTH,
    confidence: float = 0.95,
) -> VintageCurves:
    """Give cumulative bad rates from counts, immature cells as missing.

    ``bad_rate[v, m] = sum_{k <= m} bads[v, k] / loans[v]`` (Siddiqi 2017, Intelligent Credit
    Scoring). Month on book 0 is the calendar month of disbursal. A cell is mature when, for
    the last loans of the vintage too, that calendar month has ended by `as_of`:
    ``last month of the period + m < month of as_of``.

    Parameters
    ----------
    vintage : (V,) datetime64[M]
        First month of each period.
    loans : (V,) int
        Made in it.
    bads : (V, M) int
        Of them, those that went bad in month on book 0 … M - 1.
    as_of : datetime64
        The book's today.
    period : Period
        How long a vintage is.
    confidence : float
        0–1.

    Returns
    -------
    VintageCurves
    """
    first = np.asarray(vintage, dtype="datetime64[M]")
    rows = np.asarray(loans, dtype=np.int64)
    fresh = np.asarray(bads, dtype=np.float64)
    ends = first[:, None] + (period.months - 1) + np.arange(fresh.shape[1])
    immature = ends >= as_of.astype("datetime64[M]")
    gone = np.cumsum(fresh, axis=1)
    trials = np.broadcast_to(rows[:, None], gone.shape)
    low, high = wilson(gone, trials, confidence=confidence)
    hidden = immature | (trials == 0)
    rate = gone / np.where(trials > 0, trials, 1)
    return VintageCurves(
        vintage=first,
        loans=rows,
        bads=np.where(immature, np.nan, gone),
        bad_rate=np.where(hidden, np.nan, rate),
        low=np.where(hidden, np.nan, low),
        high=np.where(hidden, np.nan, high),
    )


def vintages(
    disbursed_at: ArrayLike,
    went_bad_at: ArrayLike,
    as_of: np.datetime64,
    *,
    months: int,
    period: Period = Period.MONTH,
    confidence: float = 0.95,
) -> VintageCurves:
    """Give cumulative bad rates by month on book from loans.

    Parameters
    ----------
    disbursed_at : (n,) datetime64
        When each loan was paid out.
    went_bad_at : (n,) datetime64
        When it first was bad; NaT = not so far. After `as_of` it is not known and does not count.
    as_of : datetime64
        The book's today; loans after it are left out.
    months : int >= 1
        How many months on book to show.
    period, confidence
        As in `vintage_curves`.

    Returns
    -------
    VintageCurves
        Every period from the first loan to the last, also those without loans.

    Raises
    ------
    ThinfileError
        When a loan went bad before it was paid out, or a date of disbursal is missing.
    """
    start = np.asarray(disbursed_at, dtype="datetime64[us]")
    bad = np.asarray(went_bad_at, dtype="datetime64[us]")
    if np.isnat(start).any() or (bad < start).any():
        raise ThinfileError(
            f"Vintages need loans that go bad after their disbursal; got {(bad < start).sum()} "
            f"before it and {np.isnat(start).sum()} without a date. Mend the loans."
        )
    kept = start <= as_of
    origin, bad = start[kept].astype("datetime64[M]"), bad[kept]
    if not origin.size:
        none = np.empty(0, dtype="datetime64[M]")
        return vintage_curves(none, [], np.zeros((0, months)), as_of, period=period)
    # periods are counted from January 1970, so quarters begin in January, April, July, October
    period_of = origin.astype(np.int64) // period.months
    first = period_of.min()
    row = period_of - first
    size = int(row.max()) + 1
    went = ~np.isnat(bad) & (bad <= as_of)
    on_book = (bad[went].astype("datetime64[M]") - origin[went]).astype(np.int64)
    shown = on_book < months
    cells = row[went][shown] * months + on_book[shown]
    return vintage_curves(
        ((first + np.arange(size)) * period.months).astype("datetime64[M]"),
        np.bincount(row, minlength=size),
        np.bincount(cells, minlength=size * months).reshape(size, months),
        as_of,
        period=period,
        confidence=confidence,
    )
