"""A number of one month, the parts of its change, and the number of another month."""

from collections.abc import Callable

import plotly.graph_objects as go

from scoring.metrics.over_time.change import Change, LossChange
from ui.charts.figure import Trace, bar, figure, scatter
from ui.theme import Palette, template

HEIGHT = 220


def percent(share: float) -> str:
    """Write a rate: "4.1 %"."""
    return f"{100 * share:.1f} %"


def points(share: float) -> str:
    """Write a part of a rate's change, in points with its sign: "−0.25"."""
    return f"{100 * share:+.2f}".replace("-", "−")


def change_chart(
    change: Change | LossChange,
    names: tuple[str, str],
    title: str,
    *,
    is_good: bool,
    colours: Palette,
    level: Callable[[float], str] = percent,
    step: Callable[[float], str] = points,
) -> go.Figure:
    """Draw the parts as steps from the first number to the second; they add up.

    Parameters
    ----------
    change : Change or LossChange
    names : (str, str)
        Of the months.
    title : str
    is_good : bool
        Whether a rise is good news.
    colours : Palette
    level, step : callable
        Write a month's number, and a part of its change.
    """
    at, steps = change.before, []
    for name, value in change.parts:
        steps.append((name, at, value))
        at += value
    labels = [names[0], *(name for name, *_ in steps), names[1]]
    tones = [colours.raises if (value > 0) == is_good else colours.lowers for *_, value in steps]
    levels = [change.before, change.after, *(base + v for _, base, v in steps)]
    room = 0.12 * (max(levels) - min(levels)) + 1e-4
    ends: Trace = scatter(
        x=[labels[0], labels[-1]],
        y=[change.before, change.after],
        mode="markers",
        marker={
            "symbol": "line-ew",
            "size": 56,
            "line": {"width": 3, "color": colours.ink},
        },
        hoverinfo="skip",
        name="month",
    )
    moved: Trace = bar(
        x=labels[1:-1],
        y=[value for *_, value in steps],
        base=[base for _, base, _ in steps],
        marker={"color": tones},
        hoverinfo="skip",
        name="part of the change",
    )
    heights = [change.before, *(max(base, base + v) for _, base, v in steps), change.after]
    texts = [level(change.before), *(step(value) for *_, value in steps), level(change.after)]
    words: Trace = scatter(
        x=labels,
        y=heights,
        mode="text",
        text=[f"<b>{text}</b>" for text in texts],
        textposition="top center",
        hoverinfo="skip",
        cliponaxis=False,
        name="numbers",
    )
    return figure(
        data=[ends, moved, words],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "barmode": "overlay",
            "bargap": 0.35,
            "margin": {"l": 8, "r": 8, "t": 24, "b": 28},
            "xaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": labels,
                "showgrid": False,
            },
            "yaxis": {
                "visible": False,
                "range": [min(levels) - room, max(levels) + 2 * room],
            },
        },
    )
