"""Score distributions of cohorts over that of the whole book."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.charts.figure import Trace, figure, scatter
from ui.theme import Palette, looks, template

HEIGHT = 480


def score_distributions(
    cohorts: Mapping[str, "pd.Series[float]"], rest: "pd.Series[float]", *, colours: Palette
) -> go.Figure:
    """Draw the share of each group's applications by 10 points of score.

    A mark of a cohort can be clicked; `customdata` holds the lower end of its bin, and its name.

    Parameters
    ----------
    cohorts : mapping of str to pandas.Series
        Applications by lower end of the bin.
    rest : pandas.Series
        The same of the whole book.
    colours : Palette
    """
    bins = sorted(set(rest.index) | {at for counts in cohorts.values() for at in counts.index})
    base = _share(rest, bins)
    data: list[Trace] = [
        scatter(
            x=bins,
            y=base,
            mode="lines",
            fill="tozeroy",
            line={"color": colours.typical_strong, "width": 1},
            fillcolor=colours.typical,
            hovertemplate="all, score %{x}: %{y:.1f} %<extra></extra>",
            name="all",
        )
    ]
    for at, ((name, counts), look) in enumerate(zip(cohorts.items(), looks(colours), strict=False)):
        share = _share(counts, bins)
        top = _label_place(share, at)
        data.append(
            scatter(
                x=bins,
                y=share,
                mode="lines+markers+text",
                marker={"size": 6, "symbol": look.symbol},
                customdata=[f"{place} {name}" for place in bins],
                line={"color": look.tone, "width": 2, "dash": look.dash},
                text=[f"<b>{name}</b>" if place == top else "" for place in range(len(bins))],
                textposition="top right",
                cliponaxis=False,
                hovertemplate=f"{name}, score %{{x}}: %{{y:.1f}} %<extra></extra>",
                name=name,
            )
        )
    return figure(
        data=data,
        layout={
            "template": template(colours),
            "title": {"text": "Scores: share of each cohort by 10 points (grey: the whole book)"},
            "height": HEIGHT,
            "margin": {"l": 40, "r": 8, "t": 20, "b": 40},
            "xaxis": {"title": {"text": "score (higher is safer)"}},
            "yaxis": {"ticksuffix": " %", "rangemode": "tozero", "nticks": 5},
        },
    )


def _label_place(share: NDArray[np.float64], at: int) -> int:
    """Give the bin where a line's name stands: each further down the right side."""
    below = np.flatnonzero(share >= (0.8 - 0.2 * at) * share.max())
    return int(below[-1])


def _share(counts: "pd.Series[float]", bins: list[int]) -> NDArray[np.float64]:
    found = counts.reindex(bins, fill_value=0).to_numpy(dtype=np.float64)
    return np.asarray(100 * found / max(found.sum(), 1))
