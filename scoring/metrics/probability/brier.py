"""How far predicted chances of default lie from what came."""

import numpy as np
from numpy.typing import ArrayLike

from data.errors import ThinfileError


def brier(is_bad: ArrayLike, prob_default: ArrayLike, *, weight: ArrayLike | None = None) -> float:
    """Give the mean squared distance between PD and outcome.

    ``Brier = sum w (p - y)² / sum w`` (Brier 1950, Mon. Weather Rev. 78, 1–3).

    Parameters
    ----------
    is_bad : (n,) bool
        True = went bad.
    prob_default : (n,) float
        0–1, higher = riskier.
    weight : (n,) float >= 0, optional
        How often each row counts; 1 by default.

    Returns
    -------
    float
        0–1, lower = better. Saying the bad rate b of everybody gives b (1 - b).

    Raises
    ------
    ThinfileError
        When there are no rows.
    """
    y, p = (np.asarray(part, dtype=np.float64) for part in (is_bad, prob_default))
    w = np.ones(y.size) if weight is None else np.asarray(weight, dtype=np.float64)
    if w.sum() <= 0:
        raise ThinfileError(
            f"A Brier score needs outcomes; got {y.size} rows of no weight. Widen the dates."
        )
    return float(np.average((p - y) ** 2, weights=w))
