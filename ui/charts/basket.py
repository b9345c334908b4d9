"""The basket mix: what this person's money goes to, beside what comparable people's goes to."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, scatter
from ui.theme import Palette, template

ROW_HEIGHT = 22
MOST = 8
MARK = 11  # pixels across


@dataclass(frozen=True, slots=True)
class Share:
    """One category's share of the money spent.

    Parameters
    ----------
    label : str
    own : float
        This shopper's, 0–1.
    typical : float or None
        Comparable shoppers', 0–1; None where there are none.
    """

    label: str
    own: float
    typical: float | None


def basket(
    shares: Sequence[Share], *, lines: int, typical_label: str, colours: Palette
) -> go.Figure:
    """Draw a dot for the shopper and a grey mark for comparable shoppers, by category.

    Parameters
    ----------
    shares : sequence of Share
        The largest are drawn, at most eight, largest on top.
    lines : int
        Order lines behind this shopper's shares.
    typical_label : str
        Who is comparable, with their number.
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    height = ROW_HEIGHT * MOST + 42
    title = f"Basket: share of spend by category, {lines:,} order lines"
    if not lines or not shares:
        why = "No order line was known when this shopper applied."
        return empty(title, why, colours=colours, height=height)
    top = sorted(shares, key=lambda s: -max(s.own, s.typical or 0.0))[:MOST]
    top.sort(key=lambda s: (-s.own, -(s.typical or 0.0), s.label))
    rows = list(range(len(top)))
    return figure(
        data=[_spans(top, colours), _typical(top, typical_label, colours), _own(top, colours)],
        layout={
            "template": template(colours),
            "title": {"text": f"{title}; grey: {typical_label}" if typical_label else title},
            "height": height,
            "margin": {"l": 140, "r": 12, "t": 2, "b": 38},
            "xaxis": {
                "rangemode": "tozero",
                "title": {"text": "share of spend, %", "standoff": 4},
                "ticksuffix": " %",
                "nticks": 6,
            },
            "yaxis": {
                "range": [MOST - 0.5, -0.5],
                "tickvals": rows,
                "ticktext": [share.label for share in top],
                "tickfont": {"color": colours.ink},
                "ticklabelstandoff": MARK // 2 + 3,  # a mark at 0 % would lie on its label
                "showgrid": False,
            },
        },
    )


def _spans(top: Sequence[Share], colours: Palette) -> Trace:
    known = [(row, share) for row, share in enumerate(top) if share.typical is not None]
    return scatter(
        x=[x for _, s in known for x in (100 * (s.typical or 0.0), 100 * s.own, None)],
        y=[y for row, _ in known for y in (row, row, None)],
        mode="lines",
        line={"color": colours.typical, "width": 2},
        hoverinfo="skip",
        name="how far apart",
    )


def _own(top: Sequence[Share], colours: Palette) -> Trace:
    return scatter(
        x=[100 * share.own for share in top],
        y=list(range(len(top))),
        mode="markers",
        marker={
            "size": MARK,
            "color": colours.raises,
            "line": {"width": 1, "color": colours.paper},
        },
        text=[share.label for share in top],
        hovertemplate="%{text}: %{x:.1f} % of this shopper's spend<extra></extra>",
        cliponaxis=False,
        name="this shopper",
    )


def _typical(top: Sequence[Share], label: str, colours: Palette) -> Trace:
    known = [(row, share) for row, share in enumerate(top) if share.typical is not None]
    return scatter(
        x=[100 * (share.typical or 0.0) for _, share in known],
        y=[row for row, _ in known],
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 13,
            "line": {"width": 3, "color": colours.typical_strong},
        },
        text=[share.label for _, share in known],
        hovertemplate=f"%{{text}}: %{{x:.1f}} % of the spend of {label}<extra></extra>",
        name="comparable shoppers",
    )
