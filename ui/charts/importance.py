"""What moves scores most: sizes of points upwards and downwards, and pairs with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.charts.empty import empty
from ui.charts.figure import Trace, bar, figure, scatter, wrapped
from ui.theme import SMALL_SIZE, Palette, template

ROW_HEIGHT, LEAST_HEIGHT = 26, 220
PAIR_HEIGHT = 34  # two lines
_WIDEST = 44  # characters of a line of a driver's label
_LONGEST = 54  # characters of a line of a pair's label


@dataclass(frozen=True, slots=True)
class Driver:
    """A feature or a family.

    Parameters
    ----------
    name : str
        Given to whoever clicks.
    label : str
    raises, lowers : float
        Mean points upwards and downwards, both 0 or more.
    note : str
        Beside the bar.
    words : str
        For the hover.
    """

    name: str
    label: str
    raises: float
    lowers: float
    note: str
    words: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two features; `size` with its interval are points, 0 or more."""

    name: str
    label: str
    size: float
    low: float
    high: float
    words: str


def importance_chart(
    drivers: Sequence[Driver], title: str, *, chosen: str, colours: Palette
) -> go.Figure:
    """Draw a bar a driver, left of 0 what lowers and right of it what raises; its length is both.

    A bar can be clicked; `customdata` holds the driver's name.

    Parameters
    ----------
    drivers : sequence of Driver
        The largest first.
    title : str
    chosen : str
        Name of the driver that is looked at beside.
    colours : Palette
    """
    height = max(LEAST_HEIGHT, ROW_HEIGHT * len(drivers) + 56)
    if not drivers:
        return empty(title, "There is no application to count.", colours=colours, height=height)
    rows = list(range(len(drivers)))
    ends = max(*(driver.raises for driver in drivers), *(driver.lowers for driver in drivers), 0.1)
    shared = {
        "y": rows,
        "orientation": "h",
        "customdata": [driver.name for driver in drivers],
        "hovertext": [driver.words for driver in drivers],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    raises = bar(
        x=[driver.raises for driver in drivers],
        marker={"color": colours.raises},
        text=[driver.note for driver in drivers],
        textposition="outside",
        textfont={"size": SMALL_SIZE, "color": colours.muted},
        cliponaxis=False,
        name="raises",
        **shared,
    )
    lowers = bar(
        x=[-driver.lowers for driver in drivers],
        marker={"color": colours.lowers},
        name="lowers",
        **shared,
    )
    return figure(
        data=[lowers, raises],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": height,
            "margin": {"l": 262, "r": 12, "t": 4, "b": 40},
            "barmode": "relative",
            "bargap": 0.35,
            "xaxis": {
                "title": {"text": "mean points: left lowers the score, right raises it"},
                "range": [-1.08 * ends, 2.1 * ends],
                "zeroline": True,
                "zerolinecolor": colours.muted,
                **_ticks(ends),
            },
            "yaxis": _names(
                [(driver.name == chosen, wrapped(driver.label, _WIDEST)) for driver in drivers]
            ),
        },
    )


def pairs_chart(pairs: Sequence[Pair], title: str, *, chosen: str, colours: Palette) -> go.Figure:
    """Draw what pairs add together, each a dot with its interval; a dot can be clicked."""
    height = max(LEAST_HEIGHT, PAIR_HEIGHT * len(pairs) + 56)
    if not pairs:
        return empty(title, "No two features share a tree.", colours=colours, height=height)
    return figure(
        data=[_pair_dots(pairs, colours)],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": height,
            "margin": {"l": 300, "r": 16, "t": 4, "b": 40},
            "xaxis": {
                "title": {"text": "mean points that the two add together"},
                "rangemode": "tozero",
                "nticks": 6,
            },
            "yaxis": _names(
                [(pair.name == chosen, wrapped(pair.label, _LONGEST)) for pair in pairs]
            ),
        },
    )


def _pair_dots(pairs: Sequence[Pair], colours: Palette) -> Trace:
    return scatter(
        x=[pair.size for pair in pairs],
        y=list(range(len(pairs))),
        mode="markers",
        marker={"size": 9, "color": colours.ink},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [pair.high - pair.size for pair in pairs],
            "arrayminus": [pair.size - pair.low for pair in pairs],
            "color": colours.muted,
            "thickness": 1.5,
            "width": 4,
        },
        customdata=[pair.name for pair in pairs],
        text=[pair.words for pair in pairs],
        hovertemplate="%{text}<extra></extra>",
        name="pairs",
    )


def _names(rows: Sequence[tuple[bool, str]]) -> dict[str, object]:
    return {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": [f"<b>{label}</b>" if is_chosen else label for is_chosen, label in rows],
        "showgrid": False,
    }


def _ticks(ends: float) -> dict[str, list[object]]:
    """Write both directions without a sign: the side says it."""
    step = next(step for step in (0.05, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100) if ends <= 3.2 * step)
    values = [step * at for at in range(-3, 4) if step * abs(at) <= 1.05 * ends]
    return {"tickvals": list(values), "ticktext": [f"{abs(value):g}" for value in values]}
