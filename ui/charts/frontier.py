"""Approval rate against bad rate for every cut-off, with the draft and the policy in force."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from scoring.metrics.strategy.frontier import Frontier
from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, scatter
from ui.theme import SMALL_SIZE, Palette, template

HEIGHT = 352
FEWEST = 100  # known outcomes below which a cut-off's bad rate says nothing
_TITLE = "Bad rate by share approved; solid: efficient"


def is_dropped(found: Frontier) -> NDArray[np.bool_]:
    """Tell which cut-offs the curve leaves out, ``(S,)``: they approve too few known outcomes."""
    return np.asarray(found.known < FEWEST)


def frontier_chart(
    found: Frontier,
    *,
    draft: tuple[float, float],
    in_force: tuple[float, float],
    colours: Palette,
) -> go.Figure:
    """Draw the curve.

    Parameters
    ----------
    found : Frontier
    draft, in_force : (float, float)
        Approval rate and bad rate, 0–1.
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    kept = ~is_dropped(found)
    if not kept.any():
        why = f"No cut-off approves {FEWEST} applications whose outcome is known."
        return empty(_TITLE, why, colours=colours, height=HEIGHT)
    x, y = 100 * found.approval_rate[kept], 100 * found.bad_rate[kept]
    low, high = 100 * found.low[kept], 100 * found.high[kept]
    data: list[Trace] = [
        scatter(
            x=np.concatenate([x, x[::-1]]),
            y=np.concatenate([high, low[::-1]]),
            fill="toself",
            mode="lines",
            line={"width": 0},
            fillcolor=_faint(colours.raises),
            hoverinfo="skip",
            name="95 % interval",
        ),
        scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": colours.raises, "width": 1.2, "dash": "dot"},
            customdata=np.stack([found.cutoff_score[kept], found.known[kept]], axis=1),
            hovertemplate="approve from %{customdata[0]:.0f}: %{x:.1f} % approved, %{y:.2f} % bad "
            "(%{customdata[1]:,.0f} known)<extra></extra>",
            name="every cut-off",
        ),
        scatter(
            x=x,
            y=np.where(found.is_efficient[kept], y, np.nan),
            mode="lines+markers",
            line={"color": colours.raises, "width": 2.5},
            marker={"size": 3, "color": colours.raises},
            hoverinfo="skip",
            name="efficient: none approves more at as low a bad rate",
        ),
        _mark(in_force, "in force", colours.typical_strong, "top left"),
        _mark(draft, "draft", colours.raises, "bottom right"),
    ]
    return figure(
        data=data,
        layout={
            "template": template(colours),
            "title": {"text": _TITLE},
            "height": HEIGHT,
            "margin": {"l": 60, "r": 12, "t": 12, "b": 44},
            "xaxis": {"title": {"text": "approved, share of applications"}, "ticksuffix": " %"},
            "yaxis": {
                "title": {"text": "bad rate, 95 % band"},
                "ticksuffix": " %",
                "rangemode": "tozero",
                "nticks": 6,
            },
        },
    )


def _mark(at: tuple[float, float], name: str, colour: str, place: str) -> Trace:
    symbol = "diamond" if name == "in force" else "circle"
    return scatter(
        x=[100 * at[0]],
        y=[100 * at[1]],
        mode="markers+text",
        marker={"color": colour, "size": 11, "symbol": symbol},
        text=[f"<b>{name}</b>"],
        textposition=place,
        textfont={"size": SMALL_SIZE},
        cliponaxis=False,
        hovertemplate=f"{name}: %{{x:.1f}} % approved, %{{y:.2f}} % bad<extra></extra>",
        name=name,
    )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"
