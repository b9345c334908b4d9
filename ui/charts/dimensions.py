"""The five dimensions: this person's points beside the middle 80 % of comparable people's."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts.contributions import signed
from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, scatter
from ui.theme import SMALL_SIZE, Palette, template

ROW_HEIGHT = 40


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension.

    Parameters
    ----------
    label : str
    holds : str
        The families in it, or why it is empty.
    points : float or None
        This applicant's, against the reference; None when the dimension is left out.
    low, middle, high : float or None
        10th, 50th and 90th percentile of comparable applicants' points.
    """

    label: str
    holds: str
    points: float | None
    low: float | None = None
    middle: float | None = None
    high: float | None = None


def dimensions(rows: Sequence[Dimension], *, typical_label: str, colours: Palette) -> go.Figure:
    """Draw each dimension's points, with the band of comparable applicants.

    Parameters
    ----------
    rows : sequence of Dimension
        In the order drawn, from the top.
    typical_label : str
        Who is comparable, with their number.
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    height = ROW_HEIGHT * len(rows) + 44
    title = "Five dimensions, points against the reference"
    scored = [(row, d, d.points) for row, d in enumerate(rows) if d.points is not None]
    if not scored:
        why = "Nothing is scored here, so no dimension has points."
        return empty(title, why, colours=colours, height=ROW_HEIGHT * 5 + 44)
    values = [v for _, d, p in scored for v in (p, d.low, d.high, 0.0) if v is not None]
    low, high = min(values), max(values)
    room = max(high - low, 10.0)
    left = low - 1.02 * room
    return figure(
        data=[
            _bands(rows, colours),
            _middles(rows, typical_label, colours),
            _own(scored, colours),
            *_words(rows, left, colours),
        ],
        layout={
            "template": template(colours),
            "title": {"text": f"{title}; grey: middle 80 % of {typical_label}"},
            "height": height,
            "margin": {"l": 0, "r": 8, "t": 2, "b": 40},
            "xaxis": {
                "range": [left, high + 0.14 * room],
                "tickvals": _ticks(low, high),
                "title": {"text": "points against the reference (0)", "standoff": 4},
                "showgrid": False,
            },
            "yaxis": {"range": [len(rows) - 0.5, -0.5], "visible": False},
            "shapes": [
                {
                    "type": "line",
                    "x0": 0,
                    "x1": 0,
                    "y0": -0.5,
                    "y1": len(rows) - 0.5,
                    "line": {"color": colours.typical_strong, "width": 1, "dash": "dot"},
                    "layer": "below",
                }
            ],
        },
    )


def _ticks(low: float, high: float) -> list[int]:
    step = 10 if high - low <= 60 else 25 if high - low <= 160 else 50
    return list(range(int(low // step) * step + step, int(high) + 1, step))


def _bands(rows: Sequence[Dimension], colours: Palette) -> Trace:
    x: list[float | None] = []
    y: list[int | None] = []
    for row, dimension in enumerate(rows):
        if dimension.low is not None and dimension.high is not None:
            x += [dimension.low, dimension.high, None]
            y += [row, row, None]
    return scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colours.typical, "width": 12},
        hoverinfo="skip",
        name="middle 80 % of comparable applicants",
    )


def _middles(rows: Sequence[Dimension], label: str, colours: Palette) -> Trace:
    known = [(row, d) for row, d in enumerate(rows) if d.middle is not None]
    return scatter(
        x=[d.middle for _, d in known],
        y=[row for row, _ in known],
        customdata=[(d.label, d.low, d.high) for _, d in known],
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 12,
            "line": {"width": 2, "color": colours.typical_strong},
        },
        hovertemplate=(
            "%{customdata[0]}: half of " + label + " below %{x:.0f}, 80 % between "
            "%{customdata[1]:.0f} and %{customdata[2]:.0f}<extra></extra>"
        ),
        name="median of comparable applicants",
    )


def _own(scored: Sequence[tuple[int, Dimension, float]], colours: Palette) -> Trace:
    return scatter(
        x=[points for _, _, points in scored],
        y=[row for row, _, _ in scored],
        mode="markers+text",
        marker={
            "size": 12,
            "color": [colours.raises if points >= 0 else colours.lowers for *_, points in scored],
            "line": {"width": 1, "color": colours.paper},
        },
        text=[f"<b>{signed(round(points))}</b>" for *_, points in scored],
        textposition="top center",
        customdata=[d.label for _, d, _ in scored],
        hovertemplate="%{customdata}: %{x:+.1f} points<extra></extra>",
        cliponaxis=False,
        name="this applicant",
    )


def _words(rows: Sequence[Dimension], left: float, colours: Palette) -> list[Trace]:
    plain = {"mode": "text", "textposition": "middle right", "hoverinfo": "skip"}
    at = [left] * len(rows)
    return [
        scatter(
            x=at,
            y=[row - 0.2 for row in range(len(rows))],
            text=[dimension.label for dimension in rows],
            name="labels",
            **plain,
        ),
        scatter(
            x=at,
            y=[row + 0.2 for row in range(len(rows))],
            text=[dimension.holds for dimension in rows],
            textfont={"size": SMALL_SIZE, "color": colours.muted},
            name="what each holds",
            **plain,
        ),
    ]
