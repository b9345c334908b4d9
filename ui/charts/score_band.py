"""Where the score lies: the 350–950 band, its cut-offs, the doubt, and comparable applicants."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.charts.figure import Trace, figure, scatter
from ui.theme import SMALL_SIZE, Palette, template

HEIGHT = 116
LOWEST, HIGHEST = 350, 950
_BAND = (-0.36, 0.0)
_MIDDLE = -0.18
_ABOVE = 0.14


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """What the band shows; all scores in points, higher is safer.

    Parameters
    ----------
    score : int
        350–950.
    low, high : int
        Calibration interval of the score.
    interval_n : int
        Holdout applications behind the interval.
    refer_from, approve_from : int
        Cut-offs: below `refer_from` decline, from `approve_from` approve.
    bins : tuple of (int, int)
        (lower edge, applications) of comparable applicants' scores.
    bin_width : int
        Points.
    comparable_label : str
        Who is comparable, with their number.
    redraw : tuple of (int, int) or None
        Where the score could have been, had the purchases fallen out otherwise; None where that
        is not known.
    """

    score: int
    low: int
    high: int
    interval_n: int
    refer_from: int
    approve_from: int
    bins: tuple[tuple[int, int], ...]
    bin_width: int
    comparable_label: str
    redraw: tuple[int, int] | None = None

    @property
    def comparable_n(self) -> int:
        """Comparable applications in all bins."""
        return sum(count for _, count in self.bins)


def score_band(band: ScoreBand, *, colours: Palette) -> go.Figure:
    """Draw the score on its scale.

    Parameters
    ----------
    band : ScoreBand
    colours : Palette

    Returns
    -------
    plotly.graph_objects.Figure
    """
    title = f"Score {band.score} on 350–950"
    if band.comparable_n:
        title += f"; grey: {band.comparable_label}"
    return figure(
        data=[*_density(band, colours), *_redraw(band, colours), *_person(band, colours)],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "margin": {"l": 8, "r": 8, "t": 4, "b": 44},
            "xaxis": {
                "range": [LOWEST, HIGHEST],
                "title": {"text": "score, points (higher is safer)", "standoff": 18},
                "showticklabels": False,
                "showgrid": False,
            },
            "yaxis": {"range": [-0.4, 1.05], "visible": False},
            "shapes": _zones(band, colours),
            "annotations": _labels(band, colours),
        },
    )


def _density(band: ScoreBand, colours: Palette) -> list[Trace]:
    if not band.comparable_n:
        return []
    tallest = max(count for _, count in band.bins)
    return [
        scatter(
            x=[lower + band.bin_width / 2 for lower, _ in band.bins],
            y=[count / tallest for _, count in band.bins],
            customdata=[
                (lower, lower + band.bin_width - 1, count, 100 * count / band.comparable_n)
                for lower, count in band.bins
            ],
            mode="lines",
            line={"color": colours.typical_strong, "width": 1, "shape": "spline"},
            fill="tozeroy",
            fillcolor=colours.typical,
            hovertemplate=(
                "%{customdata[0]}–%{customdata[1]} points: %{customdata[2]:,} comparable "
                "applications (%{customdata[3]:.1f} %)<extra></extra>"
            ),
            name="comparable applicants",
        )
    ]


def _redraw(band: ScoreBand, colours: Palette) -> list[Trace]:
    if band.redraw is None:
        return []
    low, high = band.redraw
    return [
        scatter(
            x=[low, high],
            y=[_ABOVE, _ABOVE],
            mode="lines+markers",
            line={"color": colours.ink, "width": 2},
            marker={"symbol": "line-ns", "size": 10, "line": {"color": colours.ink, "width": 2}},
            hovertemplate=(
                f"had the purchases fallen out a little differently: {low} to {high}, 90 %"
                "<extra></extra>"
            ),
            name="had the purchases fallen out differently",
            cliponaxis=False,
        )
    ]


def _person(band: ScoreBand, colours: Palette) -> list[Trace]:
    interval = scatter(
        x=[band.low, band.high],
        y=[_MIDDLE, _MIDDLE],
        mode="lines",
        line={"color": colours.ink, "width": 3},
        hoverinfo="skip",
        name="calibration interval",
    )
    point = scatter(
        x=[band.score],
        y=[_MIDDLE],
        mode="markers",
        marker={
            "size": 16,
            "color": colours.paper,
            "line": {"color": colours.ink, "width": 3},
        },
        hovertemplate=(
            f"score {band.score}; 90 % calibration interval {band.low}–{band.high}, from the "
            f"{band.interval_n:,} nearest holdout scores<extra></extra>"
        ),
        name="this applicant",
        cliponaxis=False,
    )
    return [interval, point]


def _zones(band: ScoreBand, colours: Palette) -> list[dict[str, Any]]:
    edges = [LOWEST, band.refer_from, band.approve_from, HIGHEST]
    fills = [colours.lowers, colours.doubt, colours.raises]
    return [
        {
            "type": "rect",
            "x0": left,
            "x1": right,
            "y0": _BAND[0],
            "y1": _BAND[1],
            "fillcolor": fill,
            "line": {"width": 1, "color": colours.paper},
            "layer": "below",
        }
        for left, right, fill in zip(edges, edges[1:], fills, strict=False)
    ]


def _labels(band: ScoreBand, colours: Palette) -> list[dict[str, Any]]:
    texts = [
        (LOWEST, f"{LOWEST} decline", "left"),
        (band.refer_from, f"refer from {band.refer_from}", "right"),
        (band.approve_from, f"approve from {band.approve_from}", "left"),
        (HIGHEST, f"{HIGHEST}", "right"),
    ]
    return [
        {
            "x": x,
            "y": _BAND[0],
            "yshift": -2,
            "text": text,
            "xanchor": anchor,
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": SMALL_SIZE, "color": colours.muted},
        }
        for x, text, anchor in texts
    ]
