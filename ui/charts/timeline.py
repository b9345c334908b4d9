"""The purchase timeline: what each order was worth, and when; hollow is money that came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, scatter
from ui.theme import SMALL_SIZE, Palette, template

HEIGHT = 190


@dataclass(frozen=True, slots=True)
class Order:
    """One order.

    Parameters
    ----------
    at : datetime
        Local wall time.
    value : float
        Major units of the book's currency.
    words : str
        What it was, e.g. "18 Nov 2025 02:14 · ¥214 · completed".
    is_undone : bool
        Returned, refused or cancelled.
    is_marked : bool
        Whether the chosen reason counts it.
    """

    at: datetime
    value: float
    words: str
    is_undone: bool = False
    is_marked: bool = False


def timeline(
    orders: Sequence[Order],
    festivals: Sequence[tuple[datetime, str]],
    *,
    applied_at: datetime,
    currency: str,
    colours: Palette,
) -> go.Figure:
    """Draw the orders known at application, with shopping festivals.

    Parameters
    ----------
    orders : sequence of Order
    festivals : sequence of (datetime, str)
        Day and name; those outside the orders' span are left out.
    applied_at : datetime
        Local wall time; drawn as the right end.
    currency : str
        Sign or code, for the axis.
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    undone = sum(order.is_undone for order in orders)
    title = f"What and when: {len(orders):,} orders"
    title += f", {undone} returned, refused or cancelled (hollow)" if undone else ""
    if not orders:
        why = "No order was known when this shopper applied."
        return empty("What and when: no orders", why, colours=colours, height=HEIGHT)
    first = min(order.at for order in orders)
    room = (applied_at - first) * 0.04
    shown = [(day, name) for day, name in festivals if first - room <= day <= applied_at]
    return figure(
        data=[_trace(orders, False, colours), _trace(orders, True, colours)],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "margin": {"l": 52, "r": 8, "t": 18, "b": 38},
            "xaxis": {
                "range": [first - room, applied_at + room],
                "title": {"text": "day of the order; solid line: applied", "standoff": 4},
                "showgrid": False,
                "nticks": 7,
                "tickformatstops": [{"dtickrange": [None, "M1"], "value": "%-d %b\n%Y"}],
            },
            "yaxis": {
                "rangemode": "tozero",
                "range": [0, 1.15 * max(order.value for order in orders) or 1],
                "title": {"text": f"value, {currency}", "standoff": 6},
                "tickformat": ",~s",
                "nticks": 4,
            },
            "shapes": [
                *(_line(day, "dash", colours.typical_strong) for day, _ in shown),
                _line(applied_at, "solid", colours.ink),
            ],
            "annotations": [_name(day, name, colours) for day, name in shown],
        },
    )


def _trace(orders: Sequence[Order], is_undone: bool, colours: Palette) -> Trace:
    kept = [order for order in orders if order.is_undone == is_undone]
    many = len(orders) > 150
    edge = colours.lowers if is_undone else colours.paper
    return scatter(
        x=[order.at for order in kept],
        y=[order.value for order in kept],
        mode="markers",
        marker={
            "size": 7 if many else 11,
            "color": "rgba(0,0,0,0)" if is_undone else colours.raises,
            "opacity": 0.9,
            "line": {
                "color": [
                    colours.ink if order.is_marked and not is_undone else edge for order in kept
                ],
                "width": [2.5 if order.is_marked else (2 if is_undone else 1) for order in kept],
            },
        },
        text=[order.words for order in kept],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
        name="returned, refused or cancelled" if is_undone else "orders",
    )


def _line(day: datetime, dash: str, colour: str) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": day,
        "x1": day,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": colour, "width": 1, "dash": dash},
        "layer": "below",
    }


def _name(day: datetime, name: str, colours: Palette) -> dict[str, Any]:
    return {
        "x": day,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "center",
        "text": name,
        "showarrow": False,
        "font": {"size": SMALL_SIZE, "color": colours.muted},
    }
