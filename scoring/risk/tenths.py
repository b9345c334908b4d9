"""Whether PDs are what comes, tenth by tenth of the applications, from counts by score alone."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.metrics.probability.venn_abers import venn_abers
from scoring.metrics.rates.wilson import wilson

BANDS = 10
Floats = NDArray[np.float64]


def calibration(cells: pd.DataFrame) -> pd.DataFrame:
    """Set mean PD beside the bad rate in tenths of the applications, the riskiest first.

    A score belongs to the tenth in which its middle application stands
    (`scoring.metrics.probability.bands`).

    Returns
    -------
    pandas.DataFrame
        ``score_from``, ``score_to``, ``applications``, ``bads``, ``predicted``, ``observed``,
        ``low`` and ``high`` (Wilson, 95 %), one row per tenth that holds anybody.
    """
    by_score = cells.groupby("score").sum(numeric_only=True).sort_index()
    size = (by_score["goods"] + by_score["bads"]).to_numpy(dtype=np.float64)
    band = _tenth(size)
    kept = by_score.assign(
        size=size, prob=by_score["prob_of_goods"] + by_score["prob_of_bads"], score=by_score.index
    )
    tenths = kept.groupby(band).agg(
        score_from=("score", "min"),
        score_to=("score", "max"),
        applications=("size", "sum"),
        bads=("bads", "sum"),
        prob=("prob", "sum"),
    )
    low, high = wilson(tenths["bads"].to_numpy(), tenths["applications"].to_numpy())
    rows = tenths["applications"]
    return tenths.assign(
        applications=rows.astype(int),
        predicted=tenths["prob"] / rows,
        observed=tenths["bads"] / rows,
        low=low,
        high=high,
    ).drop(columns="prob")


def _tenth(size: Floats) -> NDArray[np.int64]:
    """Tell the tenth of each score, in which its middle application stands."""
    middle = np.cumsum(size) - size / 2
    return np.asarray(BANDS * middle / max(size.sum(), 1)).astype(np.int64)


def venn_abers_check(
    cells: pd.DataFrame, holdout_score: NDArray[np.int64], holdout_is_bad: NDArray[np.bool_]
) -> pd.DataFrame:
    """Set the holdout's Venn–Abers chances beside the mean PD of each tenth of `calibration`.

    A tenth agrees when its mean PD lies from the lower end of Wilson's 95 % interval around p0 to
    the upper end of that around p1, with as many applications as the holdout has in its scores:
    the pair alone leaves the chance in the holdout out.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `scoring.risk.performance.performance` reads them.
    holdout_score : (m,) int
        Displayed scores of applications that no tree split on and calibration never saw; the
        trees' number was set on them, so that they flatter the model a little.
    holdout_is_bad : (m,) bool
        True = went bad.

    Returns
    -------
    pandas.DataFrame
        ``p0`` and ``p1`` (means over the tenth's applications), ``holdout`` (its applications
        there) and ``agrees``, one row per tenth of `calibration`.

    Raises
    ------
    ThinfileError
        When the holdout has no goods or no bads.
    """
    by_score = cells.groupby("score").sum(numeric_only=True).sort_index()
    size = (by_score["goods"] + by_score["bads"]).to_numpy(dtype=np.float64)
    pair = venn_abers(holdout_is_bad, -holdout_score, -by_score.index.to_numpy())
    summed = pd.DataFrame(
        {
            "size": size,
            "p0": pair[:, 0] * size,
            "p1": pair[:, 1] * size,
            "prob": by_score["prob_of_goods"].to_numpy() + by_score["prob_of_bads"].to_numpy(),
        }
    )
    band = _tenth(size)
    tenths = summed.groupby(band).sum()
    mean = tenths[["p0", "p1", "prob"]].div(tenths["size"], axis=0)
    first = by_score.index.to_series().groupby(band).min().to_numpy()
    place = np.maximum(np.searchsorted(first, holdout_score, side="right") - 1, 0)
    held = np.bincount(place, minlength=first.size)
    low = wilson(mean["p0"].to_numpy() * held, held)[0]
    high = wilson(mean["p1"].to_numpy() * held, held)[1]
    agrees = (low <= mean["prob"]) & (mean["prob"] <= high)
    return mean.drop(columns="prob").assign(holdout=held, agrees=agrees)
