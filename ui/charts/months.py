"""One number month by month, with its interval; immature months are shown as such."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts.empty import empty
from ui.charts.figure import Trace, bar, figure, interval_band, scatter, shaded
from ui.theme import SMALL_SIZE, Palette, template

HEIGHT = 250
HALF_A_MONTH = timedelta(days=15)
Run = list[int]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """What the chart shows.

    Parameters
    ----------
    title : str
    month : sequence of datetime
        First moments of the months.
    value : (M,) float
        NaN where it is not known yet.
    low, high : (M,) float or None
        Its interval; None where the number is a count or sum.
    unit : str
        Stands after each number, such as " %".
    chosen : sequence of datetime
        Months that are compared below.
    links : sequence of str
        What each month leads to; empty where none leads anywhere.
    digits : int
        After the point, of a number with an interval.
    """

    title: str
    month: Sequence[datetime]
    value: Floats
    low: Floats | None
    high: Floats | None
    unit: str
    chosen: Sequence[datetime]
    links: Sequence[str] = ()
    digits: int = 2


def month_chart(line: MonthLine, *, colours: Palette) -> go.Figure:
    """Draw what has an interval as a line in it, else bars; mark the compared months.

    A month can be clicked; `customdata` holds its link.
    """
    known = ~np.isnan(line.value)
    if not known.any():
        why = "No month is old enough: its outcomes are not known yet."
        return empty(line.title, why, colours=colours, height=HEIGHT)
    data = [_sum(line, colours)] if line.low is None else _rate(line, known, colours)
    missing = _runs(~known)
    return figure(
        data=data,
        layout={
            "template": template(colours),
            "title": {"text": line.title},
            "height": HEIGHT,
            "margin": {"l": 56, "r": 12, "t": 12, "b": 28},
            "bargap": 0.25,
            "yaxis": {"ticksuffix": line.unit, "rangemode": "tozero", "nticks": 6},
            "xaxis": {"showgrid": False},
            "shapes": [
                *(_edge(month, colours) for month in line.chosen),
                *(
                    shaded(
                        line.month[run[0]] - HALF_A_MONTH,
                        line.month[run[-1]] + HALF_A_MONTH,
                        colours=colours,
                    )
                    for run in missing
                ),
            ],
            "annotations": [_label(line, run, colours) for run in missing],
        },
    )


def _sum(line: MonthLine, colours: Palette) -> Trace:
    marked = set(line.chosen)
    tones = [colours.raises if month in marked else colours.density for month in line.month]
    return bar(
        x=list(line.month),
        y=line.value,
        marker={"color": tones, "line": {"width": 1, "color": colours.typical_strong}},
        customdata=list(line.links),
        hovertemplate="%{x|%b %Y}: %{y:,.0f}" + line.unit + "<extra></extra>",
        name=line.title,
    )


def _rate(line: MonthLine, known: NDArray[np.bool_], colours: Palette) -> list[Trace]:
    low, high = line.low, line.high
    if low is None or high is None:
        return []
    links = list(line.links) or [""] * len(line.month)
    digits = line.digits
    ends = [f"{a:,.{digits}f}–{b:,.{digits}f}" for a, b in zip(low, high, strict=True)]
    return [
        *(
            interval_band([line.month[at] for at in run], low[run], high[run], colours=colours)
            for run in _runs(known)
        ),
        scatter(
            x=list(line.month),
            y=[None if np.isnan(value) else float(value) for value in line.value],
            mode="lines+markers",
            connectgaps=False,
            line={"color": colours.raises, "width": 2},
            marker={"size": 5},
            customdata=links,
            text=ends,
            hovertemplate=f"%{{x|%b %Y}}: %{{y:,.{digits}f}}{line.unit} (%{{text}})<extra></extra>",
            name=line.title,
        ),
    ]


def _runs(holds: NDArray[np.bool_]) -> list[Run]:
    """Give the places of each stretch of months for which something holds."""
    stretches = groupby(range(holds.size), key=lambda at: bool(holds[at]))
    return [list(places) for is_held, places in stretches if is_held]


def _edge(month: datetime, colours: Palette) -> dict[str, object]:
    return {
        "type": "line",
        "x0": month,
        "x1": month,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": colours.doubt_line, "width": 1.5, "dash": "dot"},
    }


def _label(line: MonthLine, run: Run, colours: Palette) -> dict[str, object]:
    """Say why a stretch holds no number: only the last can be too young."""
    is_last = run[-1] == len(line.month) - 1
    return {
        "x": line.month[run[-1]] + HALF_A_MONTH if is_last else line.month[run[0]] - HALF_A_MONTH,
        "xanchor": "right" if is_last else "left",
        "yref": "paper",
        "y": 0.97,
        "text": "immature: not known yet" if is_last else "none",
        "showarrow": False,
        "font": {"size": SMALL_SIZE, "color": colours.muted},
    }
