"""Roll rates: how loans move between buckets of days past due, as a matrix and over time."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from scoring.metrics.over_time.roll_rates import FROM, TO, RollRates, roll_rates
from scoring.risk import ageing
from ui import panel, sortable, words
from ui.charts.heat import Field, heat_chart
from ui.charts.months import MonthLine, month_chart
from ui.risk import charted, population, says
from ui.theme import Palette

SPANS = {"12": "last 12 months", "3": "last 3 months", "all": "whole book"}
_ROW = 44
_FEW = 30
# moves to choose from: into the next worse bucket, and back to current
MOVES = {
    f"{source}-{target}": f"{FROM[source]} to {TO[target]}"
    for source, target in ((0, 1), (1, 2), (2, 3), (3, 4), (1, 0), (2, 0), (3, 0), (4, 5))
}
_DEFAULT = "1-2"


def show(cells: pd.DataFrame, colours: Palette, uncut: str) -> None:
    """Show the matrix and one move over time.

    Parameters
    ----------
    cells : pandas.DataFrame
        As of `scoring.risk.ageing.roll_moves`.
    colours : Palette
    uncut : str
        What to say of the moves, which are not cut, where the page is; else empty.
    """
    months, moves = ageing.moves_by_month(cells)
    left, right = st.columns([11, 10], gap="small")
    with left, panel.card("vintages_roll", is_as_high_as_its_row=True):
        span = population.choice("Months", SPANS, "vintages_span")
        kept = len(months) if span == "all" else min(int(span), len(months))
        show_matrix(roll_rates(moves[-kept:].sum(axis=0)), months[-kept:], colours, uncut)
    with right, panel.card("vintages_roll_course", is_as_high_as_its_row=True):
        named = population.choice("Move", {_DEFAULT: MOVES[_DEFAULT]} | MOVES, "vintages_move")
        show_course(months, roll_rates(moves), named, colours, uncut)


def show_matrix(found: RollRates, months: list[pd.Timestamp], colours: Palette, uncut: str) -> None:
    """Show where the loans of each bucket are a month later."""
    over = f"{months[0]:%b %Y} to {months[-1]:%b %Y}" if months else "no month"
    title = "; ".join(filter(None, ("Where loans are a month later, % of each row", over, uncut)))
    rows = found.loans.sum(axis=1)
    text = [[_share(value) for value in row] for row in found.value]
    hover = [[_told(found, at, to) for to in range(len(TO))] for at in range(len(FROM))]
    names = [f"{bucket} · {count:,}" for bucket, count in zip(FROM, rows, strict=True)]
    hatched = np.broadcast_to((rows == 0)[:, None], found.loans.shape)
    field = Field(
        title, names, list(TO), found.value, text, hover, hatched, "no loans", "", "a month later"
    )
    figure = heat_chart(field, colours.raises, colours=colours, row_height=_ROW)
    figure.layout.margin.l = 132
    if charted.view(title, "vintages_roll", partial(matrix_table, found)) == panel.CHART:
        worse = (
            f"{MOVES[f'{at}-{at + 1}']} {_share(found.value[at, at + 1])} %" for at in range(4)
        )
        panel.draw(figure, key="vintages_roll", alt=f"{title}: {'; '.join(worse)}.")
    st.caption(
        "Days past due at the begin of a month, and at its end. Beside each bucket: loan-months "
        "that began in it. A row adds up to 100 %."
    )


def _told(found: RollRates, source: int, target: int) -> str:
    value, low, high = (
        float(part[source, target]) for part in (found.value, found.low, found.high)
    )
    loans = found.loans[source]
    return (
        f"{FROM[source]} to {TO[target]}: {says.rate(value, low, high, 2)}, "
        f"{loans[target]:,} of {loans.sum():,} loan-months"
    )


def show_course(
    months: list[pd.Timestamp], found: RollRates, move: str, colours: Palette, uncut: str
) -> None:
    """Show one move month by month, with its interval; months without such loans are left out."""
    source, target = (int(part) for part in move.split("-"))
    named = f"{FROM[source]} to {TO[target]}, month by month, 95 % interval"
    title = "; ".join(filter(None, (named, uncut)))
    trials = found.loans[:, source].sum(axis=1)
    kept = trials > 0
    months = [month for month, is_kept in zip(months, kept, strict=True) if is_kept]
    trials, moved = trials[kept], found.loans[kept, source, target]
    value, low, high = (
        column[kept, source, target] for column in (found.value, found.low, found.high)
    )
    line = MonthLine(
        title, [month.to_pydatetime() for month in months], 100 * value, 100 * low, 100 * high,
        " %", [],
    )  # fmt: skip
    figure = month_chart(line, colours=colours)

    def table() -> pd.DataFrame:
        return sortable.table(
            {
                "Month": [words.month(month) for month in months],
                "Loans at its begin": trials,
                "Moved": moved,
                "Roll rate (95 %)": [says.rate(*row) for row in zip(value, low, high, strict=True)],
            }
        ).iloc[::-1]

    if charted.view(title, "vintages_roll_course", table, height=250) == panel.CHART:
        panel.draw(figure, key="vintages_roll_course", alt=f"{title}: {_last(months, value)}.")
    few = int((trials < _FEW).sum())
    if few:
        st.caption(
            f"{words.count(few, 'month')} began with under {_FEW} such loans: "
            "the interval says how little they tell."
        )


def _last(months: list[pd.Timestamp], value: NDArray[np.float64]) -> str:
    known = np.flatnonzero(np.isfinite(value))
    if not known.size:
        return "no month had such loans"
    return f"{words.percent(value[known[-1]])} in {months[known[-1]]:%b %Y}"


def _share(value: float) -> str:
    return "" if np.isnan(value) else f"{100 * value:.1f}" if value else "0"


def matrix_table(found: RollRates) -> pd.DataFrame:
    """Give one row per bucket: its loan-months, and where they were a month later."""
    table: dict[str, object] = {
        "From": [str(bucket) for bucket in FROM],
        "Loan-months": found.loans.sum(axis=1),
    }
    for to, bucket in enumerate(TO):
        columns = (found.value[:, to], found.low[:, to], found.high[:, to])
        table[f"to {bucket} (95 %)"] = [says.rate(*row) for row in zip(*columns, strict=True)]
    return sortable.table(table)


def numbers(cells: pd.DataFrame) -> pd.DataFrame:
    """Give every roll rate of every month as numbers, to take away."""
    months, moves = ageing.moves_by_month(cells)
    found = roll_rates(moves)
    every = pd.MultiIndex.from_product([months, map(str, FROM), map(str, TO)])
    return pd.DataFrame(
        {
            "month": every.get_level_values(0),
            "from": every.get_level_values(1),
            "to": every.get_level_values(2),
            "loans": found.loans.ravel(),
            "roll_rate": found.value.ravel(),
            "low": found.low.ravel(),
            "high": found.high.ravel(),
        }
    )
