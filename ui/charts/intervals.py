"""One measure of several groups, each a dot with its interval, beside that of all."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts.empty import empty
from ui.charts.figure import Trace, figure, scatter
from ui.theme import Palette, template

ROW_HEIGHT, LEAST_HEIGHT = 26, 220


@dataclass(frozen=True, slots=True)
class Interval:
    """One group.

    Parameters
    ----------
    name : str
    value, low, high : float or None
        None where there are too few to tell.
    words : str
        Sizes, for the hover.
    link : str
        What the group leads to.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    words: str
    link: str = ""


def intervals(
    groups: Sequence[Interval], whole: Interval, title: str, *,
    colours: Palette, least_height: int = LEAST_HEIGHT,
) -> go.Figure:  # fmt: skip
    """Draw the groups from the top; a dashed line and a band are those of all.

    A group can be clicked; `customdata` holds its link.

    Parameters
    ----------
    groups : sequence of Interval
    whole : Interval
    title : str
        Says the measure and its unit.
    colours : Palette
    least_height : int
        Pixels, however few the groups are.
    """
    height = max(least_height, ROW_HEIGHT * len(groups) + 60)
    if not any(group.value is not None for group in groups):
        why = "No group has ten goods and ten bads with a known outcome."
        return empty(title, why, colours=colours, height=height)
    longest = max(len(group.name) for group in groups)
    return figure(
        data=_dots(groups, colours),
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": height,
            "margin": {"l": max(110, 7 * longest), "r": 12, "t": 8, "b": 34},
            "xaxis": {"nticks": 7},
            "yaxis": {
                "range": [len(groups) - 0.5, -0.5],
                "tickvals": list(range(len(groups))),
                "ticktext": [
                    group.name if group.value is not None else f"{group.name} (too few)"
                    for group in groups
                ],
                "showgrid": False,
            },
            "shapes": [] if whole.value is None else _of_all(whole, colours),
        },
    )


def _dots(groups: Sequence[Interval], colours: Palette) -> list[Trace]:
    known = [(at, group) for at, group in enumerate(groups) if group.value is not None]
    return [
        scatter(
            x=[group.value for _, group in known],
            y=[at for at, _ in known],
            mode="markers",
            marker={"size": 8, "color": colours.raises},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [(group.high or 0) - (group.value or 0) for _, group in known],
                "arrayminus": [(group.value or 0) - (group.low or 0) for _, group in known],
                "color": colours.raises,
                "thickness": 1.5,
                "width": 4,
            },
            customdata=[group.link for _, group in known],
            text=[f"{group.name}: {group.words}" for _, group in known],
            hovertemplate="%{text}<extra></extra>",
            name="groups",
        )
    ]


def _of_all(whole: Interval, colours: Palette) -> list[dict[str, object]]:
    band: dict[str, object] = {
        "type": "rect",
        "x0": whole.low,
        "x1": whole.high,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"width": 1, "color": colours.typical_strong},
        "fillcolor": colours.typical,
        "opacity": 0.5,
        "layer": "below",
    }
    line: dict[str, object] = {
        "type": "line",
        "x0": whole.value,
        "x1": whole.value,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": colours.typical_strong, "width": 1, "dash": "dash"},
        "layer": "below",
    }
    return [band, line]
