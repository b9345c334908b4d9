"""How much each feature moves scores, and which way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.metrics.drivers.mean_interval import mean_interval

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Importance:
    """How much features move the scores of n applications.

    Parameters
    ----------
    applications : int
        n.
    size, low, high : (f,) float
        Mean size of the points, whichever their sign, with its 95 % interval.
    raises, lowers : (f,) float
        Its parts: mean points upwards and mean points downwards, both 0 or more; they add up to it.
    share_raised, share_lowered : (f,) float
        Shares of the applications whose score it moves up and down, 0–1.
    """

    applications: int
    size: Floats
    low: Floats
    high: Floats
    raises: Floats
    lowers: Floats
    share_raised: Floats
    share_lowered: Floats


def importance(
    applications: int,
    *,
    sizes: ArrayLike,
    points: ArrayLike,
    squares: ArrayLike,
    raised: ArrayLike,
    lowered: ArrayLike,
) -> Importance:
    """Give the mean size of points and its parts, from sums over the applications.

    ``mean abs(points) = mean max(points, 0) + mean max(-points, 0)``: global importance as the
    mean size of SHAP values (Lundberg et al. 2020, Nature Machine Intelligence 2, 56–67). Points
    are measured against the reference, so a feature that is the same for everybody, but otherwise
    than in the reference, has a size.

    Parameters
    ----------
    applications : int
        n.
    sizes, points, squares : (f,) float
        Sums of the sizes of the points, of the points, and of their squares.
    raised, lowered : (f,) int
        Applications with points above and below 0.
    """
    some = applications if applications > 0 else np.nan
    size, low, high = mean_interval(applications, sizes, squares)
    signed = np.asarray(points, dtype=np.float64) / some
    return Importance(
        applications=applications,
        size=size,
        low=np.maximum(low, 0),
        high=high,
        raises=np.maximum(size + signed, 0) / 2,
        lowers=np.maximum(size - signed, 0) / 2,
        share_raised=np.asarray(raised, dtype=np.float64) / some,
        share_lowered=np.asarray(lowered, dtype=np.float64) / some,
    )
