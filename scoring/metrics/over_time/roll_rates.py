"""How loans move between buckets of days past due from one month to the next."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.metrics.over_time.days_past_due import Bucket
from scoring.metrics.rates.wilson import wilson

FROM = (Bucket.CURRENT, Bucket.FROM_1, Bucket.FROM_30, Bucket.FROM_60, Bucket.FROM_90)
TO = (*FROM, Bucket.SETTLED)


@dataclass(frozen=True, slots=True)
class RollRates:
    """Moves from each of `FROM` (rows) to each of `TO` (columns).

    Parameters
    ----------
    loans : (..., 5, 6) int
        That moved so.
    value, low, high : (..., 5, 6) float
        Share of the row's loans with its Wilson interval; NaN where the row has none.
    """

    loans: NDArray[np.int64]
    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def moves(state: ArrayLike) -> NDArray[np.int64]:
    """Count the moves between neighbouring moments.

    Parameters
    ----------
    state : (L, M) int
        Buckets of each loan at M moments a month apart, from
        `scoring.metrics.over_time.days_past_due.buckets`.

    Returns
    -------
    (M - 1, 5, 6) int
        Loans on book at the first moment of each step. Sum over the first axis for all months.
    """
    places = np.asarray(state, dtype=np.int64)
    steps = max(places.shape[1] - 1, 0)
    counts = np.zeros((steps, len(Bucket), len(Bucket)), dtype=np.int64)
    for step in range(steps):
        np.add.at(counts[step], (places[:, step], places[:, step + 1]), 1)
    rows = [list(Bucket).index(bucket) for bucket in FROM]
    columns = [list(Bucket).index(bucket) for bucket in TO]
    return counts[:, rows][:, :, columns]


def roll_rates(loans: ArrayLike, *, confidence: float = 0.95) -> RollRates:
    """Give ``moved from i to j / in i at the start``, the transition matrix of a Markov chain.

    Source: Cyert, Davidson, Thompson (1962), Management Science 8, 287–303.

    Parameters
    ----------
    loans : (..., 5, 6) int
        Moves, of one month or of several added up; see `moves`.
    confidence : float
        0–1.

    Returns
    -------
    RollRates
        Each row that has loans sums to 1.
    """
    counts = np.asarray(loans, dtype=np.int64)
    trials = np.broadcast_to(counts.sum(axis=-1, keepdims=True), counts.shape)
    low, high = wilson(counts, trials, confidence=confidence)
    value = counts / np.where(trials > 0, trials, 1)
    return RollRates(
        loans=counts,
        value=np.where(trials > 0, value, np.nan),
        low=np.where(trials > 0, low, np.nan),
        high=np.where(trials > 0, high, np.nan),
    )
