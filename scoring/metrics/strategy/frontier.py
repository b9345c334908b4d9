"""What every cut-off would approve, and how bad that would be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError
from scoring.metrics.strategy.parcelling import Inferred, blended_bad_rate, inferred_variance

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frontier:
    """One row per cut-off, lowest first; all columns ``(S,)``.

    Parameters
    ----------
    cutoff_score : float
        Approve at or above it.
    approved : float
        Applications.
    approval_rate : float
        Share of all applications, 0–1.
    bad_rate, low, high : float
        Of the approved whose outcome is known or inferred, with its interval.
    known : float
        Approved applications with a known outcome.
    is_efficient : bool
        No other cut-off approves at least as many at a bad rate at most as high.
    """

    cutoff_score: Floats
    approved: Floats
    approval_rate: Floats
    bad_rate: Floats
    low: Floats
    high: Floats
    known: Floats
    is_efficient: NDArray[np.bool_]


def at_or_above(values: ArrayLike) -> Floats:
    """Add up values by score over all scores at or above each: ``sum_{t >= s} values[t]``.

    The cumulative step of every cut-off at once (prefix sums, Blelloch 1990). Between two cut-offs
    lie ``at_or_above(v)[low] - at_or_above(v)[high]``, such as the referred.

    Parameters
    ----------
    values : (S, ...) number
        By score, lowest first; applications, losses, profits, minutes.

    Returns
    -------
    (S, ...) float
    """
    found = np.asarray(values, dtype=np.float64)
    return np.asarray(np.cumsum(found[::-1], axis=0)[::-1])


def frontier(
    score: ArrayLike,
    applications: ArrayLike,
    goods: ArrayLike,
    bads: ArrayLike,
    *,
    declined_by_rules: float = 0.0,
    inferred: Inferred | None = None,
    band: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Frontier:
    """Give approval rate and bad rate of all cut-offs from counts by score.

    ``approval rate(s) = applications at or above s / all``, ``bad rate(s) = bads at or above s /
    outcomes at or above s``; efficient = undominated in both (strategy curve, Thomas 2009,
    Consumer Credit Models; efficient set, Markowitz 1952).

    Parameters
    ----------
    score : (S,) float
        Distinct, rising.
    applications : (S,) number
        At each score, those that no rule declines whatever their score.
    goods, bads : (S,) number
        Of them, those with a known outcome.
    declined_by_rules : float
        Applications that no cut-off approves: they count in the approval rate's denominator alone.
    inferred : Inferred, optional
        Outcomes of those never approved, by the same scores; without it they are left out.
    band : (S,) int, optional
        Scores with the same share one inferred rate; by default each has its own.
    confidence : float
        0–1.

    Returns
    -------
    Frontier

    Raises
    ------
    ThinfileError
        When the scores do not rise, or there are no applications.
    """
    levels, size = np.asarray(score, dtype=np.float64), np.asarray(applications, dtype=np.float64)
    if not (np.diff(levels) > 0).all() or size.sum() <= 0:
        raise ThinfileError(
            f"A frontier needs applications by distinct, rising score; got {size.sum():g} "
            f"applications at {levels.size} scores. Group by score and order by it."
        )
    good, bad = at_or_above(goods), at_or_above(bads)
    more = np.zeros((3, levels.size))
    if inferred is not None:
        known = np.asarray(goods, dtype=np.float64) + np.asarray(bads, dtype=np.float64)
        open_ = _variance(inferred, known, np.arange(levels.size) if band is None else band)
        more = np.array([at_or_above(inferred.goods), at_or_above(inferred.bads), open_])
    rate, low, high = blended_bad_rate(good, bad, *more, confidence=confidence)
    approved = at_or_above(size)
    return Frontier(
        cutoff_score=levels,
        approved=approved,
        approval_rate=approved / (size.sum() + declined_by_rules),
        bad_rate=rate,
        low=low,
        high=high,
        known=good + bad,
        is_efficient=_undominated(rate),
    )


def _variance(inferred: Inferred, known: Floats, band: ArrayLike) -> Floats:
    """Give what inference adds to the variance of the bads at or above each score, ``(S,)``."""
    names, place = np.unique(np.asarray(band), return_inverse=True)
    is_of = place[:, None] == np.arange(names.size)

    def of_band(values: Floats) -> Floats:
        return np.asarray(np.max(is_of * values[:, None], axis=0))

    return inferred_variance(
        at_or_above(is_of * (inferred.goods + inferred.bads)[:, None]),
        at_or_above(is_of * known[:, None]),
        of_band(inferred.rate_variance),
        of_band(inferred.covariance),
    )


def _undominated(rate: Floats) -> NDArray[np.bool_]:
    # cut-offs rise, so approvals fall: a row is efficient where it beats all rows before it
    best = np.minimum.accumulate(np.where(np.isnan(rate), np.inf, rate))
    before = np.concatenate([[np.inf], best[:-1]])
    return np.asarray(~np.isnan(rate) & (rate < before))
