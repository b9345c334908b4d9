"""How a feature's points go with its value: dots, means by bin with intervals, lines of groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, scatter
from ui.theme import SMALL_SIZE, Palette, template

HEIGHT = 400
_DOT = 5
_DASHES, _SYMBOLS = ("dot", "dash", "dashdot"), ("triangle-down", "triangle-up", "diamond")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marks:
    """Means by bin, of everybody or of a group.

    Parameters
    ----------
    label : str
    place : (k,) float
        Along the chart.
    mean, low, high : (k,) float
        Points; ends are NaN where there are too few to tell.
    words : sequence of str
        For the hover.
    links : sequence of str
        Given to whoever clicks; empty where there is nothing behind a mark.
    """

    label: str
    place: Floats
    mean: Floats
    low: Floats
    high: Floats
    words: Sequence[str]
    links: Sequence[str]


@dataclass(frozen=True, slots=True)
class Dots:
    """Some applications.

    Parameters
    ----------
    place, points : (m,) float
    rank : (m,) float
        Of the other feature's value, 0 lowest to 1 highest; NaN where it has no order or is not
        known.
    words, links : sequence of str
        As in `Marks`.
    """

    place: Floats
    points: Floats
    rank: Floats
    words: Sequence[str]
    links: Sequence[str]


@dataclass(frozen=True, slots=True)
class Along:
    """The axis of the values.

    Parameters
    ----------
    title : str
    ticks : sequence of (float, str)
        Places, and what stands there.
    low, high : float
        Ends.
    is_number : bool
        Whether means of neighbouring bins are joined.
    unknown_from : float or None
        Where the strip of values that are not known begins; it goes to `low`.
    """

    title: str
    ticks: Sequence[tuple[float, str]]
    low: float
    high: float
    is_number: bool
    unknown_from: float | None = None


def dependence_chart(
    whole: Marks,
    groups: Sequence[Marks],
    dots: Dots,
    along: Along,
    title: str,
    *,
    colours: Palette,
) -> go.Figure:
    """Draw dots behind means; dots and means can be clicked, `customdata` holds their links.

    Parameters
    ----------
    whole : Marks
        Of everybody; means above 0 are blue, below it vermilion.
    groups : sequence of Marks
        At most three, by another feature.
    dots : Dots
        Darker and larger: a higher value of that feature.
    along : Along
    title : str
    colours : Palette
    """
    if not np.isfinite(whole.mean).any():
        why = "There is no application to count."
        return empty(title, why, colours=colours, height=HEIGHT)
    start = along.low if along.unknown_from is None else along.unknown_from
    return figure(
        data=[
            _dots(dots, colours),
            *(_group(marks, at, along.is_number, colours) for at, marks in enumerate(groups)),
            _whole(whole, along.is_number, colours),
        ],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "margin": {"l": 52, "r": 16, "t": 32, "b": 52},
            "showlegend": True,
            "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.1,
                       "itemclick": False, "itemdoubleclick": False},
            "hovermode": "closest",
            "xaxis": {
                "title": {"text": along.title},
                "range": [start, along.high],
                "tickvals": [place for place, _ in along.ticks],
                "ticktext": [text for _, text in along.ticks],
                "showgrid": False,
            },
            "yaxis": {
                "title": {"text": "points"},
                "zeroline": True,
                "zerolinecolor": colours.muted,
                "nticks": 8,
            },
            "shapes": [] if along.unknown_from is None else [_unknown(along, colours)],
        },
    )  # fmt: skip


def _dots(dots: Dots, colours: Palette) -> Trace:
    known = ~np.isnan(dots.rank)
    return scatter(
        x=dots.place.tolist(),
        y=dots.points.tolist(),
        mode="markers",
        marker={
            "size": np.where(known, _DOT - 1.5 + 3 * np.nan_to_num(dots.rank), _DOT - 1).tolist(),
            "color": np.where(known, dots.rank, 0.35).tolist(),
            "colorscale": [[0, colours.typical], [1, colours.muted]],
            "cmin": 0,
            "cmax": 1,
            "opacity": 0.75,
            "line": {"width": 0.5, "color": colours.paper},
            "symbol": ["circle" if is_known else "circle-open" for is_known in known],
        },
        customdata=list(dots.links),
        text=list(dots.words),
        hovertemplate="%{text}<br>%{y:+.1f} points<extra></extra>",
        name="applications",
        showlegend=False,
    )


def _whole(marks: Marks, is_number: bool, colours: Palette) -> Trace:
    return scatter(
        **_of(marks, is_number),
        line={"color": colours.ink, "width": 1.5},
        marker={
            "size": 10,
            "color": [colours.raises if mean >= 0 else colours.lowers for mean in marks.mean],
            "line": {"width": 1, "color": colours.paper},
        },
        error_y={**_ends(marks), "color": colours.ink},
        name=marks.label,
    )


def _group(marks: Marks, at: int, is_number: bool, colours: Palette) -> Trace:
    tone = colours.typical_strong if at == 0 else colours.ink
    return scatter(
        **_of(marks, is_number),
        line={"color": tone, "width": 1.5, "dash": _DASHES[at]},
        marker={"size": 7, "color": tone, "symbol": _SYMBOLS[at]},
        name=marks.label,
    )


def _of(marks: Marks, is_number: bool) -> Trace:
    return {
        "x": marks.place.tolist(),
        "y": [None if np.isnan(mean) else mean for mean in marks.mean.tolist()],
        "mode": "lines+markers" if is_number else "markers",
        "connectgaps": False,
        "customdata": list(marks.links),
        "text": list(marks.words),
        "hovertemplate": "%{text}<extra></extra>",
    }


def _ends(marks: Marks) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": np.nan_to_num(marks.high - marks.mean).tolist(),
        "arrayminus": np.nan_to_num(marks.mean - marks.low).tolist(),
        "thickness": 1.5,
        "width": 3,
    }


def _unknown(along: Along, colours: Palette) -> dict[str, object]:
    return {
        "type": "rect",
        "x0": along.unknown_from,
        "x1": along.low,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "fillcolor": colours.typical,
        "opacity": 0.25,
        "line": {"width": 0},
        "layer": "below",
        "label": {
            "text": "not known",
            "textposition": "top center",
            "font": {"size": SMALL_SIZE, "color": colours.muted},
        },
    }
