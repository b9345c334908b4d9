"""The portfolio's answer: the last months' numbers and their course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from scoring.metrics.rates.difference import Difference, difference
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.portfolio import Months
from scoring.wording import Money
from ui import panel, sortable, words
from ui.charts.months import MonthLine, month_chart
from ui.risk import charted, follow, population, says
from ui.theme import Palette

MEASURES = {
    "applications": "Applications",
    "approval_rate": "Approval rate",
    "bad_rate": "Bad rate",
    "expected_loss": "Expected loss",
    "exposure": "Exposure",
}
NO_DECISIONS = "This book has no decisions, so nobody knows what was approved."
_INTERVALS = {"approval_rate": "approval", "bad_rate": "bad"}
_MONEY = ("expected_loss", "exposure")
_HELP = {
    "expected_loss": "PD × loss given default × principal of the loans made. 95 % interval if "
    "every PD is right and defaults are independent: the least doubt.",
    "exposure": "Principal of the loans made to the month's applicants, as it was lent: not the "
    "balance that is still owed.",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two months that are compared; for bad rates two that are mature."""

    before: pd.Timestamp
    after: pd.Timestamp

    @property
    def names(self) -> tuple[str, str]:
        """The months as people write them."""
        return f"{self.before:%b %Y}", f"{self.after:%b %Y}"


def measures(months: Months) -> dict[str, str]:
    """Name the numbers that the months have: without decisions there is no approval rate."""
    return {
        name: label
        for name, label in MEASURES.items()
        if months.has_decisions or name != "approval_rate"
    }


def show_tiles(months: Months, decided: Pair, mature: Pair | None, money: Money) -> None:
    """Show the newest month of each number beside the month before it."""
    for column, (name, label) in zip(
        st.columns(len(MEASURES), gap="small"), MEASURES.items(), strict=True
    ):
        pair = mature if name == "bad_rate" else decided
        with column, panel.card(f"portfolio_{name}", is_as_high_as_its_row=True):
            if pair is None:
                st.metric(label, "–")
                st.caption("No two months are mature: outcomes are not known yet.")
                continue
            if name == "approval_rate" and not months.has_decisions:
                st.metric(label, "–")
                st.caption(NO_DECISIONS)
                continue
            before, after = (months.of(month) for month in (pair.before, pair.after))
            value, change, doubt = _told(name, before, after, money)
            st.metric(
                f"{label}, {pair.names[1]}",
                value,
                change,
                delta_color="gray",  # the cards below tell what is more than noise
                delta_arrow="off",
                help=_HELP.get(name),
            )
            st.caption(f"{doubt} · since {pair.names[0]}")


def _told(
    name: str, before: Mapping[str, float], after: Mapping[str, float], money: Money
) -> tuple[str, str, str]:
    if name in _INTERVALS:
        of = _INTERVALS[name]
        trials = after["decided" if name == "approval_rate" else "known"]
        return (
            words.percent(after[name]),
            says.points(after[name] - before[name]),
            f"95 %: {words.percent_range(after[f'{of}_low'], after[f'{of}_high'])}, "
            f"n = {trials:,.0f}",
        )
    if name in _MONEY:
        doubt = "" if name == "exposure" else (
            f"95 %: {says.large_range(after['loss_low'], after['loss_high'], money)}, "
        )  # fmt: skip
        return (
            says.large(after[name], money),
            says.large_change(after[name] - before[name], money),
            f"{doubt}{after['loans']:,.0f} loans",
        )
    moved = after[name] - before[name]
    return (
        f"{after[name]:,.0f}",
        f"{moved:+,.0f}".replace("-", "−"),
        f"{after['decided']:,.0f} decided",
    )


def show_course(
    months: Months,
    name: str,
    pair: Pair | None,
    money: Money,
    *,
    colours: Palette,
    also: Sequence[Condition],
) -> None:
    """Show one number month by month, or all of them as a table.

    Parameters
    ----------
    months : Months
    name : str
        Of `MEASURES`.
    pair : Pair or None
        Months to mark.
    money : Money
    colours : Palette
    also : sequence of Condition
        What makes the population a cohort.
    """
    frame = months.frame
    scale = 100.0 if name in _INTERVALS else 10.0**-money.minor_digits if name in _MONEY else 1.0
    of = _INTERVALS.get(name, "loss" if name == "expected_loss" else None)
    unit = " %" if name in _INTERVALS else ""
    sign = words.currency_sign(money.currency)
    links = [follow.people((population.month(month), *also)) for month in frame.index]
    line = MonthLine(
        title=f"{MEASURES[name]} by month of application"
        + (f", {sign}" if name in _MONEY else "")
        + (", 95 % interval" if of else "")
        + (" if every PD is right" if of == "loss" else ""),
        month=[month.to_pydatetime() for month in frame.index],
        value=scale * frame[name].to_numpy(dtype=np.float64),
        low=None if of is None else scale * frame[f"{of}_low"].to_numpy(dtype=np.float64),
        high=None if of is None else scale * frame[f"{of}_high"].to_numpy(dtype=np.float64),
        unit=unit,
        chosen=[] if pair is None else [pair.before.to_pydatetime(), pair.after.to_pydatetime()],
        links=links,
        digits=2 if unit else 0,
    )
    figure = month_chart(line, colours=colours)
    view = charted.view(
        line.title, "portfolio_course", partial(course_table, months, money),
        taken=frame.reset_index, links=lambda: links[::-1], height=250,
    )  # fmt: skip
    if view == panel.CHART:
        alt = f"{line.title}: {says.course(line.month, line.value, line.unit)}."
        charted.draw(figure, key="portfolio_course", alt=alt)


def course_table(months: Months, money: Money) -> pd.DataFrame:
    """Give every number of every month, the newest first, as people read it."""
    rows = months.frame.iloc[::-1]
    return sortable.table(
        {
            "Month": [words.month(month) for month in rows.index],
            "Applications": rows["applications"].to_numpy(),
            "Decided": rows["decided"].to_numpy(),
            "Approved (95 %)": _rates(rows, "approval"),
            "Loans": rows["loans"].to_numpy(),
            "Known outcomes": rows["known"].to_numpy(),
            "Bad rate (95 %)": [
                text if is_mature else "immature"
                for text, is_mature in zip(_rates(rows, "bad"), rows["is_mature"], strict=True)
            ],
            "Expected loss": [says.large(value, money) for value in rows["expected_loss"]],
            "Its 95 %": [
                says.large_range(low, high, money)
                for low, high in zip(rows["loss_low"], rows["loss_high"], strict=True)
            ],
            "Exposure": [says.large(value, money) for value in rows["exposure"]],
        }
    )


def _rates(rows: pd.DataFrame, name: str) -> list[str]:
    columns = (rows[f"{name}_rate"], rows[f"{name}_low"], rows[f"{name}_high"])
    return [says.rate(*row) for row in zip(*columns, strict=True)]


def choose_pair(label: str, months: Sequence[pd.Timestamp], key: str) -> Pair | None:
    """Ask which month is set against the one before it; None where there are not two."""
    if len(months) < 2:
        return None
    later = [f"{month:%Y-%m}" for month in months[1:]]
    chosen = st.selectbox(
        label, later[::-1], key=f"portfolio_{key}", bind="query-params", width=190,
        format_func=lambda month: f"{label} {pd.Timestamp(month):%b %Y}",
        label_visibility="collapsed",
    )  # fmt: skip
    at = later.index(chosen) + 1
    return Pair(months[at - 1], months[at])


def apart(months: Months, decided: Pair, mature: Pair | None) -> Difference:
    """Set the approval rates of two months, and the bad rates, against each other (Holm).

    Where no decision is known the difference of the approval rates is NaN, and counts for nothing.
    """
    asked = [(decided, "approved", "decided")]
    asked += [] if mature is None else [(mature, "bads", "known")]
    counts = [
        [months.of(month)[name] for month in (pair.after, pair.before) for name in (hits, trials)]
        for pair, hits, trials in asked
    ]
    return difference(*np.array(counts, dtype=np.float64).T)
