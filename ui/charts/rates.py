"""Rates of some groups, one below the other: dot, interval, and what they are held against."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from scoring.metrics.rates.rate import Rate
from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, scatter
from ui.theme import SMALL_SIZE, Palette, template

_ROW = 30
_HEADS = 56


@dataclass(frozen=True, slots=True)
class Row:
    """One group.

    Parameters
    ----------
    label : str
    rate : Rate
        Drawn where it has trials.
    against : float
        What it is held against, 0–1; NaN for nothing.
    note : str
        Stands beside the dot, such as "differs"; in place of a dot where there is none.
    link : str
        What the group leads to.
    """

    label: str
    rate: Rate
    against: float
    note: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What the chart is called: its title, its axis, and what the grey rule is."""

    title: str
    axis: str
    against: str


def rates_chart(rows: Sequence[Row], said: Words, *, colours: Palette) -> go.Figure:
    """Draw the groups, the first at the top; a mark can be clicked, `customdata` holds its link.

    Parameters
    ----------
    rows : sequence of Row
    said : Words
    colours : Palette
    """
    if not rows:
        why = "There is nobody to show."
        return empty(said.title, why, colours=colours, height=_HEADS + 4 * _ROW)
    places = list(range(len(rows)))
    top = 100 * max(
        *(row.rate.high for row in rows if row.rate.trials),
        *(row.against for row in rows if np.isfinite(row.against)),
        0.01,
    )
    return figure(
        data=[_rules(rows, places, said, colours), *_dots(rows, places, said, colours)],
        layout={
            "template": template(colours),
            "title": {"text": said.title},
            "height": _HEADS + _ROW * max(len(rows), 4),
            "margin": {"l": 190, "r": 12, "t": 8, "b": 40},
            "xaxis": {
                "ticksuffix": " %",
                "range": [0, 1.35 * top],
                "nticks": 7,
                "title": {"text": said.axis},
            },
            "yaxis": {
                "tickvals": places,
                "ticktext": [row.label for row in rows],
                "range": [max(len(rows), 4) - 0.5, -0.5],
                "showgrid": False,
            },
        },
    )


def _rules(rows: Sequence[Row], places: Sequence[int], said: Words, colours: Palette) -> Trace:
    return scatter(
        x=[100 * row.against for row in rows],
        y=list(places),
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 16,
            "line": {"width": 3, "color": colours.typical_strong},
        },
        customdata=[row.link for row in rows],
        text=[f"{row.label}: {said.against} {100 * row.against:.2f} %" for row in rows],
        hovertemplate="%{text}<extra></extra>",
        name=said.against,
    )


def _dots(rows: Sequence[Row], places: Sequence[int], said: Words, colours: Palette) -> list[Trace]:
    known = [(at, row) for at, row in zip(places, rows, strict=True) if row.rate.trials]
    silent = [(at, row) for at, row in zip(places, rows, strict=True) if not row.rate.trials]
    font = {"size": SMALL_SIZE, "color": colours.ink}
    return [
        scatter(
            x=[100 * row.rate.value for _, row in known],
            y=[at for at, _ in known],
            mode="markers",
            marker={"size": 9, "color": colours.raises},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [100 * (row.rate.high - row.rate.value) for _, row in known],
                "arrayminus": [100 * (row.rate.value - row.rate.low) for _, row in known],
                "thickness": 1.5,
                "width": 0,
                "color": colours.raises,
            },
            customdata=[row.link for _, row in known],
            text=[
                f"{row.label}: {100 * row.rate.value:.2f} % "
                f"({100 * row.rate.low:.2f}–{100 * row.rate.high:.2f}), "
                f"{row.rate.hits:,} of {row.rate.trials:,}"
                for _, row in known
            ],
            hovertemplate="%{text}<extra></extra>",
            name=said.axis,
        ),
        scatter(
            x=[100 * row.rate.high for _, row in known],
            y=[at for at, _ in known],
            mode="text",
            text=[f"  {row.note}" if row.note else "" for _, row in known],
            textposition="middle right",
            textfont=font,
            hoverinfo="skip",
            name="notes",
        ),
        scatter(
            x=[100 * row.against if np.isfinite(row.against) else 0 for _, row in silent],
            y=[at for at, _ in silent],
            mode="text",
            text=[f"   {row.note}" for _, row in silent],
            textposition="middle right",
            textfont=font,
            hoverinfo="skip",
            name="not observed",
        ),
    ]
