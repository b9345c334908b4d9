"""Predicted beside observed: on the diagonal, the PDs are what comes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ui.charts.empty import empty
from ui.charts.figure import figure, scatter
from ui.theme import Palette, template

HEIGHT = 330
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_LOG = {"type": "log", "tickvals": _TICKS, "ticktext": [f"{tick:g}" for tick in _TICKS]}


def calibration_chart(
    tenths: pd.DataFrame,
    title: str,
    check: pd.DataFrame | None = None,
    *,
    links: Sequence[str] = (),
    colours: Palette,
) -> go.Figure:
    """Draw tenths of the applications: mean PD against bad rate with its interval.

    Both axes are logarithmic, so that the safe tenths are not crushed into a corner; a tenth
    without any bad stands as an open diamond at the upper end of its interval.

    Parameters
    ----------
    tenths : pandas.DataFrame
        As given by `scoring.risk.tenths.calibration`.
    title : str
    check : pandas.DataFrame, optional
        Venn–Abers chances by tenth, as given by `scoring.risk.tenths.venn_abers_check`: a grey bar
        behind each mark.
    links : sequence of str
        What each tenth leads to, its mark's `customdata`.
    colours : Palette
    """
    if tenths.empty:
        why = "No outcome is known yet."
        return empty(title, why, colours=colours, height=HEIGHT)
    shown = 100 * tenths[["predicted", "observed", "low", "high"]]
    is_none = (tenths["bads"] == 0).to_numpy()
    y = np.where(is_none, shown["high"], shown["observed"])
    floor = float(shown["predicted"].min()) / 2
    ends = [floor, float(max(shown["predicted"].max(), shown["high"].max())) * 1.3]
    words = [
        f"score {row['score_from']}–{row['score_to']}: predicted {100 * row['predicted']:.2f} %, "
        f"observed {100 * row['observed']:.2f} % ({100 * row['low']:.2f}–{100 * row['high']:.2f}), "
        f"{row['bads']:,} of {row['applications']:,}"
        for row in tenths.to_dict("records")
    ]
    return figure(
        data=[
            scatter(
                x=ends,
                y=ends,
                mode="lines",
                line={"color": colours.typical_strong, "width": 1, "dash": "dash"},
                hoverinfo="skip",
                name="as predicted",
            ),
            *_pairs(shown["predicted"].tolist(), check, floor / 2, colours),
            scatter(
                x=shown["predicted"].tolist(),
                y=y.tolist(),
                mode="markers",
                marker={
                    "size": 8,
                    "color": colours.raises,
                    "symbol": ["diamond-open" if none else "circle" for none in is_none],
                },
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": (shown["high"] - y).tolist(),
                    "arrayminus": (y - np.maximum(shown["low"], floor / 2)).clip(0).tolist(),
                    "color": colours.raises,
                    "thickness": 1.5,
                    "width": 4,
                },
                text=words,
                customdata=list(links),
                hovertemplate="%{text}<extra></extra>",
                name="tenths",
            ),
        ],
        layout={
            "template": template(colours),
            "title": {"text": title},
            "height": HEIGHT,
            "margin": {"l": 62, "r": 12, "t": 8, "b": 44},
            "xaxis": {**_LOG, "title": {"text": "mean PD, %"}},
            "yaxis": {**_LOG, "title": {"text": "bad rate, %, 95 % interval"}},
        },
    )


def _pairs(
    x: list[float], check: pd.DataFrame | None, floor: float, colours: Palette
) -> list[go.Scatter]:
    """Draw [p0, p1] of each tenth as a bar, all in one trace."""
    if check is None:
        return []
    low, high = (np.maximum(100 * check[name].to_numpy(), floor) for name in ("p0", "p1"))
    return [
        scatter(
            x=[at for place in x for at in (place, place, None)],
            y=[at for pair in zip(low, high, strict=True) for at in (*pair, None)],
            mode="lines+markers",
            line={"color": colours.typical, "width": 9},
            marker={"symbol": "line-ew-open", "size": 14, "color": colours.typical_strong},
            hoverinfo="skip",
            name="Venn–Abers",
        )
    ]
