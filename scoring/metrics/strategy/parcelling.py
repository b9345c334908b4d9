"""Reject inference by parcelling: outcomes for those who never got a loan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError
from scoring.metrics.rates.wilson import wilson

Floats = NDArray[np.float64]


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
    """

    bad_rate: Floats
    goods: Floats
    bads: Floats
    left_out: Floats


def parcelling(
    goods: ArrayLike,
    bads: ArrayLike,
    rejected: ArrayLike,
    *,
    factor: ArrayLike,
    prob_default: ArrayLike | None = None,
) -> Inferred:
    """Part the rejected of each score band into goods and bads.

    ``bad rate of the rejected = min(1, factor · bads / (goods + bads))`` of the accepted in the
    same band, and ``bads inferred = rejected · that`` (proportional assignment, Siddiqi 2017,
    Intelligent Credit Scoring). The rejected of a band are taken to be worse than its
    accepted by the factor, because somebody saw a reason to decline them; nothing in the data can
    say how much worse. Whatever rests on it must be named as inferred.

    Parameters
    ----------
    goods, bads : (B,) number >= 0
        Known outcomes by score band.
    rejected : (B,) number >= 0
        Applications without an outcome that are to get one.
    factor : float or (B,) float
        Above 0, usually 1 or more; 1 = as bad as the accepted of the band. It may differ by band.
    prob_default : (B,) float, optional
        Mean PD of the band, 0–1: stands for the bad rate where the band has no known outcome.
        Without it such bands are left out.

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
    known = good + bad
    fallback = np.nan if prob_default is None else np.asarray(prob_default, dtype=np.float64)
    rate = np.where(known > 0, bad / np.where(known > 0, known, 1), fallback)
    rate = np.minimum(1.0, times * rate)
    usable = ~np.isnan(rate)
    inferred = np.where(usable, without * np.where(usable, rate, 0), 0.0)
    return Inferred(
        bad_rate=rate,
        goods=np.where(usable, without, 0.0) - inferred,
        bads=inferred,
        left_out=np.where(usable, 0.0, without),
    )


def blended_bad_rate(
    goods: ArrayLike,
    bads: ArrayLike,
    inferred_goods: ArrayLike = 0.0,
    inferred_bads: ArrayLike = 0.0,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """Give a bad rate of known and inferred outcomes, with an interval that counts the known alone.

    ``(bads + inferred bads) / (all four)``; Wilson's interval (Wilson 1927) of that rate on as many
    rows as have a known outcome, because an inferred outcome adds no knowledge. Without any known
    outcome it is the whole of 0–1.

    Parameters
    ----------
    goods, bads, inferred_goods, inferred_bads : (...) number >= 0
        Of one group each; nothing inferred by default.
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
    low, high = wilson(np.nan_to_num(rate) * known, known, confidence=confidence)
    return rate, low, high
