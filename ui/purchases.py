"""An applicant's purchases as the charts want them: rhythm, timeline, basket, and plain rows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import compress
from typing import Any

import pandas as pd

from data.application import Application
from scoring.wording import Money
from ui import words
from ui.charts.basket import Share
from ui.charts.rhythm import Purchase
from ui.charts.timeline import Order
from ui.comparable import Comparable

Festival = tuple[int, int, str]  # month, day, name
UNDONE = frozenset({"returned", "refused", "cancelled"})


def order_words(at: datetime, amount: int, status: str, money: Money) -> str:
    """Describe an order in one line."""
    parts = (words.moment(at), words.money(amount, money), status)
    return " · ".join(parts)


def purchases(orders: pd.DataFrame, marked: frozenset[str], money: Money) -> list[Purchase]:
    """Place orders on the rhythm canvas; none where the source knows no time of day.

    Parameters
    ----------
    orders : pandas.DataFrame
        Rows of `known_orders`.
    marked : frozenset of str
        Ids of the orders that the chosen reason counts.
    money : Money
        The book's currency.

    Returns
    -------
    list of Purchase
    """
    columns = ("order_id", "local_at", "weekday", "amount", "status")
    is_timed = orders["hour_of_day"].notna().tolist()
    timed = list(compress(_rows(orders, columns), is_timed))
    largest = max([1, *(int(amount) for _, _, _, amount, _ in timed)])
    return [
        Purchase(
            weekday=int(weekday),
            hour=at.hour + at.minute / 60,
            size=int(amount) / largest,
            words=order_words(at, int(amount), str(status), money),
            is_marked=order_id in marked,
        )
        for order_id, at, weekday, amount, status in timed
    ]


def timeline_orders(orders: pd.DataFrame, marked: frozenset[str], money: Money) -> list[Order]:
    """Place orders on the timeline; parameters as of `purchases`."""
    columns = ("order_id", "local_at", "amount", "status")
    return [
        Order(
            at=at.to_pydatetime(),
            value=int(amount) / 10**money.minor_digits,
            words=order_words(at, int(amount), str(status), money),
            is_undone=status in UNDONE,
            is_marked=order_id in marked,
        )
        for order_id, at, amount, status in _rows(orders, columns)
    ]


def _rows(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Give some columns row by row; pandas would make a frame of them first."""
    return zip(*(frame[name].tolist() for name in columns), strict=True)


def festival_days(
    festivals: Sequence[Festival], first: datetime, last: datetime
) -> Iterator[tuple[datetime, str]]:
    """Give the festivals between two moments, a day and a name each year."""
    for year in range(first.year, last.year + 1):
        for month, day, label in festivals:
            at = first.replace(year=year, month=month, day=day, hour=0, minute=0)
            if first <= at <= last:
                yield at, label


def shares(
    lines: pd.DataFrame, comparable: Comparable | None, labels: Mapping[str, str]
) -> list[Share]:
    """Share of spend by category, this shopper's beside comparable shoppers'.

    Parameters
    ----------
    lines : pandas.DataFrame
        Rows of `known_lines`.
    comparable : Comparable or None
    labels : mapping
        Category to its name.

    Returns
    -------
    list of Share
        Every category that either side buys.
    """
    spent = {str(c): int(a) for c, a in lines.groupby("category")["line_amount"].sum().items()}
    total = sum(spent.values())
    typical = comparable.basket if comparable else {}
    return [
        Share(
            label=labels.get(category, words.plain(category)),
            own=spent.get(category, 0) / total if total else 0.0,
            typical=typical.get(category, 0.0) if comparable else None,
        )
        for category in sorted(spent.keys() | typical.keys())
    ]


def comparable_count(comparable: Comparable | None, noun: str) -> str:
    """Say how many are comparable, where it stands elsewhere who: "2,318 comparable shoppers"."""
    if comparable is None:
        return ""
    return words.count(comparable.applications, f"comparable {noun}")


def comparable_words(comparable: Comparable | None, noun: str) -> str:
    """Say who is comparable: "2,318 comparable shoppers (pay later, thin files, all 3 lenders)"."""
    if comparable is None:
        return ""
    depth = f"{comparable.depth_band} files" if comparable.depth_band else "any depth of file"
    product = words.plain(comparable.product) if comparable.product else "any product"
    only = "only " if comparable.is_few else ""
    return f"{only}{comparable_count(comparable, noun)} ({product}, {depth}{_whose(comparable)})"


def _whose(comparable: Comparable) -> str:
    if comparable.lenders_of_book < 2:
        return ""
    if comparable.lenders == comparable.lenders_of_book:
        return f", all {comparable.lenders} lenders"
    return ", your lender" if comparable.lenders == 1 else f", your {comparable.lenders} lenders"


def depth_words(application: Application) -> str:
    """Say how thin the file is: "thin: 14 orders, 7 active months, no bureau file"."""
    orders = words.count(application.number("order_count"), "order")
    months = words.count(application.number("active_months"), "active month")
    bureau = "a bureau file" if application.number("bureau_known") else "no bureau file"
    return f"{application.depth_band}: {orders} in {months}, {bureau}"
