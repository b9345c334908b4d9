"""How far a population has moved from the training sample, and whether that is more than noise."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, chdtri, chndtr, chndtrinc

from scoring.metrics.binned.jeffreys import jeffreys_by_bin

MODERATE_FROM = 0.10
LARGE_FROM = 0.25
CONFIDENCE = 0.95


class Shift(StrEnum):
    """What a stability index says, noise taken into account."""

    SMALL = "small"
    MODERATE = "moderate"
    LARGE = "large"
    TOO_FEW = "too few to tell"


@dataclass(frozen=True, slots=True)
class Stability:
    """A stability index with its doubt.

    Parameters
    ----------
    value : float
        The index, >= 0; 0 = the same shares.
    low, high : float
        Interval of the index that endless rows would show.
    critical_value : float
        Below it the index is what two samples of one population show.
    p_value : float
        How often two samples of one population would lie at least as far apart, 0–1.
    rows : int
        Of the later sample.
    shift : Shift
        Fixed thresholds, held against the noise.
    """

    value: float
    low: float
    high: float
    critical_value: float
    p_value: float
    rows: int
    shift: Shift


def psi(expected: ArrayLike, actual: ArrayLike, *, confidence: float = CONFIDENCE) -> Stability:
    """Give the population stability index of two sets of counts in fixed bins.

    ``PSI = sum (a - e) ln(a / e)`` over the shares of each bin (Siddiqi 2017, Intelligent Credit
    Scoring; thresholds 0.10 and 0.25 there). With n and m rows and B bins that anybody is
    in, ``PSI / (1/n + 1/m)`` of two samples of one population is about chi-square with B - 1
    degrees of freedom (Yurdakul and Naranjo 2020, J. Risk Model Validation 14(4), 89–100). About a
    true index D it is noncentral chi-square with noncentrality ``D / (1/n + 1/m)``, which is
    turned round for the interval.

    Where a bin expects few rows the logarithm exaggerates: 60 rows in ten bins pass the critical
    value in 10 % of trials, not 5 %. So `p_value` is the larger of that of PSI and that of
    Pearson's chi-square of the same table (Pearson 1900, Phil. Mag. 50, 157–175), and stays below
    5 % in all of them.

    Parameters
    ----------
    expected : (B,) int
        Rows of the training sample by bin; see `scoring.metrics.binned.bins`.
    actual : (B,) int
        Rows of the later sample in the same bins.
    confidence : float
        0–1, of the interval and the critical value.

    Returns
    -------
    Stability
        Its `shift` is moderate or large where the whole interval lies from the threshold on and
        `p_value` is at most ``1 - confidence``: the index itself will not do, since by the same
        law it lies above D by ``(B - 1)(1/n + 1/m)`` in the mean. It is small where neither the
        interval nor noise reaches the lower threshold, else too few to tell.

    Raises
    ------
    ThinfileError
        When a side has no rows or the bins differ.
    """
    value = float(jeffreys_by_bin(actual, expected).sum())
    base, later = np.asarray(expected, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    noise = 1 / base.sum() + 1 / later.sum()
    freedom = int(((base > 0) | (later > 0)).sum()) - 1
    if freedom == 0:
        return Stability(0.0, 0.0, 0.0, 0.0, 1.0, int(later.sum()), Shift.SMALL)
    tail = (1 - confidence) / 2
    p_value = float(chdtrc(freedom, min(value / noise, _pearson(base, later))))
    critical = float(chdtri(freedom, 1 - confidence)) * noise
    low, high = (_noncentrality(value / noise, freedom, at) * noise for at in (1 - tail, tail))
    return Stability(
        value=value,
        low=low,
        high=high,
        critical_value=critical,
        p_value=p_value,
        rows=int(later.sum()),
        shift=_shift(low, max(high, critical), is_noise=p_value > 1 - confidence),
    )


def _pearson(base: NDArray[np.float64], later: NDArray[np.float64]) -> float:
    pooled = (base + later) / (base.sum() + later.sum())
    kept = pooled > 0
    sides = ((side[kept], side.sum() * pooled[kept]) for side in (base, later))
    return float(sum(((rows - wanted) ** 2 / wanted).sum() for rows, wanted in sides))


def _shift(low: float, high: float, *, is_noise: bool) -> Shift:
    if low >= MODERATE_FROM and not is_noise:
        return Shift.LARGE if low >= LARGE_FROM else Shift.MODERATE
    return Shift.TOO_FEW if high >= MODERATE_FROM else Shift.SMALL


def _noncentrality(statistic: float, freedom: int, probability: float) -> float:
    """Give the noncentrality at which the statistic is the quantile; 0 where it is already less."""
    if chndtr(statistic, freedom, 0.0) <= probability:
        return 0.0
    return float(chndtrinc(statistic, freedom, probability))
