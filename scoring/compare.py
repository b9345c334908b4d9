"""Cohorts beside each other and against the rest of the book, with what is more than noise."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.cohort_counts import Counted
from scoring.metrics.drivers.mean_difference import means_differ
from scoring.metrics.drivers.mean_interval import mean_interval
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
class Mean:
    """A mean of a group, with Student's 95 % interval.

    Parameters
    ----------
    rows : int
        Applications of the group that it is known of.
    value, low, high : float
        NaN where too few know it.
    """

    rows: int
    value: float
    low: float
    high: float


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
    habits : dict of Mean
        Of each share, over the applications that know it.
    drivers : dict of Mean
        Of the size of the points of each dimension, whichever their sign.
    """

    applications: int
    approval: Rate
    bad: Rate
    scores: "pd.Series[float]"
    habits: dict[str, Mean]
    drivers: dict[str, Mean]


@dataclass(frozen=True, slots=True)
class Compared:
    """A cohort against the rest of the book.

    Parameters
    ----------
    cohort, rest : Group
    approval_differs, bad_differs : bool
        Whether the rates differ by more than noise, all rates of the screen counted.
    means_that_differ : frozenset of str
        Habits and dimensions whose means do, all means of the screen counted.
    """

    cohort: Group
    rest: Group
    approval_differs: bool
    bad_differs: bool
    means_that_differ: frozenset[str]


def compare(counted: Counted) -> list[Compared]:
    """Set each of some cohorts against the rest of the book.

    Parameters
    ----------
    counted : Counted

    Returns
    -------
    list of Compared
        In their order. Marks are by Holm: over both rates of all cohorts, and over all means of
        all cohorts.
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
    means = _means_that_differ(counted.sums)
    return [
        Compared(one, two, bool(marks[at]), bool(marks[cohorts + at]), means[at])
        for at, (one, two) in enumerate(pairs)
    ]


def _means_that_differ(sums: pd.DataFrame) -> list[frozenset[str]]:
    """Name the means of each cohort that differ from those of its rest."""
    names = (*HABITS, *DIMENSIONS)
    whole = [sums[_sums_of(name)].to_numpy(dtype=np.float64) for name in names]
    own = np.concatenate([of[:-1] for of in whole])  # cohorts by three sums, name after name
    rest = np.concatenate([of[-1] - of[:-1] for of in whole])
    marks = means_differ(
        (own[:, 0], own[:, 1], own[:, 2]), (rest[:, 0], rest[:, 1], rest[:, 2])
    ).reshape(len(names), -1)
    return [
        frozenset(name for name, is_marked in zip(names, column, strict=True) if is_marked)
        for column in marks.T
    ]


def _sums_of(name: str) -> list[str]:
    """Name the columns that hold a mean's rows, its sum and that of the squares."""
    rows = f"{name}_known" if name in HABITS else "applications"
    return [rows, name, f"{name}_squared"]


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
        habits={name: _mean(sums, name) for name in HABITS},
        drivers={name: _mean(sums, name) for name in DIMENSIONS},
    )


def _mean(sums: "pd.Series[float]", name: str) -> Mean:
    rows, total, squares = (float(sums[column]) for column in _sums_of(name))
    value, low, high = (float(part) for part in mean_interval(rows, total, squares))
    return Mean(round(rows), value, low, high)
