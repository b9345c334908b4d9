"""Cumulative bad rates: curves by months on book, and one month on book from vintage to vintage."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, interval_band, scatter, shaded
from ui.theme import SMALL_SIZE, Look, Palette, looks, template

HEIGHT = 300
Floats = NDArray[np.float64]


class Part(StrEnum):
    """What a line is in the picture."""

    BACKGROUND = "earlier"
    CHOSEN = "chosen"
    YOUNG = "immature"
    ONE_OF_SOME = "one of some"
    REST = "the rest"


_BESIDE = (Part.ONE_OF_SOME, Part.REST)


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Parameters
    ----------
    name : str
    loans : (X,) int
        Behind each point.
    value, low, high : (X,) float
        Rate and Wilson interval, 0–1; NaN where it is not known yet.
    part : Part
    links : sequence of str
        What each point leads to; empty where none leads anywhere.
    """

    name: str
    loans: NDArray[np.int64]
    value: Floats
    low: Floats
    high: Floats
    part: Part
    links: Sequence[str] = ()


def curves_chart(
    title: str, lines: Sequence[Line], *, months_on_book: int, colours: Palette
) -> go.Figure:
    """Draw lines over months on book; a dotted rule stands at the month that is compared."""
    if not any(np.isfinite(line.value).any() for line in lines):
        why = "No vintage is old enough: its first month on book has not ended."
        return empty(title, why, colours=colours, height=HEIGHT)
    size = max(line.value.size for line in lines)
    data: list[Trace] = []
    for at, line in enumerate(lines):
        x = list(range(line.value.size))
        if line.part is Part.CHOSEN:
            data.append(_band(line, x, colours))
        data.append(_curve(line, x, at, colours))
    return figure(
        data=data,
        layout=_layout(title, lines, colours)
        | {
            "xaxis": {
                "title": {"text": "months on book"},
                "dtick": 1,
                "range": [-0.2, size + 0.6],
                "showgrid": False,
            },
            "shapes": [_rule(months_on_book, colours)],
        },
    )


def at_month_chart(
    title: str, vintages: Sequence[str], lines: Sequence[Line], *, colours: Palette
) -> go.Figure:
    """Draw rates from vintage to vintage, with intervals; the immature ones are said to be so.

    A dot can be clicked; `customdata` holds its link.
    """
    known = np.asarray(np.isfinite([line.value for line in lines]).any(axis=0))
    if not known.any():
        why = "No vintage is mature at this month on book. Choose an earlier one."
        return empty(title, why, colours=colours, height=HEIGHT)
    x = list(range(len(vintages)))
    step = max(1, len(vintages) // 6)
    young = [at for at in x if not known[at] and at > int(np.flatnonzero(known).max())]
    return figure(
        data=[_dots(line, at, len(lines), vintages, colours) for at, line in enumerate(lines)],
        layout=_layout(title, lines, colours)
        | {
            "xaxis": {
                "tickvals": x[::step],
                "ticktext": list(vintages)[::step],
                "tickangle": 0,
                "range": [-0.6, len(vintages) - 0.4],
                "title": {"text": "origination"},
                "showgrid": False,
            },
            "shapes": [shaded(young[0] - 0.5, young[-1] + 0.5, colours=colours)] if young else [],
            "annotations": [_young_label(young, colours)] if young else [],
        },
    )


def _layout(title: str, lines: Sequence[Line], colours: Palette) -> dict[str, object]:
    is_cut = any(line.part in _BESIDE for line in lines)  # names at ends that meet hide each other
    return {
        "showlegend": is_cut,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "template": template(colours),
        "title": {"text": title},
        "height": HEIGHT,
        "margin": {"l": 48, "r": 12, "t": 36 if is_cut else 12, "b": 40},
        "yaxis": {"ticksuffix": " %", "rangemode": "tozero", "nticks": 6},
    }


def _look(line: Line, at: int, colours: Palette) -> tuple[Look, float]:
    """Give colour, dash and shape, and the width."""
    if line.part is Part.BACKGROUND:
        return Look(colours.typical_strong, "solid", "circle"), 0.75
    if line.part is Part.CHOSEN:
        return Look(colours.raises, "solid", "circle"), 2.5
    if line.part is Part.REST:
        return Look(colours.typical_strong, "dash", "circle-open"), 1.5
    if line.part is Part.YOUNG:
        return Look(colours.doubt_line, "dash", "circle"), 1.5
    some = looks(colours)
    return some[at % len(some)], 2.0


def _curve(line: Line, x: list[int], at: int, colours: Palette) -> Trace:
    look, width = _look(line, at, colours)
    last = int(np.flatnonzero(np.isfinite(line.value)).max()) if line.value.size else -1
    named = line.part in (Part.CHOSEN, Part.YOUNG)
    return scatter(
        x=x,
        y=100 * line.value,
        mode="lines" if line.part is Part.BACKGROUND else "lines+markers+text",
        marker={"size": 6, "color": look.tone, "symbol": look.symbol},
        line={"color": look.tone, "dash": look.dash, "width": width},
        text=[line.name if named and place == last else "" for place in x],
        textposition=_beside_end(line.part, last),
        textfont={"size": SMALL_SIZE, "color": colours.ink},
        cliponaxis=False,
        error_y=_interval(line, look.tone, only=last if line.part in _BESIDE else -1),
        customdata=np.stack([100 * line.low, 100 * line.high, line.loans], axis=1),
        hovertemplate=line.name
        + ", month %{x}: %{y:.2f} % (%{customdata[0]:.2f}–%{customdata[1]:.2f}), "
        "%{customdata[2]:,} loans<extra></extra>",
        name=line.name,
    )


def _beside_end(part: Part, last: int) -> str:
    """Give where a line's name stands: a young one is steep, with its older ones to the right."""
    if part is not Part.YOUNG:
        return "middle right"
    return "top left" if last > 1 else "top right"


def _band(line: Line, x: list[int], colours: Palette) -> Trace:
    known = np.isfinite(line.value)
    months = [at for at in x if known[at]]
    low, high = 100 * line.low[known], 100 * line.high[known]
    return interval_band(months, low, high, colours=colours, opacity=0.6)


def _dots(line: Line, at: int, of: int, vintages: Sequence[str], colours: Palette) -> Trace:
    look, _ = _look(line, at, colours)
    x = range(len(vintages))
    aside = 0.0 if of == 1 else 0.12 * (at - (of - 1) / 2)
    hover = [
        f"{vintages[place]}, {line.name}: {100 * line.value[place]:.2f} % "
        f"({100 * line.low[place]:.2f}–{100 * line.high[place]:.2f}), "
        f"{line.loans[place]:,} loans"
        for place in x
    ]
    return scatter(
        x=[place + aside for place in x],
        y=100 * line.value,
        mode="lines+markers",
        line={"color": look.tone, "dash": look.dash, "width": 1.5},
        marker={"size": 7, "color": look.tone, "symbol": look.symbol},
        error_y=_interval(line, look.tone, only=None),
        customdata=list(line.links),
        text=hover,
        hovertemplate="%{text}<extra></extra>",
        name=line.name,
    )


def _interval(line: Line, tone: str, *, only: int | None) -> dict[str, object]:
    """Give the interval of each point, or of one alone; -1 is none."""
    shown = np.ones(line.value.size) if only is None else np.full(line.value.size, np.nan)
    if only is not None and only >= 0:
        shown[only] = 1
    return {
        "type": "data",
        "symmetric": False,
        "array": 100 * shown * (line.high - line.value),
        "arrayminus": 100 * shown * (line.value - line.low),
        "thickness": 1,
        "width": 0,
        "color": tone,
    }


def _rule(at: int, colours: Palette) -> dict[str, object]:
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": colours.typical_strong, "width": 1, "dash": "dot"},
    }


def _young_label(places: Sequence[int], colours: Palette) -> dict[str, object]:
    return {
        "x": places[-1] + 0.45,
        "xanchor": "right",
        "yref": "paper",
        "y": 0.98,
        "text": "immature:<br>not known yet",
        "align": "right",
        "showarrow": False,
        "font": {"size": SMALL_SIZE, "color": colours.muted},
    }
