"""Reject inference by parcelling: outcomes for those who never got a loan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

from data.errors import ThinfileError
from scoring.metrics.rates.wilson import wilson

Floats = NDArray[np.float64]
PD_COUNTS_AS = 30.0  # known outcomes


@dataclass(frozen=True, slots=True)
class Inferred:
    """Goods and bads that were never observed, by score band; all columns ``(B,)``.

    Parameters
    ----------
    bad_rate : float
        Given to the rejected of the band, 0–1; NaN where there was nothing to go by.
    goods, bads : float
        Rejected applications parcelled out; 0 where the rate is NaN.
    left_out : float
        Rejected applications of bands without a rate: still without an outcome.
    rate_variance : float
        Of the bad rate given, as far as the known outcomes leave it open; 0 where it is NaN.
    covariance : float
        Of the bad rate given with a known outcome of the band.
    """

    bad_rate: Floats
    goods: Floats
    bads: Floats
    left_out: Floats
    rate_variance: Floats
    covariance: Floats


def parcelling(
    goods: ArrayLike,
    bads: ArrayLike,
    rejected: ArrayLike,
    *,
    factor: ArrayLike,
    prob_default: ArrayLike | None = None,
) -> Inferred:
    """Part the rejected of each score band into goods and bads.

    ``bad rate of the rejected = min(1, factor · rate)`` of the accepted in the same band, and
    ``bads inferred = rejected · that`` (proportional assignment, Siddiqi 2017, Intelligent Credit
    Scoring). The rate is ``bads / (goods + bads)``; with the band's mean PD it is ``(bads + 30 PD)
    / (goods + bads + 30)``, the mean of a beta distribution that holds the PD as firmly as 30 known
    outcomes do (Gelman et al. 2013, Bayesian Data Analysis, section 2.4), so that a band in which
    one accepted is known to be good calls nobody safe. The rejected of a band are taken to be worse
    than its accepted by the factor, because somebody saw a reason to decline them; nothing in the
    data can say how much worse. Whatever rests on it must be named as inferred.

    The variances are those of that beta distribution: ``factor² rate (1 - rate) / (n + 1)`` with n
    the outcomes that the rate rests on, and by the delta method ``factor rate (1 - rate) / n``
    beside one known outcome. Where ``factor · rate`` may lie above 1 they are those of the capped
    rate, ``E (min(1, factor · R) - given)²``: a rate at its ceiling is as open as its chance of
    lying below. How wrong the factor may be is not in them.

    Parameters
    ----------
    goods, bads : (B,) number >= 0
        Known outcomes by score band.
    rejected : (B,) number >= 0
        Applications without an outcome that are to get one.
    factor : float or (B,) float
        Above 0, usually 1 or more; 1 = as bad as the accepted of the band. It may differ by band.
    prob_default : (B,) float, optional
        Mean PD of the band, 0–1. Without it the known outcomes stand alone, and bands without any
        are left out.

    Returns
    -------
    Inferred

    Raises
    ------
    ThinfileError
        When a factor is not above 0.
    """
    good, bad, without = (np.asarray(side, dtype=np.float64) for side in (goods, bads, rejected))
    times = np.broadcast_to(np.asarray(factor, dtype=np.float64), good.shape)
    if not (times > 0).all():
        raise ThinfileError(
            f"Parcelling needs a factor above 0; got {times[~(times > 0)][0]:g}. "
            "Take 1 for 'as bad as the accepted', more for worse."
        )
    known, gone = good + bad, bad
    if prob_default is not None:
        mean = np.asarray(prob_default, dtype=np.float64)
        weight = np.where(np.isnan(mean), 0.0, PD_COUNTS_AS)
        known, gone = known + weight, bad + weight * np.nan_to_num(mean)
    rate = np.where(known > 0, gone / np.where(known > 0, known, 1), np.nan)
    variance, covariance = _left_open(known, np.nan_to_num(rate), times)
    rate = np.minimum(1.0, times * rate)
    usable = ~np.isnan(rate)
    inferred = np.where(usable, without * np.where(usable, rate, 0), 0.0)
    return Inferred(
        bad_rate=rate,
        goods=np.where(usable, without, 0.0) - inferred,
        bads=inferred,
        left_out=np.where(usable, 0.0, without),
        rate_variance=variance,
        covariance=covariance,
    )


def _left_open(known: Floats, rate: Floats, times: Floats) -> tuple[Floats, Floats]:
    """Give variance and covariance of ``min(1, factor R)``, R of a beta distribution.

    With I the chance of a beta variable to lie below ``1 / factor``: ``integral of R^k up to there
    = E R^k I(a + k, b)``.
    """
    is_open = (rate > 0) & (rate < 1)
    a, b = (np.where(is_open, known * of, 1.0) for of in (rate, 1 - rate))
    cap = np.minimum(1.0, 1 / times)
    given = np.minimum(rate, cap)
    below, first, second = (betainc(a + k, b, cap) for k in range(3))
    mean, square = a / (a + b), a * (a + 1) / ((a + b) * (a + b + 1))
    squared = square * second - 2 * given * mean * first + given**2 * below
    variance = times**2 * squared + (1 - times * given) ** 2 * (1 - below)
    beside = times * rate * (1 - rate) / np.where(known > 0, known, 1) * below
    return np.where(is_open, variance, 0.0), np.where(is_open, beside, 0.0)


def inferred_variance(
    rejected: ArrayLike, known: ArrayLike, rate_variance: ArrayLike, covariance: ArrayLike
) -> Floats:
    """Give what inference adds to the variance of how many of a group are bad.

    ``sum over bands of rejected² · rate variance + 2 · rejected · known · covariance``: all the
    rejected of a band share one rate, and those who are known are among those it was read from
    (delta method, Oehlert 1992).

    Parameters
    ----------
    rejected, known : (..., B) number >= 0
        Of each group by score band: parcelled out, and with a known outcome.
    rate_variance, covariance : (B,) float
        As in `Inferred`.

    Returns
    -------
    (...) float
    """
    without, seen = np.asarray(rejected, dtype=np.float64), np.asarray(known, dtype=np.float64)
    of_rate, beside = np.asarray(rate_variance), np.asarray(covariance)
    return np.asarray((without**2 * of_rate + 2 * without * seen * beside).sum(axis=-1))


def blended_bad_rate(
    goods: ArrayLike,
    bads: ArrayLike,
    inferred_goods: ArrayLike = 0.0,
    inferred_bads: ArrayLike = 0.0,
    inferred_variance: ArrayLike = 0.0,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """Give a bad rate of known and inferred outcomes, with an interval for what both leave open.

    ``rate = (bads + inferred bads) / total``, total being all four. Its variance is ``(known ·
    rate (1 - rate) + inferred variance) / total²``; the interval is Wilson's (Wilson 1927) of the
    rate on the number of outcomes that would be as sure, ``rate (1 - rate) / variance`` (effective
    sample size, Kish 1965). With nothing inferred that is Wilson's own; with nothing known, and
    nothing said of the inferred, it is the whole of 0–1.

    Parameters
    ----------
    goods, bads, inferred_goods, inferred_bads : (...) number >= 0
        Of one group each; nothing inferred by default.
    inferred_variance : (...) float >= 0
        As `inferred_variance` gives it.
    confidence : float
        0–1.

    Returns
    -------
    tuple of (...) float
        Rate, lower and upper end; the rate is NaN where there is no outcome at all.
    """
    good, bad, more_good, more_bad = (
        np.asarray(side, dtype=np.float64) for side in (goods, bads, inferred_goods, inferred_bads)
    )
    known, gone = good + bad, bad + more_bad
    total = known + more_good + more_bad
    rate = np.where(total > 0, gone / np.where(total > 0, total, 1), np.nan)
    spread = np.nan_to_num(rate * (1 - rate))
    shared = np.where(
        spread > 0, np.asarray(inferred_variance) / np.where(spread > 0, spread, 1), 0
    )
    open_ = known + shared
    as_sure = np.where(open_ > 0, total**2 / np.where(open_ > 0, open_, 1), 0.0)
    low, high = wilson(np.nan_to_num(rate) * as_sure, as_sure, confidence=confidence)
    return rate, low, high
