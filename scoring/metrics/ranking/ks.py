"""Kolmogorov–Smirnov distance between the scores of goods and bads."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.metrics.ranking.auc import mass_of_outcomes, require_both


def ks(is_bad: ArrayLike, score: ArrayLike, *, weight: ArrayLike | None = None) -> float:
    """Give the largest distance between the distribution functions of goods and bads.

    ``KS = max_s |F_bad(s) - F_good(s)|``, taken at distinct scores only, so that ties cannot
    inflate it: a constant score has 0. Source: Smirnov (1939); scipy.stats.ks_2samp.

    Parameters
    ----------
    is_bad, score, weight
        As in `scoring.metrics.ranking.auc.auc`.

    Returns
    -------
    float
        0–1, higher = better.

    Raises
    ------
    ThinfileError
        When there is no good or no bad.
    """
    return ks_of_mass(*mass_of_outcomes(is_bad, score, weight))


def ks_of_mass(goods_at: NDArray[np.float64], bads_at: NDArray[np.float64]) -> float:
    """Give the KS from the weight of goods and bads at each distinct score, lowest first."""
    require_both(goods_at.sum(), bads_at.sum(), "KS")
    distance = np.cumsum(bads_at) / bads_at.sum() - np.cumsum(goods_at) / goods_at.sum()
    return float(np.abs(distance).max())
