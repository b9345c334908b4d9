"""A rate with its interval, from counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from data.errors import ThinfileError
from scoring.metrics.rates.wilson import wilson

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happened.

    Parameters
    ----------
    hits, trials : int
        Events, and the rows that could have had one.
    value : float
        hits / trials, 0–1; NaN without rows.
    low, high : float
        Wilson's interval, 0–1; the whole of it without rows.
    """

    hits: int
    trials: int
    value: float
    low: float
    high: float


def rate(hits: int, trials: int, *, confidence: float = CONFIDENCE) -> Rate:
    """Give ``hits / trials`` with Wilson's interval (Wilson 1927, JASA 22, 209–212).

    Parameters
    ----------
    hits, trials : int
        0 <= hits <= trials.
    confidence : float
        0–1.

    Raises
    ------
    ThinfileError
        When there are more hits than trials, or fewer than none.
    """
    if not 0 <= hits <= trials:
        raise ThinfileError(
            f"A rate needs 0 <= hits <= trials; got {hits} of {trials}. "
            "Count both over the same rows."
        )
    low, high = wilson(hits, trials, confidence=confidence)
    value = hits / trials if trials else float("nan")
    return Rate(int(hits), int(trials), value, float(low), float(high))


def rate_of_flags(flags: ArrayLike, *, confidence: float = CONFIDENCE) -> Rate:
    """Give the rate of True among the flags that are known.

    Parameters
    ----------
    flags : (n,) bool or float
        True or 1 = it happened; NaN or None = not known, left out of hits and trials.
    confidence : float
        0–1.

    Raises
    ------
    ThinfileError
        When a flag is neither true, false nor missing.
    """
    known = np.asarray(flags, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not np.isin(known, (0.0, 1.0)).all():
        odd = known[~np.isin(known, (0.0, 1.0))][0]
        raise ThinfileError(f"A rate needs true, false or missing; got {odd:g}. Give flags.")
    return rate(int(known.sum()), known.size, confidence=confidence)
