"""How a feature's points go with its value."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.metrics.drivers.mean_interval import mean_interval

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dependence:
    """Mean points of the applications in each bin of a feature, in groups of another.

    Parameters
    ----------
    applications : (g, k) int
    mean, low, high : (g, k) float
        Mean points with its 95 % interval; NaN where there are too few to tell.
    """

    applications: NDArray[np.int64]
    mean: Floats
    low: Floats
    high: Floats


def dependence(
    points: ArrayLike, at: ArrayLike, bins: int, group: ArrayLike | None = None, groups: int = 1
) -> Dependence:
    """Give the mean points by bin of the value, and by group.

    ``mean of points over {i: bin i = k, group i = g}``: the SHAP dependence plot (Lundberg et al.
    2020, Nature Machine Intelligence 2, 56–67), averaged within bins.

    Parameters
    ----------
    points : (n,) float
        Of one feature, higher raises the score.
    at : (n,) int
        Bin of its value, 0 to bins - 1; others are left out.
    bins : int
    group : (n,) int, optional
        0 to groups - 1; others are left out. All are one group by default.
    groups : int
    """
    place = np.asarray(at, dtype=np.int32)
    outside = (place < 0) | (place >= bins)
    if group is not None:
        of = np.asarray(group, dtype=np.int32)
        outside |= (of < 0) | (of >= groups)
        place = of * np.int32(bins) + place
    cells = groups * bins
    place = np.where(outside, np.int32(cells), place)
    value = np.asarray(points, dtype=np.float64)
    rows, total, squares = (
        np.bincount(place, weights=weights, minlength=cells + 1)[:cells].reshape(groups, bins)
        for weights in (None, value, value * value)
    )
    mean, low, high = mean_interval(rows, total, squares)
    return Dependence(rows.astype(np.int64), mean, low, high)
