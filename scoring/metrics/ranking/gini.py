"""Gini coefficient of a score."""

from numpy.typing import ArrayLike

from scoring.metrics.ranking.auc import auc


def gini(is_bad: ArrayLike, score: ArrayLike, *, weight: ArrayLike | None = None) -> float:
    """Give ``2 * AUC - 1``, the accuracy ratio of a score.

    Source: Engelmann, Hayden, Tasche (2003), Testing rating accuracy, Risk 16, 82–86.

    Parameters
    ----------
    is_bad, score, weight
        As in `scoring.metrics.ranking.auc.auc`.

    Returns
    -------
    float
        -1 to 1, 0 = no order, higher = better.
    """
    return 2 * auc(is_bad, score, weight=weight) - 1
