"""Intervals by resampling customers."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray


def resampled_weights(customer_id: ArrayLike, *, resamples: int, seed: int) -> NDArray[np.float64]:
    """Draw how often each row counts when customers are drawn with replacement.

    Parameters
    ----------
    customer_id : (n,)
        Rows of one customer always count together.
    resamples : int
        Number of draws.
    seed : int
        The same seed gives the same draws.

    Returns
    -------
    (resamples, n) float
        Whole numbers >= 0.
    """
    codes, customers = pd.factorize(np.asarray(customer_id, dtype=object))
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(customers), np.full(len(customers), 1 / len(customers)), resamples)
    return np.asarray(drawn[:, codes], dtype=np.float64)


def interval(
    statistic: Callable[[NDArray[np.float64]], float],
    weights: NDArray[np.float64],
    *,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Give the percentile interval of a weighted statistic (Efron 1979, Ann. Stat. 7, 1–26).

    Parameters
    ----------
    statistic : callable
        Takes the (n,) weights of one resample.
    weights : (resamples, n) float
        As drawn by `resampled_weights`.
    confidence : float
        0–1.

    Returns
    -------
    tuple of float
        Lower and upper end.
    """
    values = [statistic(row) for row in weights]
    tail = (1 - confidence) / 2 * 100
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)
