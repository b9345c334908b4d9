"""Numbers as people read them: units, separators, true minus signs, no raw column names."""

import math
from datetime import datetime, timedelta
from typing import Self

from scoring import wording
from scoring.wording import SYMBOLS, Money


class Written(str):
    """A number as people read it, that still knows the number.

    Parameters
    ----------
    text : str
    value : float or datetime, optional
        What the text says; None where nothing is known.
    span : (float, float), optional
        The ends of its interval, where the text gives them.
    """

    __slots__ = ("span", "value")
    value: float | datetime | None
    span: tuple[float, float] | None

    def __new__(
        cls,
        text: str,
        value: float | datetime | None = None,
        span: tuple[float, float] | None = None,
    ) -> Self:
        """Keep the number beside its words; NaN is nothing known."""
        made = super().__new__(cls, text)
        if value is None or isinstance(value, datetime):
            made.value = value
        else:
            made.value = None if math.isnan(value) else float(value)
        made.span = span
        return made


UNKNOWN = Written("–")


def money(minor: float | None, of: Money) -> Written:
    """Write an exact amount.

    Parameters
    ----------
    minor : float or None
        Minor units; None or NaN gives a dash.
    of : Money
        The book's currency; whole amounts are written without digits after the point.

    Returns
    -------
    Written
        Such as "¥6,000" or "UGX 12,500.50"; its value is in major units.
    """
    if minor is None or math.isnan(minor):
        return UNKNOWN
    return Written(of.exact(minor), minor / 10**of.minor_digits)


def currency_sign(currency: str) -> str:
    """Give the sign of a currency, or its code where it has none of its own."""
    return SYMBOLS.get(currency, currency).strip()


def percent(share: float | None, digits: int = 1) -> Written:
    """Write a share, 0–1, as "3.9 %"; None or NaN gives a dash."""
    if share is None or math.isnan(share):
        return UNKNOWN
    return Written(f"{100 * share:.{digits}f} %", share)


def unbroken(text: str) -> str:
    """Keep a figure and its unit on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def percent_range(low: float, high: float, digits: int = 1) -> Written:
    """Write an interval of shares, 0–1, as "2.7–5.6 %"; it sorts by its lower end."""
    return Written(f"{100 * low:.{digits}f}–{100 * high:.{digits}f} %", low)


def measure(value: float, low: float, high: float, digits: int = 3) -> Written:
    """Write a measure with its interval: "0.712 (0.690–0.734)"."""
    said = f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"
    return Written(said, value, (low, high))


def signed(points: int) -> Written:
    """Write a change with its sign: "+12", "−4", "0"."""
    return Written(f"{points:+,}".replace("-", "−") if points else "0", points)


def month(at: datetime) -> Written:
    """Write a month as "Nov 2026"."""
    return Written(f"{at:%b %Y}", at)


def day(at: datetime) -> Written:
    """Write a day as "21 Nov 2026"."""
    return Written(f"{at.day} {at:%b %Y}", at)


def moment(at: datetime) -> Written:
    """Write a minute as "21 Nov 2026 23:48"."""
    return Written(f"{day(at)} {at:%H:%M}", at)


def age(since: timedelta) -> str:
    """Write how long ago something was, in the largest unit that is at least one."""
    seconds = max(since.total_seconds(), 0.0)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return count(int(seconds // size), unit)
    return "under a minute"


def count(number: int, noun: str) -> str:
    """Write a number of things: "1 order", "2,318 orders"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {_plural(noun)}"


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"


def plain(code: str | None) -> str:
    """Write a code of the data as words: "pay_later" is "pay later"; None gives a dash."""
    return code.replace("_", " ").strip() if code else "–"


def span(days: int) -> Written:
    """Write a term: whole months where it is about whole months, else days."""
    return Written(wording.term(days), days)
