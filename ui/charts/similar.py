"""What became of similar cases: one mark each, nearest first."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts.empty import empty
from ui.charts.figure import figure, scatter
from ui.theme import Palette, template

A_ROW = 25
HEIGHT = 78


@dataclass(frozen=True, slots=True)
class Case:
    """One similar case.

    Parameters
    ----------
    label : str
        What stands beside the mark when it is pointed at.
    is_bad : bool
    """

    label: str
    is_bad: bool


def similar(cases: Sequence[Case], title: str, *, colours: Palette) -> go.Figure:
    """Draw cases in rows of 25, nearest first: open circles stayed good, filled ones went bad.

    Parameters
    ----------
    cases : sequence of Case
        Nearest first.
    title : str
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    if not cases:
        return empty(
            title, "No case was decided and matured before.", colours=colours, height=HEIGHT
        )
    traces = []
    for is_bad, name in ((False, "stayed good"), (True, "went bad")):
        at = [number for number, case in enumerate(cases) if case.is_bad is is_bad]
        ink = colours.lowers if is_bad else colours.raises
        traces.append(
            scatter(
                x=[number % A_ROW for number in at],
                y=[-(number // A_ROW) for number in at],
                customdata=[cases[number].label for number in at],
                mode="markers",
                marker={
                    "size": 14,
                    "color": ink if is_bad else colours.paper,
                    "line": {"color": ink, "width": 2},
                },
                hovertemplate="%{customdata}<extra></extra>",
                name=name,
                cliponaxis=False,
            )
        )
    rows = -(-len(cases) // A_ROW)
    return figure(
        data=traces,
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "xaxis": {"range": [-0.7, A_ROW - 0.3], "visible": False},
            "yaxis": {"range": [-rows + 0.3, 0.7], "visible": False},
        },
    )
