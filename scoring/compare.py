"""Cohorts beside each other and against the rest of the book, with what is more than noise."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.cohort_counts import Counted
from scoring.metrics.rates.difference import difference
from scoring.metrics.rates.rate import Rate, rate
from scoring.strategy import DIMENSIONS

HABITS = (
    "night_order_share",
    "evening_order_share",
    "working_hours_share",
    "weekend_order_share",
    "after_payday_share",
    "necessity_share",
    "electronics_share",
    "refused_order_share",
)
_COUNTS = ("applications", "decided", "approved", "known", "bads")


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort, or all of the book that is not in it.

    Parameters
    ----------
    applications : int
    approval, bad : Rate
        Of decided applications, and of known outcomes.
    scores : pandas.Series
        Applications by lower end of 10 points of score.
    habits : dict of float
        Mean of each share over the applications that know it; NaN where none does.
    drivers : dict of float
        Mean size of the points of each dimension, whichever their sign.
    """

    applications: int
    approval: Rate
    bad: Rate
    scores: "pd.Series[float]"
    habits: dict[str, float]
    drivers: dict[str, float]


@dataclass(frozen=True, slots=True)
class Compared:
    """A cohort against the rest of the book.

    Parameters
    ----------
    cohort, rest : Group
    approval_differs, bad_differs : bool
        Whether the rates differ by more than noise, all comparisons of the screen counted.
    """

    cohort: Group
    rest: Group
    approval_differs: bool
    bad_differs: bool


def compare(counted: Counted) -> list[Compared]:
    """Set each of some cohorts against the rest of the book.

    Parameters
    ----------
    counted : Counted

    Returns
    -------
    list of Compared
        In their order. Marks are by Holm over both rates of all cohorts.
    """
    cohorts = len(counted.sums) - 1
    pairs = [
        (
            _group(counted.sums.iloc[at], counted.scores.iloc[at]),
            _group(
                counted.sums.iloc[-1] - counted.sums.iloc[at],
                counted.scores.iloc[-1] - counted.scores.iloc[at],
            ),
        )
        for at in range(cohorts)
    ]
    rates = [(one.approval, two.approval) for one, two in pairs]
    rates += [(one.bad, two.bad) for one, two in pairs]
    marks = difference(
        [one.hits for one, _ in rates],
        [one.trials for one, _ in rates],
        [two.hits for _, two in rates],
        [two.trials for _, two in rates],
    ).is_more_than_noise
    return [
        Compared(one, two, bool(marks[at]), bool(marks[cohorts + at]))
        for at, (one, two) in enumerate(pairs)
    ]


def mean_points(counted: Counted) -> list[tuple["pd.Series[float]", "pd.Series[float]"]]:
    """Give the mean size of the points of each feature, in each of some cohorts and in its rest.

    Parameters
    ----------
    counted : Counted

    Returns
    -------
    list of tuple of pandas.Series
        By feature: of the cohort, and of all that are not in it; NaN where there is nobody.
    """
    sizes = counted.sums["applications"].to_numpy(dtype=np.float64)
    whole = counted.points.iloc[-1]
    found = []
    for at in range(len(sizes) - 1):
        own, size = counted.points.iloc[at], sizes[at]
        rest = sizes[-1] - size
        found.append((own / (size or np.nan), (whole - own) / (rest or np.nan)))
    return found


def _group(sums: "pd.Series[float]", scores: "pd.Series[float]") -> Group:
    size, decided, approved, known, bads = (round(sums[name]) for name in _COUNTS)
    return Group(
        applications=size,
        approval=rate(approved, decided),
        bad=rate(bads, known),
        scores=scores[scores > 0],
        habits={name: _mean(sums[name], sums[f"{name}_known"]) for name in HABITS},
        drivers={name: _mean(sums[name], size) for name in DIMENSIONS},
    )


def _mean(total: float, rows: float) -> float:
    return float(total) / float(rows) if rows else float("nan")
