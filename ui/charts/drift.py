"""How far things have moved from train: indices with thresholds, shares by bin, reasons."""

import math
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from scoring.metrics.binned.psi import LARGE_FROM, MODERATE_FROM, Shift, Stability
from ui.charts.figure import Trace, bar, figure, scatter, wrapped
from ui.theme import SMALL_SIZE, Palette, template

HEIGHT = 300
_ROW = 24
_MOST = 4 * LARGE_FROM  # of an axis of months: one far-off month hides no other
_LONGEST = 40  # characters of a line of a label
_WORDS = 60  # of the thresholds, beside the newest month
_SYMBOLS = {
    Shift.SMALL: "circle",
    Shift.TOO_FEW: "circle-open",
    Shift.MODERATE: "diamond",
    Shift.LARGE: "square",
}


def index_chart(
    title: str,
    months: Sequence[datetime],
    found: Sequence[Stability],
    *,
    chosen: int,
    learnt_until: datetime,
    links: Sequence[str] = (),
    colours: Palette,
) -> go.Figure:
    """Draw an index month by month over what noise alone shows, with the fixed thresholds.

    Parameters
    ----------
    title : str
    months : sequence of datetime
    found : sequence of Stability
        One a month.
    chosen : int
        Place of the month that is looked at below.
    learnt_until : datetime
        Day T: train applied before it.
    links : sequence of str
        What each month leads to, its mark's `customdata`.
    colours : Palette
    """
    noise = scatter(
        x=list(months),
        y=[one.critical_value for one in found],
        mode="lines",
        line={"width": 1, "color": colours.typical_strong, "shape": "hvh"},
        fill="tozeroy",
        fillcolor=colours.typical,
        opacity=0.5,
        hoverinfo="skip",
        name="noise alone",
    )
    top = min(_MOST, max(LARGE_FROM * 1.2, *(min(one.high, 1.5 * one.value) for one in found)))
    marks = _marks(list(months), found, colours, is_upright=True, most=top)
    above = [(at, one.value) for at, one in zip(months, found, strict=True) if one.value > top]
    return figure(
        data=[noise, marks | {"customdata": list(links)}],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "margin": {"l": 44, "r": _WORDS, "t": 16, "b": 28},
            "xaxis": {"showgrid": False},
            "yaxis": {"range": [0, 1.05 * top], "nticks": 6},
            "shapes": [
                *(_threshold(at, colours, is_upright=False) for at in (MODERATE_FROM, LARGE_FROM)),
                _at_month(learnt_until, colours, "dash"),
                _at_month(months[chosen], colours, "dot"),
            ],
            "annotations": [
                *(
                    _note(text, colours, x=1, xref="paper", xanchor="left", y=at, yanchor="middle")
                    for at, text in ((MODERATE_FROM, "moderate"), (LARGE_FROM, "large"))
                ),
                _note("training sample before", colours, x=learnt_until, xanchor="right", y=top),
                *(
                    _note(f"↑ {value:.2f}", colours, x=at, xanchor="left", xshift=8, y=top)
                    for at, value in above
                ),
            ],
        },
    )


def features_chart(
    title: str, names: Sequence[str], labels: Sequence[str], found: Sequence[Stability],
    *, chosen: str, colours: Palette,
) -> go.Figure:  # fmt: skip
    """Draw the index of some features, the largest at the top; a mark can be clicked."""
    rows = list(range(len(names)))
    marks = _marks(rows, found, colours, is_upright=False) | {"customdata": list(names)}
    top = max(LARGE_FROM * 1.2, *(one.value * 1.1 for one in found))
    lines = [wrapped(label, _LONGEST) for label in labels]
    bold = [f"<b>{line}</b>" if name == chosen else line
            for name, line in zip(names, lines, strict=True)]  # fmt: skip
    return figure(
        data=[marks],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": 52 + _ROW * len(names),
            "margin": {"l": 236, "r": 12, "t": 8, "b": 40},
            "xaxis": {"range": [-0.004, top], "title": {"text": "CSI against the training sample"}},
            "yaxis": {
                "tickvals": rows,
                "ticktext": bold,
                "range": [len(names) - 0.5, -0.5],
                "showgrid": False,
            },
            "shapes": [
                _threshold(at, colours, is_upright=True) for at in (MODERATE_FROM, LARGE_FROM)
            ],
        },
    )


def shares_chart(
    title: str, bins: Sequence[str], train: ArrayLike, month: ArrayLike, *, name: str,
    links: Sequence[str] = (), colours: Palette,
) -> go.Figure:  # fmt: skip
    """Draw the shares of train, grey, and of a month, blue, side by side in each bin.

    A bar of the month can be clicked; `customdata` holds its link.
    """
    nowhere = [""] * len(links)
    sides = (
        ("training sample", train, colours.typical_strong, nowhere),
        (name, month, colours.raises, list(links)),
    )
    return figure(
        data=[
            bar(
                x=list(bins),
                y=(100 * np.asarray(shares, dtype=np.float64)).tolist(),
                marker={"color": tone},
                customdata=to,
                hovertemplate=f"%{{x}}, {side}: %{{y:.1f}} %<extra></extra>",
                name=side,
            )
            for side, shares, tone, to in sides
        ],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "margin": {"l": 44, "r": 8, "t": 28, "b": 64},
            "barmode": "group",
            "bargap": 0.25,
            "showlegend": True,
            "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.12},
            "xaxis": {"type": "category", "tickangle": -35 if len(bins) > 6 else 0},
            "yaxis": {"ticksuffix": " %", "rangemode": "tozero", "nticks": 5},
        },
    )


def reasons_chart(
    title: str, labels: Sequence[str], train: ArrayLike, month: ArrayLike,
    *, name: str, differs: Sequence[bool], colours: Palette,
) -> go.Figure:  # fmt: skip
    """Draw how often each family is among the reasons: train a grey rule, the month a dot."""
    rows = list(range(len(labels)))
    base, now = (100 * np.asarray(side, dtype=np.float64) for side in (train, month))
    words = [f"{label}: {after:.1f} % in {name}, {before:.1f} % in the training sample"
             for label, before, after in zip(labels, base, now, strict=True)]  # fmt: skip
    return figure(
        data=[
            scatter(
                x=base.tolist(), y=rows, mode="markers", name="training sample", hoverinfo="skip",
                marker={"symbol": "line-ns", "size": 14,
                        "line": {"width": 3, "color": colours.typical_strong}},
            ),
            scatter(
                x=now.tolist(), y=rows, mode="markers+text", name=name,
                marker={"size": 9, "color": colours.raises},
                text=["differs" if marked else "" for marked in differs],
                textposition="middle right",
                textfont={"size": SMALL_SIZE, "color": colours.ink},
                customdata=words, hovertemplate="%{customdata}<extra></extra>",
            ),
        ],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": max(HEIGHT, 52 + _ROW * len(labels)),
            "margin": {"l": 150, "r": 60, "t": 8, "b": 40},
            "xaxis": {"ticksuffix": " %", "rangemode": "tozero",
                      "title": {"text": "share of applications"}},
            "yaxis": {"tickvals": rows, "ticktext": list(labels),
                      "range": [len(labels) - 0.5, -0.5]},
        },
    )  # fmt: skip


def _marks(
    at: Sequence[object], found: Sequence[Stability], colours: Palette, *,
    is_upright: bool, most: float = math.inf,
) -> Trace:  # fmt: skip
    """Draw indices with intervals; the mark's shape says what the tone says.

    Those beyond `most` stand there, and what they say when pointed at is true.
    """
    values = np.minimum([one.value for one in found], most)
    ends = {
        "type": "data",
        "symmetric": False,
        "array": [max(one.high - at, 0.0) for one, at in zip(found, values, strict=True)],
        "arrayminus": [max(at - one.low, 0.0) for one, at in zip(found, values, strict=True)],
        "thickness": 1,
        "width": 0,
        "color": colours.muted,
    }
    tones = {Shift.MODERATE: colours.doubt, Shift.LARGE: colours.lowers}
    edges = tones | {Shift.MODERATE: colours.doubt_line}
    words = [
        f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f}), {one.shift}, {one.rows:,} applications"
        for one in found
    ]
    across, along, error = ("y", "x", "error_y") if is_upright else ("x", "y", "error_x")
    place = "%{x|%b %Y}" if is_upright else "%{y}"
    named = f"{place}: %{{text}}<extra></extra>" if is_upright else "%{text}<extra></extra>"
    return scatter(
        mode="markers",
        marker={
            "size": 8,
            "symbol": [_SYMBOLS[one.shift] for one in found],
            "color": [tones.get(one.shift, colours.raises) for one in found],
            "line": {
                "width": 1.5,
                "color": [edges.get(one.shift, colours.raises) for one in found],
            },
        },
        text=words,
        hovertemplate=named,
        name="index",
        **{along: list(at), across: values.tolist(), error: ends},
    )


def _threshold(at: float, colours: Palette, *, is_upright: bool) -> dict[str, object]:
    line = {"color": colours.typical_strong, "width": 1, "dash": "dash"}
    if is_upright:
        return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line}
    return {"type": "line", "y0": at, "y1": at, "xref": "paper", "x0": 0, "x1": 1, "line": line}


def _at_month(at: datetime, colours: Palette, dash: str) -> dict[str, object]:
    line = {"color": colours.doubt_line, "width": 1.5, "dash": dash}
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _note(text: str, colours: Palette, **where: object) -> dict[str, object]:
    font = {"size": SMALL_SIZE, "color": colours.muted}
    return {"text": text, "showarrow": False, "font": font, **where}
