"""Large sums, differences and intervals as the risk pages write them."""

import math
from dataclasses import dataclass

from scoring.wording import Money
from ui import words

_UNITS = ((1e9, "B"), (1e6, "M"), (1e3, "k"))


@dataclass(frozen=True, slots=True)
class Measure:
    """How totals are written: the book's currency, and the years that they are spread over."""

    money: Money
    years: float


def large(minor: float, of: Money) -> str:
    """Write a total in thousands, millions or billions: "¥41.2 M"; NaN gives a dash."""
    if math.isnan(minor):
        return "–"
    whole = minor / 10**of.minor_digits
    size, unit = next((part for part in _UNITS if abs(whole) >= part[0]), (1.0, ""))
    sign = "−" if whole < 0 else ""
    mark = words.currency_sign(of.currency)
    gap = "" if len(mark) == 1 else " "
    return f"{sign}{mark}{gap}{abs(whole) / size:,.1f} {unit}".strip()


def large_range(low: float, high: float, of: Money) -> str:
    """Write an interval of totals: "¥39.0 M to ¥43.5 M"."""
    return "–" if math.isnan(low) else f"{large(low, of)} to {large(high, of)}"


def large_change(minor: float, of: Money) -> str:
    """Write a difference of totals with its sign."""
    return "–" if math.isnan(minor) else f"{'+' if minor >= 0 else ''}{large(minor, of)}"


def points(share: float) -> str:
    """Write a difference of shares in percentage points with its sign: "+3.6 points"."""
    if math.isnan(share):
        return "–"
    value = round(100 * share, 1)
    sign = "−" if value < 0 else "+"
    return f"{sign}{abs(value):.1f} points"


def rate(value: float, low: float, high: float, digits: int = 1) -> str:
    """Write a rate with its interval: "2.4 % (2.3–2.5)"; NaN gives a dash."""
    if math.isnan(value):
        return "–"
    return f"{100 * value:.{digits}f} % ({100 * low:.{digits}f}–{100 * high:.{digits}f})"
