"""Wilson's interval of a rate."""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray


def wilson(
    hits: ArrayLike, trials: ArrayLike, *, confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the score interval of a binomial rate.

    ``(p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)``
    (Wilson 1927, JASA 22, 209–212).

    Parameters
    ----------
    hits : (...) int
        Events, 0 <= hits <= trials.
    trials : (...) int
        Rows; where 0 the interval is the whole of 0–1.
    confidence : float
        0–1.

    Returns
    -------
    tuple of (...) float
        Lower and upper end, 0–1.
    """
    n = np.asarray(trials, dtype=np.float64)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    rows = np.where(n > 0, n, 1.0)
    rate = np.asarray(hits, dtype=np.float64) / rows
    centre = rate + z * z / (2 * rows)
    spread = z * np.sqrt(rate * (1 - rate) / rows + z * z / (4 * rows * rows))
    shrink = 1 + z * z / rows
    # none at all and all of them end at 0 and 1, whatever the last bit of the roots
    low = np.where(np.asarray(hits) > 0, np.clip((centre - spread) / shrink, 0, 1), 0.0)
    high = np.where(np.asarray(hits) < n, np.clip((centre + spread) / shrink, 0, 1), 1.0)
    return low, high
