"""The purchases themselves: the rhythm canvas, the timeline and the basket, as cards."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from data.application import Application
from scoring.wording import Money
from ui import panel, purchases, sortable, words
from ui.charts.basket import Share, basket
from ui.charts.rhythm import WEEKDAYS, Purchase, rhythm
from ui.charts.timeline import Order, timeline
from ui.comparable import Comparable
from ui.theme import Palette

LARGEST = 3


def show_rhythm(
    orders: pd.DataFrame,
    marked: frozenset[str],
    marked_label: str,
    group: Comparable | None,
    money: Money,
    *,
    colours: Palette,
) -> None:
    """Show when this shopper buys, on when comparable shoppers buy."""
    own = purchases.purchases(orders, marked, money)
    # where there are reasons there is a score, and who is comparable stands beside that
    says = purchases.comparable_count if marked_label else purchases.comparable_words
    figure = rhythm(
        own,
        group.rhythm if group else [],
        typical_label=says(group, "shopper"),
        marked_label=marked_label,
        colours=colours,
    )
    alt = (
        f"{words.count(len(own), 'order')} by weekday and hour{_most(own)}, over the hours in "
        "which comparable people order."
    )
    panel.show(figure, partial(_rhythm_table, own, group), name="applicant_rhythm", alt=alt)


def _most(own: list[Purchase]) -> str:
    """Say on which weekday and in which quarter of the day most orders fall."""
    if not own:
        return ""
    [(day, on_day)] = Counter(one.weekday for one in own).most_common(1)
    [(quarter, within)] = Counter(int(one.hour // 6) for one in own).most_common(1)
    hours = f"{quarter * 6} to {quarter * 6 + 6} h"
    return f", most on {WEEKDAYS[day]} ({on_day}) and from {hours} ({within})"


def _rhythm_table(own: list[Purchase], group: Comparable | None) -> pd.DataFrame:
    typical = group.rhythm if group else []
    rows = []
    for day, weekday in enumerate(WEEKDAYS):
        for start in range(0, 24, 6):
            here = [p for p in own if p.weekday == day and start <= p.hour < start + 6]
            share = sum(typical[day][start : start + 6]) if typical else None
            rows.append(
                {
                    "Weekday": weekday,
                    "Hours": f"{start}–{start + 6}",
                    "Orders": len(here),
                    "Share": words.percent(len(here) / len(own) if own else None),
                    "Comparable shoppers": words.percent(share),
                }
            )
    return sortable.table(rows)


def show_timeline(
    orders: pd.DataFrame,
    marked: frozenset[str],
    festivals: Sequence[purchases.Festival],
    found: Application,
    money: Money,
    *,
    colours: Palette,
) -> None:
    """Show what each order was worth, and when."""
    own = purchases.timeline_orders(orders, marked, money)
    first = min((order.at for order in own), default=found.applied_at)
    figure = timeline(
        own,
        list(purchases.festival_days(festivals, first, found.applied_at)),
        applied_at=found.applied_at,
        currency=words.currency_sign(money.currency),
        colours=colours,
    )
    days = [order.at for order in own]
    when = f" from {words.day(min(days))} to {words.day(max(days))}" if days else ""
    alt = f"{words.count(len(own), 'order')} by day and value{when}, up to the application."
    panel.show(figure, partial(_timeline_table, own, money), name="applicant_timeline", alt=alt)


def _timeline_table(own: list[Order], money: Money) -> pd.DataFrame:
    newest_first = sorted(own, key=lambda order: order.at, reverse=True)
    return sortable.table(
        {
            "Ordered": [words.moment(order.at) for order in newest_first],
            f"Value, {words.currency_sign(money.currency)}": [
                order.value for order in newest_first
            ],
            "Came back": ["yes" if order.is_undone else "–" for order in newest_first],
        }
    )


def show_basket(
    lines: pd.DataFrame,
    group: Comparable | None,
    labels: Mapping[str, str],
    *,
    colours: Palette,
) -> None:
    """Show what this shopper's money goes to, beside comparable shoppers'."""
    mix = purchases.shares(lines, group, labels)
    figure = basket(
        mix,
        lines=len(lines),
        typical_label=purchases.comparable_count(group, "shopper"),
        colours=colours,
    )
    largest = sorted(mix, key=lambda share: -share.own)[:LARGEST]
    parts = [
        f"{one.label} {words.percent(one.own)} (comparable {words.percent(one.typical)})"
        for one in largest
    ]
    alt = f"Share of spend by category, the largest: {', '.join(parts)}."
    panel.show(figure, partial(_basket_table, mix), name="applicant_basket", alt=alt)


def _basket_table(mix: list[Share]) -> pd.DataFrame:
    largest_first = sorted(mix, key=lambda share: -share.own)
    return sortable.table(
        {
            "Category": [share.label for share in largest_first],
            "This shopper": [words.percent(share.own) for share in largest_first],
            "Comparable shoppers": [words.percent(share.typical) for share in largest_first],
        }
    )
