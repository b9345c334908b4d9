"""A mean and its interval, from sums."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]


def mean_interval(
    rows: ArrayLike, total: ArrayLike, squares: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Give means of independent values with Student's interval.

    ``m ± t s / sqrt(n)``, m = total / n, s² = (squares - n m²) / (n - 1), t of n - 1 degrees of
    freedom (Student 1908, Biometrika 6, 1–25).

    Parameters
    ----------
    rows : (...) int
        n of each mean.
    total, squares : (...) float
        Sums of the values and of their squares.
    confidence : float
        0–1.

    Returns
    -------
    tuple of (...) float
        Mean, lower and upper end; the mean is NaN without a row, its ends below two rows.
    """
    n = np.asarray(rows, dtype=np.float64)
    some, more = np.where(n > 0, n, np.nan), np.where(n > 1, n, np.nan)
    mean = np.asarray(total, dtype=np.float64) / some
    # rounding can take a spread of nothing below it
    variance = np.maximum(np.asarray(squares, dtype=np.float64) - n * mean * mean, 0) / (more - 1)
    half = stdtrit(more - 1, 0.5 + confidence / 2) * np.sqrt(variance / more)
    return mean, mean - half, mean + half
