"""The waterfall: from the reference's mean score, step by step, to exactly this score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.charts.figure import Trace, bar, figure, scatter
from ui.theme import SMALL_SIZE, TEXT_SIZE, Palette, template

ROW_HEIGHT = 34
_LABELS = 0.5  # share of the width that labels and sentences take
_NUMBERS = 0.06  # share for the points on either side of the bars
_MOST_LABELS = 0.66  # share that they may take where a sentence is long
_LETTERS = 132  # of a sentence that would fill the width of a card
_NBSP = "\N{NO-BREAK SPACE}"
_RAISED = 0.23  # rows; how far label and sentence stand from the middle of theirs


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
    labels = _share_of_labels(steps)
    width = room / (1 - labels - 2 * _NUMBERS)
    left, right = low - (labels + _NUMBERS) * width, high + _NUMBERS * width
    rows = len(steps) + 2
    return figure(
        data=[
            _rows(steps, left, right),
            _bars(steps, starts, colours),
            _links(starts, colours),
            _ends(starts, colours),
            *_words(steps, base_label, left, colours),
            _points(steps, starts, colours),
        ],
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
            "shapes": _mark(steps, chosen, colours),
        },
    )


def _share_of_labels(steps: Sequence[Step]) -> float:
    """Say which share of the width labels and sentences need, so that no bar lies on one."""
    longest = max((len(step.sentence) for step in steps), default=0)
    return min(max(_LABELS, longest / _LETTERS), _MOST_LABELS)


def _rows(steps: Sequence[Step], left: float, right: float) -> Trace:
    return bar(
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


def _bars(steps: Sequence[Step], starts: Sequence[int], colours: Palette) -> Trace:
    return bar(
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


def _mark(steps: Sequence[Step], chosen: str | None, colours: Palette) -> list[dict[str, Any]]:
    return [
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


def _links(starts: Sequence[int], colours: Palette) -> Trace:
    return scatter(
        x=[x for start in starts for x in (start, start, None)],
        y=[y for row in range(len(starts)) for y in (row + 0.26, row + 0.74, None)],
        mode="lines",
        line={"color": colours.typical_strong, "width": 1},
        hoverinfo="skip",
        name="steps",
    )


def _ends(starts: Sequence[int], colours: Palette) -> Trace:
    ends = [starts[0], starts[-1]]
    rows = [0, len(starts)]
    return scatter(
        x=ends,
        y=rows,
        mode="markers+text",
        marker={
            "symbol": "line-ns",
            "size": 22,
            "line": {"color": colours.ink, "width": 3},
        },
        text=[f" <b>{end}</b>" for end in ends],
        textposition="middle right",
        hoverinfo="skip",
        name="reference and score",
    )


def _words(steps: Sequence[Step], base_label: str, left: float, colours: Palette) -> list[Trace]:
    labels = [f"<b>{base_label}</b>", *(step.label for step in steps), "<b>Score</b>"]
    told = [(row, step.sentence) for row, step in enumerate(steps, start=1) if step.sentence]
    raised = {row for row, _ in told}
    rows = [row - (_RAISED if row in raised else 0.0) for row in range(len(labels))]
    plain = {"mode": "text", "textposition": "middle right", "hoverinfo": "skip"}
    return [
        scatter(x=[left] * len(rows), y=rows, text=labels, name="labels", **plain),
        scatter(
            x=[left] * len(told),
            y=[row + _RAISED for row, _ in told],
            text=[sentence for _, sentence in told],
            textfont={"size": SMALL_SIZE, "color": colours.muted},
            name="sentences",
            **plain,
        ),
    ]


def _points(steps: Sequence[Step], starts: Sequence[int], colours: Palette) -> Trace:
    return scatter(
        x=list(starts[1:]),
        y=list(range(1, len(steps) + 1)),
        mode="text",
        text=[_beside(f"<b>{signed(step.points)}</b>") for step in steps],
        textposition=["middle right" if step.points >= 0 else "middle left" for step in steps],
        textfont={"size": TEXT_SIZE, "color": colours.ink},
        hoverinfo="skip",
        name="shown points",
    )


def _beside(text: str) -> str:
    """Keep a text off the bar it stands beside, on either side."""
    return f"{_NBSP}{text}{_NBSP}"


def signed(points: int) -> str:
    """Write points with their sign and a true minus: +14, −21, 0."""
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"
