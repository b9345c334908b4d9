"""Applications above and bads below, by score, with the cut-offs of two policies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts.empty import empty
from ui.charts.figure import Trace, bar, figure
from ui.theme import SMALL_SIZE, Palette, template

HEIGHT = 236
LOWEST, HIGHEST = 350, 950
_BADS_SHARE = 0.34  # of the height above the axis


@dataclass(frozen=True, slots=True)
class CutoffChart:
    """What the chart shows.

    Parameters
    ----------
    score : (B,) int
        Lower edge of each bin.
    width : int
        Points of a bin.
    applications, bads, inferred_bads : (B,) float
    refer_from, approve_from : int
        Of the draft.
    old_refer_from, old_approve_from : int
        Of the policy in force.
    links : sequence of str
        What each bar of applications leads to; empty where none leads anywhere.
    """

    score: NDArray[np.int64]
    width: int
    applications: NDArray[np.float64]
    bads: NDArray[np.float64]
    inferred_bads: NDArray[np.float64]
    refer_from: int
    approve_from: int
    old_refer_from: int
    old_approve_from: int
    links: Sequence[str] = ()


def cutoff_chart(shown: CutoffChart, *, colours: Palette) -> go.Figure:
    """Draw the distribution and its cut-offs.

    The applications of a bar can be clicked; `customdata` holds their link.

    Parameters
    ----------
    shown : CutoffChart
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    total = int(shown.applications.sum())
    if not total:
        return empty("By score", "No application fits.", colours=colours, height=HEIGHT)
    times = _times(shown)
    middle = shown.score + shown.width / 2
    title = f"{total:,} applications by score, higher is safer; below, their bads × {times:,}"
    bars: list[Trace] = [
        bar(
            x=middle,
            y=shown.applications,
            customdata=list(shown.links),
            name="applications",
            marker={
                "color": colours.density,
                "line": {"width": 0.5, "color": colours.typical_strong},
            },
            hovertemplate="score %{x:.0f}: %{y:,.0f} applications<extra></extra>",
        ),
        bar(
            x=middle,
            y=-times * shown.bads,
            hovertext=[f"{bads:,.0f} observed bads" for bads in shown.bads],
            name="observed bads",
            marker={"color": colours.lowers},
            hovertemplate="score %{x:.0f}: %{hovertext}<extra></extra>",
        ),
        bar(
            x=middle,
            y=np.where(shown.inferred_bads > 0, -times * shown.inferred_bads, np.nan),
            hovertext=[f"{bads:,.1f} inferred bads" for bads in shown.inferred_bads],
            name="inferred bads",
            marker={
                "color": colours.paper,
                "line": {"color": colours.lowers, "width": 1},
                "pattern": {"shape": "/", "fgcolor": colours.lowers, "size": 4},
            },
            hovertemplate="score %{x:.0f}: %{hovertext}<extra></extra>",
        ),
    ]
    top = float(shown.applications.max())
    return figure(
        data=bars,
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "barmode": "relative",
            "bargap": 0.06,
            "margin": {"l": 4, "r": 4, "t": 30, "b": 22},
            "xaxis": {"range": [LOWEST, HIGHEST]},
            "yaxis": {"visible": False, "range": [-1.08 * _BADS_SHARE * top, 1.05 * top]},
            "shapes": [
                _line(shown.old_refer_from, colours.typical_strong, is_dashed=True),
                _line(shown.old_approve_from, colours.typical_strong, is_dashed=True),
                _line(shown.refer_from, colours.doubt_line),
                _line(shown.approve_from, colours.raises),
            ],
            "annotations": [
                _label(shown.refer_from, f"refer from {shown.refer_from} "
                       f"(in force {shown.old_refer_from})", colours.doubt_text, "right"),
                _label(shown.approve_from, f"approve from {shown.approve_from} "
                       f"(in force {shown.old_approve_from})", colours.raises_text, "left"),
            ],
        },
    )  # fmt: skip


def _times(shown: CutoffChart) -> int:
    """Give by how much bads are enlarged: a round number that fills the room below."""
    most = float((shown.bads + shown.inferred_bads).max())
    if most <= 0:
        return 1
    free = _BADS_SHARE * float(shown.applications.max()) / most
    return max(n for n in (1, 2, 3, 5, 10, 20, 50, 100) if n <= max(free, 1))


def _line(at: int, colour: str, *, is_dashed: bool = False) -> dict[str, object]:
    width, dash = (1, "dot") if is_dashed else (2.5, "solid")
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "yref": "paper",
        "y0": 0,
        "y1": 1.02,
        "line": {"color": colour, "width": width, "dash": dash},
    }


def _label(at: int, text: str, colour: str, side: str) -> dict[str, object]:
    return {
        "x": at,
        "yref": "paper",
        "y": 1.02,
        "yanchor": "bottom",
        "xanchor": side,
        "text": f"<b>{text}</b>",
        "showarrow": False,
        "font": {"color": colour, "size": SMALL_SIZE},
    }
