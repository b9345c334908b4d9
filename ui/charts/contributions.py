"""The waterfall: from the reference's mean score, step by step, to exactly this score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.theme import SMALL_SIZE, TEXT_SIZE, Palette, template

ROW_HEIGHT = 34
_LABELS = 0.5  # share of the width that labels and sentences take


@dataclass(frozen=True, slots=True)
class Step:
    """One bar.

    Parameters
    ----------
    key : str
        What a click on the bar chooses.
    label : str
        In people's words.
    sentence : str
        The applicant's number against the reference's; may be empty.
    points : int
        As shown; negative lowers the score.
    """

    key: str
    label: str
    sentence: str
    points: int


def contributions(
    steps: Sequence[Step],
    *,
    base: int,
    base_label: str,
    score: int,
    chosen: str | None,
    colours: Palette,
) -> go.Figure:
    """Draw the waterfall; each bar's row can be clicked, `customdata` holds its key.

    Parameters
    ----------
    steps : sequence of Step
        In the order drawn, from the top. Their points and the base add up to the score.
    base : int
        The reference's mean score, points.
    base_label : str
        Whose mean the base is.
    score : int
        Where the last bar ends, points.
    chosen : str or None
        Key of the row to mark.
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        When base and points do not add up to the score.
    """
    total = base + sum(step.points for step in steps)
    if total != score:
        raise ValueError(f"The bars end at {total}, the score is {score}: they must be the same.")
    starts = [base]
    for step in steps:
        starts.append(starts[-1] + step.points)
    low, high = min(starts), max(starts)
    room = max(high - low, 12)
    right = high + 0.16 * room
    plotted_left = low - 0.16 * room
    left = plotted_left - (right - plotted_left) * _LABELS / (1 - _LABELS)
    rows = len(steps) + 2
    return go.Figure(
        data=[_rows(steps, left, right), _bars(steps, starts, colours)],
        layout={
            "template": template(colours),
            "title": {"text": f"Why {score} and not {base}? Points against the reference"},
            "height": ROW_HEIGHT * rows + 24,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 24},
            "bargap": 0,
            "barmode": "overlay",
            "xaxis": {
                "range": [left, right],
                "showgrid": False,
                "title": {"text": "points of the score", "standoff": 0},
                "showticklabels": False,
            },
            "yaxis": {
                "range": [rows - 0.5, -0.5],
                "visible": False,
                "title": {"text": "family or feature"},
            },
            "shapes": _lines(steps, starts, chosen, colours),
            "annotations": _words(steps, starts, base_label, colours),
        },
    )


def _rows(steps: Sequence[Step], left: float, right: float) -> go.Bar:
    return go.Bar(
        orientation="h",
        base=[left] * len(steps),
        x=[right - left] * len(steps),
        y=list(range(1, len(steps) + 1)),
        width=1.0,
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        customdata=[step.key for step in steps],
        hovertext=[
            f"{step.label}: {step.points:+d} points. Click for the purchases behind it."
            for step in steps
        ],
        hoverinfo="text",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name="rows",
    )


def _bars(steps: Sequence[Step], starts: Sequence[int], colours: Palette) -> go.Bar:
    return go.Bar(
        orientation="h",
        base=list(starts[:-1]),
        x=[step.points for step in steps],
        y=list(range(1, len(steps) + 1)),
        width=0.52,
        marker={
            "color": [colours.raises if step.points > 0 else colours.lowers for step in steps],
            "line": {"width": 0},
        },
        customdata=[step.key for step in steps],
        hoverinfo="skip",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name="points",
    )


def _lines(
    steps: Sequence[Step],
    starts: Sequence[int],
    chosen: str | None,
    colours: Palette,
) -> list[dict[str, Any]]:
    last = len(steps) + 1
    ends = [
        {
            "type": "line",
            "x0": x,
            "x1": x,
            "y0": row - 0.34,
            "y1": row + 0.34,
            "line": {"color": colours.ink, "width": 3},
        }
        for x, row in ((starts[0], 0), (starts[-1], last))
    ]
    links = [
        {
            "type": "line",
            "x0": x,
            "x1": x,
            "y0": row + 0.26,
            "y1": row + 0.74,
            "line": {"color": colours.typical_strong, "width": 1},
        }
        for row, x in enumerate(starts)
    ]
    marked = [
        {
            "type": "rect",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": row - 0.5,
            "y1": row + 0.5,
            "fillcolor": colours.hairline,
            "opacity": 0.55,
            "line": {"width": 0},
            "layer": "below",
        }
        for row, step in enumerate(steps, start=1)
        if step.key == chosen
    ]
    return [*marked, *links, *ends]


def _words(
    steps: Sequence[Step],
    starts: Sequence[int],
    base_label: str,
    colours: Palette,
) -> list[dict[str, Any]]:
    last = len(steps) + 1
    plain = {"showarrow": False, "xanchor": "left", "align": "left"}
    label = {"xref": "paper", "x": 0, **plain}
    small = {"size": SMALL_SIZE, "color": colours.muted}
    words: list[dict[str, Any]] = [
        {"y": 0, "text": f"<b>{base_label}</b>", **label},
        {"y": last, "text": "<b>Score</b>", **label},
        {"x": starts[0], "y": 0, "xshift": 6, "text": f"<b>{starts[0]}</b>", **plain},
        {"x": starts[-1], "y": last, "xshift": 6, "text": f"<b>{starts[-1]}</b>", **plain},
    ]
    for row, step in enumerate(steps, start=1):
        shift = 8 if step.sentence else 0
        words.append({"y": row, "yshift": shift, "text": step.label, **label})
        if step.sentence:
            words.append({"y": row, "yshift": -8, "text": step.sentence, "font": small, **label})
        rises = step.points >= 0
        words.append(
            {
                "x": starts[row] if step.points else starts[row - 1],
                "y": row,
                "xshift": 6 if rises else -6,
                "xanchor": "left" if rises else "right",
                "text": f"<b>{signed(step.points)}</b>",
                "showarrow": False,
                "font": {"size": TEXT_SIZE},
            }
        )
    return words


def signed(points: int) -> str:
    """Write points with their sign and a true minus: +14, −21, 0."""
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"
