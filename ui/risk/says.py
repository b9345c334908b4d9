"""Large sums, differences and intervals as the risk pages write them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.wording import Money
from ui import words
from ui.words import UNKNOWN, Written

COLOURS: Mapping[bool | None, Literal["gray", "blue", "orange"]] = MappingProxyType(
    {
        None: "gray",
        True: "blue",
        False: "orange",
    }
)  # of a change that is better, worse, or neither
_UNITS = ((1e9, "B"), (1e6, "M"), (1e3, "k"))


@dataclass(frozen=True, slots=True)
class Measure:
    """How totals are written: the book's currency, and the years that they are spread over."""

    money: Money
    years: float


def large(minor: float, of: Money) -> Written:
    """Write a total in thousands, millions or billions: "¥41.2 M"; NaN gives a dash."""
    if math.isnan(minor):
        return UNKNOWN
    whole = minor / 10**of.minor_digits
    size, unit = next((part for part in _UNITS if abs(whole) >= part[0]), (1.0, ""))
    sign = "−" if whole < 0 else ""
    mark = words.currency_sign(of.currency)
    gap = "" if len(mark) == 1 else " "
    return Written(f"{sign}{mark}{gap}{abs(whole) / size:,.1f} {unit}".strip(), whole)


def large_range(low: float, high: float, of: Money) -> str:
    """Write an interval of totals: "¥39.0 M to ¥43.5 M"."""
    return "–" if math.isnan(low) else f"{large(low, of)} to {large(high, of)}"


def large_sure(value: float, low: float, high: float, of: Money) -> Written:
    """Write a total with its interval: "¥41.2 M (¥39.0 M to ¥43.5 M)"; NaN gives a dash."""
    if math.isnan(value):
        return UNKNOWN
    scale = 10**of.minor_digits
    said = f"{large(value, of)} ({large_range(low, high, of)})"
    return Written(said, value / scale, (low / scale, high / scale))


def large_change(minor: float, of: Money) -> str:
    """Write a difference of totals with its sign."""
    return "–" if math.isnan(minor) else f"{'+' if minor >= 0 else ''}{large(minor, of)}"


def points(share: float) -> Written:
    """Write a difference of shares in percentage points with its sign: "+3.6 points"."""
    if math.isnan(share):
        return UNKNOWN
    value = round(100 * share, 1)
    sign = "−" if value < 0 else "+"
    return Written(f"{sign}{abs(value):.1f} points", share)


def judged(change: str, *, is_better: bool | None) -> str:
    """Say with a change whether it is for the better; colour alone does not tell everybody."""
    return change if is_better is None else f"{change}, {'better' if is_better else 'worse'}"


def points_apart(value: float, low: float, high: float) -> Written:
    """Write a difference of shares with its interval: "+1.1 points (−0.3 to +2.5)"."""
    if math.isnan(value):
        return UNKNOWN
    ends = (str(points(end)).removesuffix(" points") for end in (low, high))
    return Written(f"{points(value)} ({' to '.join(ends)})", value, (low, high))


def noise(*, is_more: bool) -> str:
    """Say whether a difference stands, all comparisons made with it counted."""
    return "more than noise" if is_more else "within noise"


def rate(value: float, low: float, high: float, digits: int = 1) -> Written:
    """Write a rate with its interval: "2.4 % (2.3–2.5)"; NaN gives a dash."""
    if math.isnan(value):
        return UNKNOWN
    said = f"{100 * value:.{digits}f} % ({100 * low:.{digits}f}–{100 * high:.{digits}f})"
    return Written(said, value, (low, high))


def lead(value: float, low: float, high: float, digits: int = 3) -> Written:
    """Write a difference of measures with its sign and interval: "+0.012 (+0.004 to +0.020)"."""
    said = f"{value:+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"
    return Written(said.replace("-", "−"), value, (low, high))


def course(month: Sequence[datetime], value: NDArray[np.float64], unit: str) -> str:
    """Say a number month by month in a sentence: the newest that is known, and the span.

    Parameters
    ----------
    month : sequence of datetime
    value : (M,) float
        NaN where it is not known.
    unit : str
        Stands after each number, such as " %".
    """
    known = np.flatnonzero(np.isfinite(value))
    if not known.size:
        return f"{len(month)} months, none known yet"
    low, high, last = (f"{of:,.4g}{unit}" for of in (value[known].min(), value[known].max(),
                                                     value[known[-1]]))  # fmt: skip
    return (
        f"{len(month)} months; {last} in {month[known[-1]]:%b %Y}, the newest known; between {low} "
        f"and {high}"
    )
