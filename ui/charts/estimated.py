"""Performance expected from PDs alone, month by month, and the observed one where it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts.empty import empty
from ui.charts.figure import figure, interval_band, scatter
from ui.theme import Palette, template

HEIGHT = 300
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the chart shows, each ``(M,)``.

    Parameters
    ----------
    title : str
    month : sequence of datetime
    value, low, high : float
        Estimated, with where the observed value will fall if the PDs are right.
    observed, observed_low, observed_high : float
        With its 95 % interval; NaN where it is not known yet.
    unit : str
        Stands after each number.
    links : sequence of str
        What each month leads to; empty where none leads anywhere.
    """

    title: str
    month: Sequence[datetime]
    value: Floats
    low: Floats
    high: Floats
    observed: Floats
    observed_low: Floats
    observed_high: Floats
    unit: str
    links: Sequence[str] = ()


def expected_chart(shown: Expected, *, colours: Palette) -> go.Figure:
    """Draw the estimate as a dashed line in its band, what was observed as diamonds.

    A dot of the line, or a diamond, can be clicked; `customdata` holds its link.
    """
    if not len(shown.month):
        why = "No loan was made: there is nothing to estimate."
        return empty(shown.title, why, colours=colours, height=HEIGHT)
    month = list(shown.month)
    words = [
        f"estimated {value:.3g}{shown.unit} ({low:.3g}–{high:.3g})" + _seen(shown, at)
        for at, (value, low, high) in enumerate(
            zip(shown.value, shown.low, shown.high, strict=True)
        )
    ]
    return figure(
        data=[
            interval_band(
                month,
                shown.low,
                shown.high,
                colours=colours,
                name="95 % of what would be observed",
            ),
            scatter(
                x=month,
                y=shown.value,
                mode="lines+markers",
                line={"color": colours.typical_strong, "width": 2, "dash": "dash"},
                marker={"size": 5},
                customdata=list(shown.links),
                text=words,
                hovertemplate="%{x|%b %Y}: %{text}<extra></extra>",
                name="estimated",
            ),
            scatter(
                x=month,
                y=shown.observed,
                mode="markers",
                marker={"size": 8, "symbol": "diamond", "color": colours.raises},
                error_y={
                    "array": shown.observed_high - shown.observed,
                    "arrayminus": shown.observed - shown.observed_low,
                    "thickness": 1,
                    "width": 2,
                    "color": colours.raises,
                },
                customdata=list(shown.links),
                text=words,
                hovertemplate="%{x|%b %Y}: %{text}<extra></extra>",
                name="observed, 95 %",
            ),
        ],
        layout={
            "template": template(colours),
            "title": {"text": shown.title},
            "height": HEIGHT,
            "margin": {"l": 48, "r": 12, "t": 28, "b": 28},
            "showlegend": True,
            "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.12},
            "xaxis": {"showgrid": False},
            "yaxis": {"ticksuffix": shown.unit, "nticks": 6},
        },
    )


def _seen(shown: Expected, at: int) -> str:
    value, low, high = (of[at] for of in (shown.observed, shown.observed_low, shown.observed_high))
    if np.isnan(value):
        return ", not observed"
    return f", observed {value:.3g}{shown.unit} ({low:.3g}–{high:.3g})"
