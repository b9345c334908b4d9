"""Kolmogorov–Smirnov distance between the scores of goods and bads."""

from statistics import NormalDist

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


def ks_interval(
    goods: ArrayLike, bads: ArrayLike, redrawn: ArrayLike, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Give a KS without what chance adds to it, and its interval.

    The largest of many distances is too large by chance, by 0.1 and more with 15 bads, and the
    percentiles of resamples are too large once more. Where the KS is reached, with z² outcomes
    more, half of them there or below (Agresti and Coull 1998, Am. Stat. 52, 119–126; for the
    largest distance Zhou and Qin 2012, J. Biopharm. Stat. 22, 1244–1257):
    ``F = (x + z²/2) / (n + z²)`` of each side, ``KS = |F_bad - F_good| - (mean redrawn - KS)``, the
    bootstrap's bias taken off, and ``± z sqrt(var)``, var the larger of ``F_bad (1 - F_bad) /
    (n_bad + z²) + F_good (1 - F_good) / (n_good + z²)`` and the variance of the resamples.

    Parameters
    ----------
    goods, bads : (s,) float
        Applications at each score, the riskiest score first.
    redrawn : (r,) float
        KS of resamples; NaN where one had no good or no bad.
    confidence : float
        0–1.

    Returns
    -------
    tuple of float
        KS without chance's share, and its interval; all within 0–1.

    Raises
    ------
    ThinfileError
        When there is no good or no bad.
    """
    sides = [np.asarray(side, dtype=np.float64) for side in (bads, goods)]
    drawn = np.asarray(redrawn, dtype=np.float64)
    largest = ks_of_mass(sides[1], sides[0])
    below = [np.cumsum(side) for side in sides]
    at = int(np.abs(below[0] / below[0][-1] - below[1] / below[1][-1]).argmax())
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    size = np.array([side[-1] + z**2 for side in below])
    share = np.array([side[at] + z**2 / 2 for side in below]) / size
    value = abs(share[0] - share[1]) - (float(np.nanmean(drawn)) - largest)
    variance = max(float((share * (1 - share) / size).sum()), float(np.nanvar(drawn)))
    reach = z * float(np.sqrt(variance))
    low, middle, high = np.clip([value - reach, value, value + reach], 0, 1)
    return float(middle), float(low), float(high)
