"""Numbers as people read them: units, separators, true minus signs, no raw column names."""

import math
from datetime import datetime, timedelta

from scoring import wording
from scoring.wording import SYMBOLS, Money


def money(minor: float | None, of: Money) -> str:
    """Write an exact amount.

    Parameters
    ----------
    minor : float or None
        Minor units; None or NaN gives a dash.
    of : Money
        The book's currency; whole amounts are written without digits after the point.

    Returns
    -------
    str
        Such as "¥6,000" or "UGX 12,500.50".
    """
    if minor is None or math.isnan(minor):
        return "–"
    return of.exact(minor)


def currency_sign(currency: str) -> str:
    """Give the sign of a currency, or its code where it has none of its own."""
    return SYMBOLS.get(currency, currency).strip()


def percent(share: float | None, digits: int = 1) -> str:
    """Write a share, 0–1, as "3.9 %"; None or NaN gives a dash."""
    if share is None or math.isnan(share):
        return "–"
    return f"{100 * share:.{digits}f} %"


def percent_range(low: float, high: float, digits: int = 1) -> str:
    """Write an interval of shares, 0–1, as "2.7–5.6 %"."""
    return f"{100 * low:.{digits}f}–{100 * high:.{digits}f} %"


def signed(points: int) -> str:
    """Write a change with its sign: "+12", "−4", "0"."""
    return f"{points:+,}".replace("-", "−") if points else "0"


def day(at: datetime) -> str:
    """Write a day as "21 Nov 2026"."""
    return f"{at.day} {at:%b %Y}"


def moment(at: datetime) -> str:
    """Write a minute as "21 Nov 2026 23:48"."""
    return f"{day(at)} {at:%H:%M}"


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


def span(days: int) -> str:
    """Write a term: whole months where it is about whole months, else days."""
    return wording.term(days)
