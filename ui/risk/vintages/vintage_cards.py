"""What the vintages page shows: the newest mature vintage, curves, the triangle, roll rates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

import numpy as np
import streamlit as st

from scoring.metrics.over_time.vintages import VintageCurves
from scoring.metrics.rates.difference import difference
from scoring.metrics.rates.rate import rate
from scoring.risk.ageing import Pooled
from scoring.risk.cohorts.cohort_counts import REST
from ui import panel, words
from ui.charts.heat import Field, heat_chart
from ui.charts.vintages import Line, Part, at_month_chart, curves_chart
from ui.risk import charted, follow, population, says
from ui.risk.vintages.vintage_tables import (
    Asked,
    at_month_table,
    curves_table,
    names,
    newest_fields,
    pooled_table,
)
from ui.theme import Palette

MOST_VALUES = 4  # lines that a reader can tell apart


def show_tiles(found: VintageCurves, asked: Asked) -> None:
    """Show the newest vintage that is mature at the month compared, beside what came before."""
    at = asked.months_on_book
    mature = np.flatnonzero(np.isfinite(found.bad_rate[:, at]))
    label = f"bad at {at} months on book"
    columns = st.columns(3, gap="small")
    if not mature.size:
        with columns[0], panel.card("vintages_newest", is_as_high_as_its_row=True):
            st.metric(f"No vintage yet: {label}", "–")
            st.caption("immature: choose an earlier month on book")
        return
    called = names(found.vintage, asked.period)
    newest, year = int(mature[-1]), 12 // asked.period.months
    older = mature[:-1]
    before = newest - year
    has_before = before >= 0 and bool(np.isfinite(found.bad_rate[before, at]))
    told = _against(found, newest, ([before] if has_before else [], list(older)), at)
    with columns[0], panel.card("vintages_newest", is_as_high_as_its_row=True):
        st.metric(f"{called[newest]}, {label}", words.percent(found.bad_rate[newest, at], 2))
        st.caption(", ".join(filter(None, (_doubt(found, newest, at), asked.uncut))))
    with columns[1], panel.card("vintages_year", is_as_high_as_its_row=True):
        if has_before:
            st.metric(
                f"{called[before]}, a year before", words.percent(found.bad_rate[before, at], 2)
            )
            st.caption(f"{_doubt(found, before, at)}; {told[0]}")
        else:
            st.metric("A year before", "–")
            st.caption("The book has no loans of that time.")
    with columns[2], panel.card("vintages_older", is_as_high_as_its_row=True):
        if older.size:
            every = rate(found.bads[older, at].sum(), found.loans[older].sum())
            st.metric("All vintages before", words.percent(every.value, 2))
            st.caption(f"{_said(every.low, every.high, int(every.trials))}; {told[1]}")
        else:
            st.metric("All vintages before", "–")
            st.caption("There are none.")


def _doubt(found: VintageCurves, row: int, at: int) -> str:
    return _said(found.low[row, at], found.high[row, at], int(found.loans[row]))


def _said(low: float, high: float, loans: int) -> str:
    return f"95 %: {words.percent_range(low, high, 2)}, {words.count(loans, 'loan')}"


def _against(found: VintageCurves, row: int, others: Sequence[Sequence[int]], at: int) -> list[str]:
    """Say how a vintage stands to groups of others; marks count all of them (Holm)."""
    apart = difference(
        found.bads[row, at],
        found.loans[row],
        [found.bads[list(group), at].sum() for group in others],
        [found.loans[list(group)].sum() for group in others],
    )
    said = []
    for value, low, high, is_marked in zip(
        apart.value, apart.low, apart.high, apart.is_more_than_noise, strict=True
    ):
        lead = says.points_apart(float(value), float(low), float(high))
        said.append(f"newest: {lead}, {says.noise(is_more=bool(is_marked))}")
    return said


def show_curves(found: VintageCurves, together: Pooled, asked: Asked, colours: Palette) -> None:
    """Show bad rates by months on book: every vintage, or the values of the cut."""
    if asked.cut:
        title = (
            f"Bad rate ({asked.bad}) by {asked.cut} and months on book; "
            f"loans mature at {asked.months_on_book}"
        )
        lines = _value_lines(together)
        table = partial(pooled_table, together)
    else:
        title = f"Bad rate ({asked.bad}) of each vintage by months on book"
        lines = _vintage_lines(found, asked)
        table = partial(curves_table, found, asked.period)
    figure = curves_chart(title, lines, months_on_book=asked.months_on_book, colours=colours)
    if charted.view(title, "vintages_curves", table, height=300) == panel.CHART:
        said = "; ".join(_end(line) for line in lines if line.part is not Part.BACKGROUND)
        panel.draw(figure, key="vintages_curves", alt=f"{title}: {said}.")


def _end(line: Line) -> str:
    known = np.flatnonzero(np.isfinite(line.value))
    if not known.size:
        return f"{line.name} immature"
    return f"{line.name} {words.percent(line.value[known[-1]], 2)} at month {known[-1]}"


def _vintage_lines(found: VintageCurves, asked: Asked) -> list[Line]:
    mature = np.flatnonzero(np.isfinite(found.bad_rate[:, asked.months_on_book]))
    newest = int(mature[-1]) if mature.size else -1
    called = names(found.vintage, asked.period)
    lines = []
    for row, name in enumerate(called):
        if not np.isfinite(found.bad_rate[row]).any():
            continue
        part = Part.CHOSEN if row == newest else Part.YOUNG if row > newest else Part.BACKGROUND
        loans = np.full(found.bad_rate.shape[1], found.loans[row])
        lines.append(Line(name, loans, found.bad_rate[row], found.low[row], found.high[row], part))
    order = (Part.BACKGROUND, Part.CHOSEN, Part.YOUNG)  # the last is drawn on top
    return sorted(lines, key=lambda line: order.index(line.part))


def _value_lines(together: Pooled) -> list[Line]:
    size = together.bad_rate.shape[1]
    return [
        Line(
            words.plain(name),
            np.full(size, together.loans[row]),
            together.bad_rate[row],
            together.low[row],
            together.high[row],
            _part(name),
        )
        for row, name in enumerate(together.value[:MOST_VALUES])
        if together.loans[row]
    ]


def _part(name: str) -> Part:
    return Part.REST if name == REST else Part.ONE_OF_SOME


def show_at_month(parts: Mapping[str, VintageCurves], asked: Asked, colours: Palette) -> None:
    """Show one month on book from vintage to vintage, for all loans or for values of the cut."""
    at = asked.months_on_book
    title = f"Bad rate at {at} months on book, by {asked.period.value} of origination, 95 %"
    every = sorted({month for of in parts.values() for month in of.vintage})
    called = names(np.array(every, dtype="datetime64[M]"), asked.period)
    lines = [
        _placed(name, of, every, asked, _part(name) if asked.cut else Part.CHOSEN)
        for name, of in list(parts.items())[:MOST_VALUES]
    ]
    table = partial(at_month_table, parts, asked)
    links = [
        asked.people(vintage, population.group(asked.by, value))
        for value, of in parts.items()
        for vintage in of.vintage
    ]
    figure = at_month_chart(title, called, lines, colours=colours)
    view = charted.view(title, "vintages_at_month", table, links=lambda: links, height=300)
    if view == panel.CHART:
        said = "; ".join(_end_of(line, called) for line in lines)
        charted.draw(figure, key="vintages_at_month", alt=f"{title}: {said}.")


def _placed(
    value: str, of: VintageCurves, every: Sequence[np.datetime64], asked: Asked, part: Part
) -> Line:
    at, by = asked.months_on_book, population.group(asked.by, value)
    rows = {month: row for row, month in enumerate(of.vintage)}
    columns = np.full((3, len(every)), np.nan)
    loans = np.zeros(len(every), dtype=np.int64)
    for place, month in enumerate(every):
        if month in rows:
            row = rows[month]
            columns[:, place] = of.bad_rate[row, at], of.low[row, at], of.high[row, at]
            loans[place] = of.loans[row]
    links = [asked.people(month, by) if month in rows else follow.NOBODY for month in every]
    return Line(words.plain(value), loans, columns[0], columns[1], columns[2], part, links)


def _end_of(line: Line, called: Sequence[str]) -> str:
    known = np.flatnonzero(np.isfinite(line.value))
    if not known.size:
        return f"{line.name} immature"
    return f"{line.name} {words.percent(line.value[known[-1]], 2)} in {called[known[-1]]}"


def show_triangle(found: VintageCurves, asked: Asked, as_of: datetime, colours: Palette) -> None:
    """Show every vintage at every month on book; immature fields are hatched."""
    called = names(found.vintage, asked.period)
    said = "; ".join(filter(None, (asked.bad, asked.uncut)))
    title = f"Cumulative bad rate, %, by vintage and months on book ({said})"
    immature = np.isnan(found.bads)
    rows = [f"{name} · {loans:,}" for name, loans in zip(called, found.loans, strict=True)]
    shown = np.isfinite(found.bad_rate)
    text = [
        ["" if not ok else f"{100 * rate:.1f}" for ok, rate in zip(*row, strict=True)]
        for row in zip(shown, found.bad_rate, strict=True)
    ]
    hover = [
        [_field(found, row, at, name) for at in range(found.bads.shape[1])]
        for row, name in enumerate(called)
    ]
    columns = [str(month) for month in range(found.bads.shape[1])]
    links = [asked.people(vintage) for vintage in found.vintage]
    field = Field(
        title,
        rows,
        columns,
        found.bad_rate,
        text,
        hover,
        immature,
        "immature",
        "",
        "months on book",
        [[link] * len(columns) for link in links],
    )
    figure = heat_chart(field, colours.lowers, colours=colours)
    table = partial(curves_table, found, asked.period)
    view = charted.view(title, "vintages_triangle", table, links=lambda: links, height=360)
    if view == panel.CHART:
        said = newest_fields(found, called)
        charted.draw(figure, key="vintages_triangle", alt=f"{title}: {said}.")
    st.caption(
        f"Beside each vintage: its loans. Hatched: the month has not ended for all of them by "
        f"{words.day(as_of)}, so the number is not known; it is not zero."
    )


def _field(found: VintageCurves, row: int, at: int, name: str) -> str:
    rate, low, high, bads = (
        float(part[row, at]) for part in (found.bad_rate, found.low, found.high, found.bads)
    )
    gone = "" if np.isnan(bads) else f", {bads:,.0f} of {found.loans[row]:,} loans"
    return f"{name}, month {at}: {says.rate(rate, low, high, 2)}{gone}"
