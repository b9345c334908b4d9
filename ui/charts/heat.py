"""Tables as fields whose tone follows the number that stands in them; unknown ones hatched."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts.figure import Trace, bar, figure, heatmap, scatter
from ui.theme import SMALL_SIZE, Palette, template

ROW = 22
_HEADS = 64
_STRONGEST = 0.55  # of the tone: text keeps its contrast on it


@dataclass(frozen=True, slots=True)
class Field:
    """What the chart shows.

    Parameters
    ----------
    title : str
    rows, columns : sequence of str
        Names, the first row at the top.
    value : (R, C) float
        Sets the tone; NaN fields have none.
    text, hover : (R, C) sequences of str
        What stands in each field, and what the reader is told of it.
    hatched : (R, C) bool
        Fields whose number is not known yet; the word stands in the first of each row's run.
    hatched_word : str
    row_title, column_title : str
    links : (R, C) sequences of str
        What each field leads to; empty where none leads anywhere.
    """

    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    value: NDArray[np.float64]
    text: Sequence[Sequence[str]]
    hover: Sequence[Sequence[str]]
    hatched: NDArray[np.bool_]
    hatched_word: str
    row_title: str
    column_title: str
    links: Sequence[Sequence[str]] = ()


def heat_chart(field: Field, tone: str, *, colours: Palette, row_height: int = ROW) -> go.Figure:
    """Draw a field; where it has links it can be clicked, `customdata` holds them.

    Parameters
    ----------
    field : Field
    tone : str
        Colour of the largest value, ``#rrggbb``.
    colours : Palette
    row_height : int
        Pixels.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    top = mixed(colours.paper, tone, _STRONGEST)
    fields = heatmap(
        z=field.value.tolist(),
        x=list(range(len(field.columns))),
        y=list(range(len(field.rows))),
        text=[list(row) for row in field.text],
        texttemplate="%{text}",
        textfont={"size": SMALL_SIZE, "color": colours.ink},
        customdata=[list(row) for row in field.hover],
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
        zmin=0,
        colorscale=[[0, colours.paper], [1, top]],
        showscale=False,
        xgap=1,
        ygap=1,
        name=field.title,
    )
    axis = {"showgrid": False, "zeroline": False, "tickmode": "array"}
    return figure(
        data=[fields, *_hatches(field, colours), *_targets(field)],
        layout={
            "template": template(colours),
            "title": {"text": field.title},
            "height": _HEADS + row_height * len(field.rows),
            "margin": {"l": 104, "r": 8, "t": 44, "b": 12},
            "bargap": 0,
            "barmode": "overlay",
            "xaxis": axis
            | {
                "tickvals": list(range(len(field.columns))),
                "ticktext": list(field.columns),
                "side": "top",
                "range": [-0.5, len(field.columns) - 0.5],
                "title": {"text": field.column_title},
            },
            "yaxis": axis
            | {
                "tickvals": list(range(len(field.rows))),
                "ticktext": list(field.rows),
                "range": [len(field.rows) - 0.5, -0.5],
                "title": {"text": field.row_title},
            },
        },
    )


def mixed(ground: str, tone: str, share: float) -> str:
    """Give the colour that holds so much of a tone, 0–1, on a ground; both ``#rrggbb``."""
    pairs = ((int(c[i : i + 2], 16) for c in (ground, tone)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + share * (b - a)):02x}" for a, b in pairs)


def _targets(field: Field) -> list[Trace]:
    """Give what takes the click on a field: Plotly lets no field of a heat map be chosen."""
    places = [
        (row, at)
        for row, links in enumerate(field.links)
        for at, link in enumerate(links)
        if link and not field.hatched[row, at]
    ]
    if not places:
        return []
    return [
        scatter(
            x=[at for _, at in places],
            y=[row for row, _ in places],
            mode="markers",
            marker={"symbol": "square", "size": ROW, "opacity": 0},
            customdata=[field.links[row][at] for row, at in places],
            text=[field.hover[row][at] for row, at in places],
            hovertemplate="%{text}<extra></extra>",
            name="targets",
        )
    ]


def _hatches(field: Field, colours: Palette) -> list[Trace]:
    """Give one hatched bar for each run of unknown fields in a row."""
    runs: list[tuple[int, int, int]] = []
    for row, flags in enumerate(field.hatched):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
        runs += [(row, int(a), int(b)) for a, b in edges.reshape(-1, 2)]
    if not runs:
        return []
    return [
        bar(
            orientation="h",
            y=[row for row, _, _ in runs],
            x=[end - start for _, start, end in runs],
            base=[start - 0.5 for _, start, _ in runs],
            width=[0.92] * len(runs),
            text=[field.hatched_word if end - start > 1 else "" for _, start, end in runs],
            textposition="inside",
            insidetextanchor="start",
            textfont={"size": SMALL_SIZE, "color": colours.muted},
            hovertemplate=f"{field.hatched_word}: not known yet<extra></extra>",
            marker={
                "color": colours.paper,
                "line": {"width": 0},
                "pattern": {
                    "shape": "/",
                    "size": 6,
                    "solidity": 0.12,
                    "fgcolor": colours.typical_strong,
                    "bgcolor": colours.paper,
                },
            },
            name=field.hatched_word,
        )
    ]
