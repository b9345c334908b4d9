"""Weight of evidence of each bin of a feature."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.metrics.binned.jeffreys import SMOOTHING, shares


def woe(goods: ArrayLike, bads: ArrayLike, *, smoothing: float = SMOOTHING) -> NDArray[np.float64]:
    """Give ``ln(share of goods / share of bads)`` of each bin.

    Source: Good (1950), Probability and the Weighing of Evidence; Siddiqi (2017), Intelligent
    Credit Scoring. Adding ``ln(goods / bads)`` of all gives the log-odds of the bin.

    Parameters
    ----------
    goods, bads : (B,) number >= 0
        By bin; missing values are a bin of their own.
    smoothing : float
        How many rows a bin without goods, or without bads, counts as having; 0.5 by default. Bins
        that have both are exact.

    Returns
    -------
    (B,) float
        Positive = safer than all; 0 = no evidence, also where the bin holds nobody.

    Raises
    ------
    ThinfileError
        When there is no good or no bad at all.
    """
    good_share, bad_share = shares(goods, bads, smoothing=smoothing)
    return np.nan_to_num(np.log(good_share / bad_share), nan=0.0)
