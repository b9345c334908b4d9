"""A score beside its rivals: single features, and challengers, with what is more than noise."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scoring.metrics.ranking.delong import AucDifference, auc_difference
from scoring.metrics.rates.holm import holm
from scoring.training.samples import FEW_BADS

CONFIDENCE = 0.95
Floats = NDArray[np.float64]


def beside(
    is_bad: NDArray[np.bool_], score: Floats, rival: Floats, *, is_higher_safer: bool | None
) -> AucDifference | None:
    """Set a score beside one feature, on the applications that have it.

    Parameters
    ----------
    is_bad : (n,) bool
        True = went bad.
    score : (n,) float
        Higher = safer.
    rival : (n,) float
    is_higher_safer : bool or None
        Which way the feature goes, told by others than these applications. None where nobody
        can: then it goes the way in which it does better here, so that the score is never
        flattered.

    Returns
    -------
    AucDifference or None
        The score less the feature; None with fewer than 10 bads or goods.
    """
    if min(is_bad.sum(), (~is_bad).sum()) < FEW_BADS:
        return None
    as_it_is = auc_difference(is_bad, score, rival)
    is_turned = as_it_is.second < 0.5 if is_higher_safer is None else not is_higher_safer
    return auc_difference(is_bad, score, -rival) if is_turned else as_it_is


def more_than_noise(ahead: Sequence[tuple[float, float, float]]) -> list[bool]:
    """Tell which of some differences stand, given that so many are shown together.

    Parameters
    ----------
    ahead : sequence of tuple of float
        Each difference with the ends of its 95 % interval, which is that of a normal law:
        ``p = 2 Φ(-abs(value) / se)`` with ``se = (high - low) / (2 z)``, then Holm's correction.

    Returns
    -------
    list of bool
        In the order given.
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    chance = [_p_value(value, (high - low) / (2 * z)) for value, low, high in ahead]
    return [bool(p <= 1 - CONFIDENCE) for p in holm(chance)]


def _p_value(value: float, error: float) -> float:
    if error <= 0:
        return float(value == 0)
    return 2 * NormalDist().cdf(-abs(value) / error)
