"""Figures made of plain dictionaries: the tests validate them, the pages do not pay for it.

Plotly checks every property that it is given, which takes ten times as long as all the rest of a
chart. What a reader enters changes values and never a property, so a chart whose properties are
valid in the tests is valid on the page.
"""

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.theme import Palette

Trace = dict[str, Any]


def wrapped(label: str, most: int) -> str:
    """Break a label into lines of at most so many characters, between words."""
    return "<br>".join(textwrap.wrap(label, most))


def scatter(**properties: Any) -> Trace:
    """Describe a scatter trace; properties as in `plotly.graph_objects.Scatter`."""
    return {"type": "scatter", **properties}


def interval_band(
    x: Sequence[object],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    *,
    colours: Palette,
    opacity: float = 0.5,
    name: str = "95 % interval",
) -> Trace:
    """Describe the band between the ends of intervals, ``(n,)`` each."""
    return scatter(
        x=[*x, *reversed(x)],
        y=np.concatenate([high, low[::-1]]),
        fill="toself",
        mode="lines",
        line={"width": 1, "color": colours.typical_strong},
        fillcolor=colours.typical,
        opacity=opacity,
        hoverinfo="skip",
        name=name,
    )


def shaded(x0: object, x1: object, *, colours: Palette) -> Trace:
    """Describe a shape that shades a stretch of the x axis, behind all that is drawn."""
    return {
        "type": "rect",
        "x0": x0,
        "x1": x1,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"width": 0},
        "fillcolor": colours.typical,
        "opacity": 0.35,
        "layer": "below",
    }


def bar(**properties: Any) -> Trace:
    """Describe a bar trace; properties as in `plotly.graph_objects.Bar`."""
    return {"type": "bar", **properties}


def heatmap(**properties: Any) -> Trace:
    """Describe a heatmap trace; properties as in `plotly.graph_objects.Heatmap`."""
    return {"type": "heatmap", **properties}


class Drawn(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that stays its description until somebody takes it apart.

    Plotly makes an object of each part and copies everything twice on its way out; a page only
    sends on what was described.
    """

    def __init__(self, described: dict[str, Any]) -> None:
        self.__dict__["described"] = described

    def __getattr__(self, name: str) -> Any:
        """Take the description apart when a part of it is first asked for."""
        described = self.__dict__.pop("described", None)
        if described is None:
            raise AttributeError(name)
        super().__init__(described, _validate=False)
        return getattr(self, name)

    def to_dict(self) -> dict[str, Any]:
        """Give traces and layout, not copied: nobody changes them after the figure was drawn."""
        described: dict[str, Any] | None = self.__dict__.get("described")
        return described or {"data": self._data, "layout": self._layout}


def figure(*, data: Sequence[Trace], layout: dict[str, Any]) -> go.Figure:
    """Make a figure of traces and a layout, as `plotly.graph_objects.Figure` does."""
    return Drawn({"data": list(data), "layout": layout})


def title_of(drawn: go.Figure) -> str:
    """Give the title of a figure."""
    return str(drawn.to_dict()["layout"]["title"]["text"])


def height_of(drawn: go.Figure) -> int:
    """Give the height of a figure, pixels."""
    return int(drawn.to_dict()["layout"]["height"])


def untitled(drawn: go.Figure) -> go.Figure:
    """Give a figure without its title, for where that already stands."""
    parts = drawn.to_dict()
    title = {**parts["layout"].get("title", {}), "text": None}
    return Drawn({**parts, "layout": {**parts["layout"], "title": title}})
