"""Figures made of plain dictionaries: the tests validate them, the pages do not pay for it.

Plotly checks every property that it is given, which takes ten times as long as all the rest of a
chart. What a reader enters changes values and never a property, so a chart whose properties are
valid in the tests is valid on the page.
"""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

Trace = dict[str, Any]


def fitted(label: str, most: int) -> str:
    """Cut a label to so many characters, and say by "…" that it was cut."""
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def scatter(**properties: Any) -> Trace:
    """Describe a scatter trace; properties as in `plotly.graph_objects.Scatter`."""
    return {"type": "scatter", **properties}


def bar(**properties: Any) -> Trace:
    """Describe a bar trace; properties as in `plotly.graph_objects.Bar`."""
    return {"type": "bar", **properties}


def heatmap(**properties: Any) -> Trace:
    """Describe a heatmap trace; properties as in `plotly.graph_objects.Heatmap`."""
    return {"type": "heatmap", **properties}


def figure(*, data: Sequence[Trace], layout: dict[str, Any]) -> go.Figure:
    """Make a figure of traces and a layout, as `plotly.graph_objects.Figure` does."""
    return go.Figure({"data": list(data), "layout": layout}, _validate=False)
