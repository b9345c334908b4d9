"""How far two rates lie apart, and whether that is more than noise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, gammaln

from scoring.metrics.rates.holm import holm
from scoring.metrics.rates.square_and_add import square_and_add
from scoring.metrics.rates.wilson import wilson

CONFIDENCE = 0.95
SMALLEST_EXPECTED = 5.0
EQUALLY_LIKELY = 1e-7  # logarithms of equal chances differ by rounding
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """Rates of groups minus the rates that they are compared with.

    Parameters
    ----------
    value, low, high : (k,) float
        First rate minus second, -1 to 1, with its interval; NaN where a side has no rows.
    p_value : (k,) float
        Of each comparison alone: how often two equal rates would lie at least as far apart.
    is_more_than_noise : (k,) bool
        Whether the difference stands, given that k comparisons were made.
    """

    value: Floats
    low: Floats
    high: Floats
    p_value: Floats
    is_more_than_noise: NDArray[np.bool_]


def difference(
    hits: ArrayLike,
    trials: ArrayLike,
    other_hits: ArrayLike,
    other_trials: ArrayLike,
    *,
    confidence: float = CONFIDENCE,
) -> Difference:
    """Compare rates of independent groups, and mark those that differ by more than noise.

    Interval: `square_and_add` of the two rates' Wilson intervals (Newcombe 1998, method 10).
    Mark: `p_value` after Holm's correction over all k comparisons is at most ``1 - confidence``.

    Parameters
    ----------
    hits, trials : (k,) int
        Events and rows of each group; 0 <= hits <= trials.
    other_hits, other_trials : (k,) int or int
        The same of what each is compared with. No row may stand on both sides: compare a cohort
        with the rest, not with all.
    confidence : float
        0–1; 1 - confidence is the chance of one false mark or more among the k.

    Returns
    -------
    Difference
        In the order of the groups. Give all comparisons of one screen at once: the mark is about
        all of them, each interval about its own alone, so an unmarked one may miss 0.
    """
    first, second, n, m = (
        np.atleast_1d(column)
        for column in np.broadcast_arrays(
            *(
                np.asarray(part, dtype=np.float64)
                for part in (hits, other_hits, trials, other_trials)
            )
        )
    )
    usable = (n > 0) & (m > 0)
    p1, p2 = first / np.where(n > 0, n, np.nan), second / np.where(m > 0, m, np.nan)
    apart, low, high = square_and_add(
        (p1, *wilson(first, n, confidence=confidence)),
        (p2, *wilson(second, m, confidence=confidence)),
    )
    found = np.array(
        [_p_value(*row) for row in zip(first, n, second, m, strict=True)], dtype=np.float64
    )
    marked = np.zeros(n.size, dtype=bool)
    marked[usable] = holm(found[usable]) <= 1 - confidence
    return Difference(
        value=apart,
        low=low,
        high=high,
        p_value=found,
        is_more_than_noise=marked,
    )


def _p_value(first: float, n: float, second: float, m: float) -> float:
    """Test two rates for equality: chi-square, or Fisher's exact where rows are few.

    The chi-square needs 5 expected rows in each of the four cells (Cochran 1954, Biometrics 10,
    417–451); below that Fisher's test, which never marks too much.
    """
    if n <= 0 or m <= 0:
        return float("nan")
    hits, rows = first + second, n + m
    if hits in (0, rows):
        return 1.0
    if min(hits, rows - hits) * min(n, m) / rows < SMALLEST_EXPECTED:
        return _fisher(first, n, hits, rows)
    pooled = hits / rows
    z = (first / n - second / m) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return float(chdtrc(1, z * z))


def _fisher(first: float, n: float, hits: float, rows: float) -> float:
    """Give Fisher's exact two-sided p-value: all tables at most as likely (Fisher 1935).

    Written out because scipy's takes milliseconds a table, too long for a screen of groups.
    """
    k = np.arange(max(0.0, hits - (rows - n)), min(n, hits) + 1)
    log_chance = _log_choose(n, k) + _log_choose(rows - n, hits - k) - _log_choose(rows, hits)
    chance = np.exp(log_chance)
    as_likely = log_chance <= log_chance[k == first] + EQUALLY_LIKELY
    return float(min(1.0, chance[as_likely].sum()))


def _log_choose(n: float, k: ArrayLike) -> Floats:
    some = np.asarray(k, dtype=np.float64)
    return np.asarray(gammaln(n + 1) - gammaln(some + 1) - gammaln(n - some + 1))
