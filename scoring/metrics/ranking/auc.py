"""Area under the ROC curve: how often a good outranks a bad."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError


def auc(is_bad: ArrayLike, score: ArrayLike, *, weight: ArrayLike | None = None) -> float:
    """Give the probability that a random good scores above a random bad, ties counting half.

    ``AUC = P(score_good > score_bad) + P(score_good = score_bad) / 2``
    (Hanley and McNeil 1982, Radiology 143, 29–36).

    Parameters
    ----------
    is_bad : (n,) bool
        True = went bad.
    score : (n,) float
        Higher = safer.
    weight : (n,) float >= 0, optional
        How often each row counts; 1 by default.

    Returns
    -------
    float
        0–1, 0.5 = no order, higher = better.

    Raises
    ------
    ThinfileError
        When there is no good or no bad.
    """
    return auc_of_mass(*mass_of_outcomes(is_bad, score, weight))


def auc_of_mass(goods_at: NDArray[np.float64], bads_at: NDArray[np.float64]) -> float:
    """Give the AUC from the weight of goods and bads at each distinct score, lowest first."""
    require_both(goods_at.sum(), bads_at.sum(), "AUC")
    return float(_ordered_pairs(goods_at, bads_at) / (goods_at.sum() * bads_at.sum()))


def expected_auc(
    prob_default: ArrayLike, score: ArrayLike, *, weight: ArrayLike | None = None
) -> float:
    """Give the AUC that a score has on average over outcomes drawn from known PDs.

    Each row is a bad with weight p and a good with weight 1 - p; a row is never paired with
    itself: ``sum_{i != j} (1 - p_i) p_j [s_i > s_j] / sum_{i != j} (1 - p_i) p_j``. Unlike the AUC
    of one draw of outcomes it carries no label noise.

    Parameters
    ----------
    prob_default : (n,) float
        True PD, 0–1.
    score : (n,) float
        Higher = safer.
    weight : (n,) float >= 0, optional
        How often each row counts; 1 by default.

    Returns
    -------
    float
        0–1, higher = better.
    """
    p = np.asarray(prob_default, dtype=np.float64)
    weights = np.ones(p.size) if weight is None else np.asarray(weight, dtype=np.float64)
    goods_at, bads_at = mass_by_score(score, weights * (1 - p), weights * p)
    itself = float((weights * (1 - p) * p).sum())
    ordered = _ordered_pairs(goods_at, bads_at) - itself / 2
    pairs = float(goods_at.sum() * bads_at.sum()) - itself
    require_both(goods_at.sum(), bads_at.sum(), "Expected AUC")
    return ordered / pairs


def mass_of_outcomes(
    is_bad: ArrayLike, score: ArrayLike, weight: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum the weight of goods and bads at each distinct score, lowest score first."""
    bad = np.asarray(is_bad, dtype=bool)
    weights = np.ones(bad.size) if weight is None else np.asarray(weight, dtype=np.float64)
    return mass_by_score(score, weights * ~bad, weights * bad)


def mass_by_score(
    score: ArrayLike, good: NDArray[np.float64], bad: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum good and bad weight at each distinct score, lowest score first."""
    _, at = np.unique(np.asarray(score, dtype=np.float64), return_inverse=True)
    goods_at = np.bincount(at, weights=good).astype(np.float64)
    bads_at = np.bincount(at, weights=bad).astype(np.float64)
    return goods_at, bads_at


def require_both(goods: float, bads: float, what: str) -> None:
    """Refuse a sample without goods or without bads.

    Raises
    ------
    ThinfileError
        Says how many of each there are.
    """
    if goods <= 0 or bads <= 0:
        raise ThinfileError(
            f"{what} needs goods and bads; got {goods:g} goods and {bads:g} bads. "
            "Widen the dates or take another sample."
        )


def _ordered_pairs(goods_at: NDArray[np.float64], bads_at: NDArray[np.float64]) -> float:
    bads_below = np.cumsum(bads_at) - bads_at
    return float((goods_at * (bads_below + bads_at / 2)).sum())
