"""Whether means differ by more than noise, from sums."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from scoring.metrics.rates.holm import holm

Sums = tuple[ArrayLike, ArrayLike, ArrayLike]


def means_differ(one: Sums, other: Sums, *, confidence: float = 0.95) -> NDArray[np.bool_]:
    """Mark the means that differ, given that k are compared.

    ``t = (m1 - m2) / sqrt(s1²/n1 + s2²/n2)``, of Welch's degrees of freedom
    ``(v1 + v2)² / (v1²/(n1 - 1) + v2²/(n2 - 1))`` with ``v = s²/n``
    (Welch 1947, Biometrika 34, 28–35), then Holm's correction over all k.

    Parameters
    ----------
    one, other : tuple of (k,) float
        Rows, sums of the values, and sums of their squares, of groups that share no row.
    confidence : float
        0–1; 1 - confidence is the chance of one false mark or more among the k.

    Returns
    -------
    (k,) bool
        False where a side has fewer than two rows.
    """
    (n, mean, error), (m, other_mean, other_error) = _moments(one), _moments(other)
    both = error + other_error
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = both**2 / (error**2 / (n - 1) + other_error**2 / (m - 1))
        t = np.abs(mean - other_mean) / np.sqrt(both)
        chance = 2 * stdtr(freedom, -t)
    # two groups without any spread: equal, or apart for sure
    chance = np.where(both == 0, (mean == other_mean).astype(np.float64), chance)
    usable = (n > 1) & (m > 1)
    marked = np.zeros(n.size, dtype=bool)
    marked[usable] = holm(chance[usable]) <= 1 - confidence
    return marked


def _moments(
    of: Sums,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give rows, mean, and the squared standard error of the mean."""
    n, total, squares = (np.asarray(part, dtype=np.float64) for part in of)
    mean = total / np.where(n > 0, n, 1)
    # rounding can take a spread of nothing below it
    spread = np.maximum(squares - n * mean * mean, 0) / np.where(n > 1, n - 1, 1)
    return n, mean, spread / np.where(n > 0, n, 1)
