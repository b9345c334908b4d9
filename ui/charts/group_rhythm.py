"""The rhythm canvas of a group: when it buys, on the grey hours in which the others buy."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts.empty import empty
from ui.charts.figure import scatter
from ui.charts.rhythm import HEIGHT, WEEKDAYS, canvas, typical_hours
from ui.theme import Palette

_SMALLEST, _LARGEST = 2.0, 15.0


def group_rhythm(
    shares: NDArray[np.float64],
    others: NDArray[np.float64],
    *,
    name: str,
    others_name: str,
    colours: Palette,
) -> go.Figure:
    """Draw a group's orders by hour of the week as squares over the others' density.

    A square can be clicked; `customdata` holds weekday and hour, "0-20" for Monday from 20 h on.

    Parameters
    ----------
    shares, others : (7, 24) float
        Share of the group's and the others' orders by weekday (0 = Monday) and hour; NaN where
        there are no orders at all.
    name, others_name : str
        Who they are.
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    title = f"When {name} buy (squares), local time; grey: {others_name}"
    if np.isnan(shares).any():
        why = "No order with a time of day was known of them when they applied."
        return empty(title, why, colours=colours, height=HEIGHT)
    days, hours = (axis.ravel() for axis in np.indices(shares.shape))
    sizes = np.sqrt(shares.ravel() / shares.max())
    both = zip(days, hours, 100 * shares.ravel(), 100 * others.ravel(), strict=True)
    marks = scatter(
        x=(hours + 0.5).tolist(),
        y=days.tolist(),
        mode="markers",
        marker={
            "symbol": "square",
            "size": (_SMALLEST + (_LARGEST - _SMALLEST) * sizes).tolist(),
            "color": colours.raises,
            "line": {"color": colours.paper, "width": 0.5},
        },
        text=[
            f"{WEEKDAYS[day]} {hour}–{hour + 1} h: {own:.2f} % of their orders, others {rest:.2f} %"
            for day, hour, own, rest in both
        ],
        customdata=[f"{day}-{hour}" for day, hour in zip(days, hours, strict=True)],
        hovertemplate="%{text}<extra></extra>",
        name=name,
    )
    grey = [] if np.isnan(others).any() else others.tolist()
    return canvas([*typical_hours(grey, others_name, colours), marks], title, colours)
