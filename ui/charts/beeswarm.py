"""The beeswarm: one dot an application, one row a feature, its points from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, scatter, wrapped
from ui.theme import Palette, template

ROW_HEIGHT = 70
_BINS, _DOT = 60, 5
_LONGEST = 30  # characters of a line of a label
_ROOM = 0.42  # rows; how far dots may stand from the middle of theirs
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SwarmRow:
    """One feature.

    Parameters
    ----------
    label : str
    points : (n,) float
        Positive raises the score.
    rank : (n,) float
        Of the value among these applications, 0 lowest to 1 highest; NaN where it is not known,
        or where values have no order.
    words : sequence of str
        Each value as people say it.
    """

    label: str
    points: Floats
    rank: Floats
    words: Sequence[str]


def beeswarm(
    rows: Sequence[SwarmRow], ids: Sequence[str], title: str, *, colours: Palette
) -> go.Figure:
    """Draw the swarm; a dot can be clicked, `customdata` holds its application's id.

    Parameters
    ----------
    rows : sequence of SwarmRow
        The most important first.
    ids : sequence of str
        Of the applications, in the order of each row's numbers.
    title : str
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    height = ROW_HEIGHT * max(len(rows), 2) + 60
    if not rows or not ids:
        return empty(title, "There is no application to show.", colours=colours, height=height)
    return figure(
        data=[_dots(row, at, ids, colours) for at, row in enumerate(rows)],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": height,
            "margin": {"l": 190, "r": 8, "t": 4, "b": 40},
            "showlegend": False,
            "xaxis": {
                "title": {"text": "points: left lowers the score, right raises it"},
                "zeroline": True,
                "zerolinecolor": colours.muted,
            },
            "yaxis": {
                "range": [len(rows) - 0.5, -0.5],
                "tickvals": list(range(len(rows))),
                "ticktext": [wrapped(row.label, _LONGEST) for row in rows],
                "showgrid": False,
            },
        },
    )


def spread(points: Floats) -> Floats:
    """Give how far each dot stands from the middle of its row, so that none hides many others.

    Dots of one of 60 equal steps of points stack evenly, alternately up and down, as high as the
    fullest step allows.

    Parameters
    ----------
    points : (n,) float

    Returns
    -------
    (n,) float
        −0.42 to 0.42 rows.
    """
    low, high = points.min(), points.max()
    step = np.zeros(len(points), dtype=np.int64)
    if high > low:
        step = np.minimum((_BINS * (points - low) / (high - low)).astype(np.int64), _BINS - 1)
    order = np.argsort(step, kind="stable")
    place = np.empty(len(points), dtype=np.int64)
    starts = np.searchsorted(step[order], step[order])
    place[order] = np.arange(len(points)) - starts
    fullest = max(int(place.max()), 1)
    side = np.where(place % 2 == 1, 1, -1)
    return np.asarray(side * ((place + 1) // 2) * 2 * _ROOM / fullest).clip(-_ROOM, _ROOM)


def _dots(row: SwarmRow, at: int, ids: Sequence[str], colours: Palette) -> Trace:
    known = ~np.isnan(row.rank)
    return scatter(
        x=row.points.tolist(),
        y=(at + spread(row.points)).tolist(),
        mode="markers",
        marker={
            "size": np.where(known, _DOT - 1.5 + 3 * np.nan_to_num(row.rank), _DOT).tolist(),
            "color": np.where(known, row.rank, 0.5).tolist(),
            "colorscale": [[0, colours.typical_strong], [1, colours.ink]],
            "cmin": 0,
            "cmax": 1,
            "symbol": ["circle" if is_known else "circle-open" for is_known in known],
        },
        customdata=list(ids),
        text=list(row.words),
        hovertemplate=f"%{{customdata}}<br>{row.label}: %{{text}}<br>%{{x:+.1f}} points"
        "<extra></extra>",
        name=row.label,
    )
