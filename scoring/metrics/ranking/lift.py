"""How many times more bads a score finds than chance would."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.metrics.ranking.auc import mass_of_outcomes, require_both


def lift(
    is_bad: ArrayLike, score: ArrayLike, *, share: float, weight: ArrayLike | None = None
) -> float:
    """Give the bad rate among the riskiest share over the bad rate of all.

    ``lift(q) = gains(q) / q`` (Siddiqi 2017, Intelligent Credit Scoring).

    Parameters
    ----------
    is_bad, score, weight
        As in `scoring.metrics.ranking.auc.auc`.
    share : float
        0–1, above 0: how much of the sample to take, lowest scores first.

    Returns
    -------
    float
        >= 0; 1 = no better than chance, 1 / share or 1 / bad rate = the most there can be.

    Raises
    ------
    ThinfileError
        When there is no good or no bad.
    """
    return float(gains(is_bad, score, shares=[share], weight=weight)[0] / share)


def gains(
    is_bad: ArrayLike, score: ArrayLike, *, shares: ArrayLike, weight: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Give the share of all bads found in the riskiest shares of a sample.

    The cumulative gains curve, or CAP (Engelmann, Hayden, Tasche 2003, Risk 16, 82–86). Where a
    share ends among equal scores, it takes their bads in proportion: ties have no order.

    Parameters
    ----------
    is_bad, score, weight
        As in `scoring.metrics.ranking.auc.auc`.
    shares : (k,) float
        0–1.

    Returns
    -------
    (k,) float
        0–1, rising with the share; higher = better.

    Raises
    ------
    ThinfileError
        When there is no good or no bad.
    """
    return gains_of_mass(*mass_of_outcomes(is_bad, score, weight), shares=shares)


def gains_of_mass(
    goods_at: NDArray[np.float64], bads_at: NDArray[np.float64], *, shares: ArrayLike
) -> NDArray[np.float64]:
    """Give the gains from the weight of goods and bads at each distinct score, lowest first."""
    require_both(goods_at.sum(), bads_at.sum(), "Lift")
    rows = np.concatenate([[0.0], np.cumsum(goods_at + bads_at)])
    bads = np.concatenate([[0.0], np.cumsum(bads_at)])
    found = np.interp(np.asarray(shares, dtype=np.float64), rows / rows[-1], bads / bads[-1])
    return np.asarray(found, dtype=np.float64)
