"""How far two sets of counts lie apart, bin by bin: what IV, PSI and CSI share."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError

SMOOTHING = 0.5
Floats = NDArray[np.float64]


def shares(
    counts: ArrayLike, other: ArrayLike, *, smoothing: float = SMOOTHING
) -> tuple[Floats, Floats]:
    """Give each bin's share of two sets of rows, fit for logarithms.

    A bin that only one side has rows in counts as `smoothing` rows on the other ("half a row";
    SAS PROC HPBIN's WOEADJUST). All other bins are exact, so that anybody can recompute them. A
    bin that nobody is in has NaN on both sides.

    Parameters
    ----------
    counts, other : (B,) number >= 0
        Rows by bin, in the same bins.
    smoothing : float > 0
        At most 1, so that an empty bin never counts as more than one row.

    Returns
    -------
    tuple of (B,) float
        Shares of each side's rows, 0–1.

    Raises
    ------
    ThinfileError
        When a side has no rows, the bins differ, or a count is negative.
    """
    first, second = (np.asarray(side, dtype=np.float64) for side in (counts, other))
    if first.shape != second.shape:
        raise ThinfileError(
            f"Two sets of counts need the same bins; got {first.size} and {second.size}. "
            "Count both in one set of bins."
        )
    if first.sum() <= 0 or second.sum() <= 0 or min(first.min(), second.min()) < 0:
        raise ThinfileError(
            "Two sets of counts need rows on both sides and none below 0; got "
            f"{first.sum():g} and {second.sum():g} rows. Widen the dates or take another group."
        )
    nobody = (first == 0) & (second == 0)
    one, two = (
        np.where(nobody, np.nan, np.where(side == 0, smoothing, side)) / side.sum()
        for side in (first, second)
    )
    return one, two


def jeffreys_by_bin(counts: ArrayLike, other: ArrayLike, *, smoothing: float = SMOOTHING) -> Floats:
    """Give ``(p - q) ln(p / q)`` of each bin, >= 0, 0 where nobody is.

    Its sum is Jeffreys' divergence, ``KL(p, q) + KL(q, p)`` (Jeffreys 1946, Proc. R. Soc. A 186,
    453–461; Kullback and Leibler 1951). Arguments as in `shares`.
    """
    p, q = shares(counts, other, smoothing=smoothing)
    return np.nan_to_num((p - q) * np.log(p / q), nan=0.0)
