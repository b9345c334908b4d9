"""The rhythm canvas: when this person buys, on the grey hours in which comparable people buy."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, heatmap, scatter
from ui.theme import Palette, template

HEIGHT = 212
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MANY = 150  # orders; above it dots would hide each other
_SMALLEST, _LARGEST = 6.0, 18.0


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order, in local time.

    Parameters
    ----------
    weekday : int
        0 = Monday.
    hour : float
        0–24, with minutes as a fraction.
    size : float
        Relative value of the order, 0–1 of the largest.
    words : str
        What it was, e.g. "18 Nov 02:14 · ¥214".
    is_marked : bool
        Whether the chosen reason counts it.
    """

    weekday: int
    hour: float
    size: float
    words: str
    is_marked: bool = False


def rhythm(
    purchases: Sequence[Purchase],
    typical: Sequence[Sequence[float]],
    *,
    typical_label: str,
    marked_label: str,
    colours: Palette,
) -> go.Figure:
    """Draw orders as dots (or, when many, as counts by hour) over the typical density.

    Parameters
    ----------
    purchases : sequence of Purchase
    typical : 7 sequences of 24 floats
        Share of comparable shoppers' orders by weekday and hour, 0–1; empty if there is none.
    typical_label : str
        Who is comparable, with their number.
    marked_label : str
        What marked purchases are; empty when no reason is chosen.
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    title = f"When this shopper buys: {_orders(len(purchases))}, local time"
    if not purchases:
        why = "No order with a time of day was known when this shopper applied."
        return empty(title, why, colours=colours, height=HEIGHT)
    marked = sum(purchase.is_marked for purchase in purchases)
    if marked and marked_label:
        title += f"; ringed: {marked_label}, {marked} of {len(purchases)}"
    if typical:
        title += f"; grey: {typical_label}"
    marks = _cells(purchases, colours) if len(purchases) > MANY else _dots(purchases, colours)
    return canvas([*typical_hours(typical, typical_label, colours), marks], title, colours)


def canvas(data: Sequence[Trace], title: str, colours: Palette) -> go.Figure:
    """Lay traces on a week of hours: x is the hour, 0–24; y the weekday, 0 = Monday, on top."""
    return figure(
        data=data,
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "margin": {"l": 42, "r": 4, "t": 2, "b": 38},
            "xaxis": {
                "range": [0, 24],
                "tickvals": [0, 6, 12, 18],
                "ticktext": ["0 h", "6 h", "12 h", "18 h"],
                "title": {"text": "hour of the day", "standoff": 4},
                "showgrid": False,
            },
            "yaxis": {
                "range": [6.5, -0.5],
                "tickvals": list(range(7)),
                "ticktext": list(WEEKDAYS),
                "ticks": "",
                "ticklabelstandoff": 9,  # an order at midnight would lie on its weekday
                "title": {"text": ""},
                "showgrid": False,
            },
        },
    )


def _orders(count: int) -> str:
    return f"{count:,} order" if count == 1 else f"{count:,} orders"


def typical_hours(shares: Sequence[Sequence[float]], label: str, colours: Palette) -> list[Trace]:
    """Shade the hours in which others buy; shares as in `rhythm`, 0–1, or none."""
    if not shares:
        return []
    return [
        heatmap(
            z=[[100 * share for share in row] for row in shares],
            x=[hour + 0.5 for hour in range(24)],
            y=list(range(7)),
            customdata=[[WEEKDAYS[day]] * 24 for day in range(7)],
            colorscale=[[0, colours.paper], [1, colours.density]],
            zmin=0,
            showscale=False,
            xgap=1,
            ygap=1,
            hovertemplate=(
                f"%{{customdata}}, hour %{{x:.0f}}: %{{z:.1f}} % of the orders of {label}"
                "<extra></extra>"
            ),
            name=label,
        )
    ]


def _dots(purchases: Sequence[Purchase], colours: Palette) -> Trace:
    return scatter(
        x=[purchase.hour for purchase in purchases],
        y=[purchase.weekday for purchase in purchases],
        mode="markers",
        marker={
            "size": [_SMALLEST + (_LARGEST - _SMALLEST) * p.size**0.5 for p in purchases],
            "color": colours.raises,
            "opacity": 0.9,
            "line": {
                "color": [colours.ink if p.is_marked else colours.paper for p in purchases],
                "width": [2.5 if p.is_marked else 1 for p in purchases],
            },
        },
        text=[purchase.words for purchase in purchases],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
        name="this shopper",
    )


def _cells(purchases: Sequence[Purchase], colours: Palette) -> Trace:
    counts = Counter((p.weekday, min(int(p.hour), 23)) for p in purchases)
    marked = {(p.weekday, min(int(p.hour), 23)) for p in purchases if p.is_marked}
    most = max(counts.values())
    cells = sorted(counts)
    return scatter(
        x=[hour + 0.5 for _, hour in cells],
        y=[day for day, _ in cells],
        mode="markers",
        marker={
            "symbol": "square",
            "size": [4 + 12 * (counts[cell] / most) ** 0.5 for cell in cells],
            "color": colours.raises,
            "line": {
                "color": [colours.ink if cell in marked else colours.paper for cell in cells],
                "width": [2 if cell in marked else 0.5 for cell in cells],
            },
        },
        text=[
            f"{WEEKDAYS[day]} {hour}–{hour + 1} h: {counts[day, hour]} orders"
            for day, hour in cells
        ],
        hovertemplate="%{text}<extra></extra>",
        name="this shopper, orders an hour",
    )
