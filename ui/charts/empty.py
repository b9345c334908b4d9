"""The form every chart takes when there is nothing to draw: it says why, in the chart's place."""

import plotly.graph_objects as go

from ui.charts.figure import figure
from ui.theme import Palette, template


def empty(title: str, why: str, *, colours: Palette, height: int) -> go.Figure:
    """Return a figure without marks that says why it has none.

    Parameters
    ----------
    title : str
        The title the full chart would carry.
    why : str
        One sentence: what is missing, and where it would come from.
    colours : Palette
    height : int
        Pixels; that of the full chart, so that the page does not jump.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    return figure(
        data=[],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": height,
            "xaxis": {"visible": False},
            "yaxis": {"visible": False},
            "annotations": [
                {
                    "text": why,
                    "showarrow": False,
                    "xref": "paper",
                    "yref": "paper",
                    "x": 0.5,
                    "y": 0.5,
                    "font": {"color": colours.muted},
                }
            ],
        },
    )
