"""Cohorts beside each other and against the rest of the book, with what is more than noise."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.metrics.drivers.mean_difference import means_differ
from scoring.metrics.drivers.mean_interval import mean_interval
from scoring.metrics.rates.difference import difference
from scoring.metrics.rates.rate import Rate, rate
from scoring.risk.cohorts.cohort_sums import Counted, Sums

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

    def over(self, size: float) -> "Mean":
        """Give the mean in a unit that is so many times as large."""
        return Mean(self.rows, self.value / size, self.low / size, self.high / size)


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
        Of `scoring.risk.cohorts.cohort_book.HABITS`, over the applications that know them.
    families, features : dict of Mean
        Of the size of the points of each, whichever their sign; a family's points are summed
        before their size is taken.
    """

    applications: int
    approval: Rate
    bad: Rate
    scores: "pd.Series[float]"
    habits: dict[str, Mean]
    families: dict[str, Mean]
    features: dict[str, Mean]


@dataclass(frozen=True, slots=True)
class Apart:
    """How far a cohort's rate lies above that of the rest, -1 to 1, with its 95 % interval.

    NaN where a side has no rows. `is_more_than_noise` counts all rates of the screen, the interval
    its own alone, so that an unmarked one may miss 0.
    """

    value: float
    low: float
    high: float
    is_more_than_noise: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A cohort against the rest of the book.

    Parameters
    ----------
    cohort, rest : Group
    approval, bad : Apart
        The rates of `cohort` less those of `rest`.
    means_that_differ : frozenset of str
        Habits and families whose means do, all of both counted.
    features_that_differ : frozenset of str
        Features whose mean points do, all features counted.
    """

    cohort: Group
    rest: Group
    approval: Apart
    bad: Apart
    means_that_differ: frozenset[str]
    features_that_differ: frozenset[str]


def compare(counted: Counted) -> list[Compared]:
    """Set each of some cohorts against the rest of the book.

    Parameters
    ----------
    counted : Counted

    Returns
    -------
    list of Compared
        In their order. Marks are by Holm over all cohorts: both rates, all means of habits and
        families, and all means of features, each by themselves.
    """
    cohorts = len(counted.counts) - 1
    pairs = list(zip(_groups(counted), _groups(_rest(counted)), strict=True))
    rates = [(one.approval, two.approval) for one, two in pairs]
    rates += [(one.bad, two.bad) for one, two in pairs]
    apart = difference(
        [one.hits for one, _ in rates],
        [one.trials for one, _ in rates],
        [two.hits for _, two in rates],
        [two.trials for _, two in rates],
    )
    sides = (apart.value.tolist(), apart.low.tolist(), apart.high.tolist())
    found = [Apart(*row) for row in zip(*sides, apart.is_more_than_noise.tolist(), strict=True)]
    means = _that_differ(counted.habits, counted.families)
    features = _that_differ(counted.features)
    return [
        Compared(one, two, found[at], found[cohorts + at], means[at], features[at])
        for at, (one, two) in enumerate(pairs)
    ]


def _rest(counted: Counted) -> Counted:
    """Give the sums over all that are not in each cohort."""
    habits, families, features = (
        Sums(of.names, *(part[-1] - part for part in (of.rows, of.total, of.squares)))
        for of in (counted.habits, counted.families, counted.features)
    )
    return Counted(
        counts=counted.counts.iloc[-1] - counted.counts,
        scores=counted.scores.iloc[-1] - counted.scores,
        habits=habits,
        families=families,
        features=features,
    )


def _that_differ(*given: Sums) -> list[frozenset[str]]:
    """Name the means of each cohort that differ from those of its rest."""
    names = [name for of in given for name in of.names]
    rows, total, squares = (
        np.hstack(parts)
        for parts in zip(*((of.rows, of.total, of.squares) for of in given), strict=True)
    )
    own = (rows[:-1].ravel(), total[:-1].ravel(), squares[:-1].ravel())
    rest = tuple((of[-1] - of[:-1]).ravel() for of in (rows, total, squares))
    marks = means_differ(own, rest).reshape(-1, len(names))
    return [
        frozenset(name for name, is_marked in zip(names, row, strict=True) if is_marked)
        for row in marks
    ]


def _groups(counted: Counted) -> list[Group]:
    """Give the group of each row of sums but the last."""
    habits, families, features = (
        _means(of) for of in (counted.habits, counted.families, counted.features)
    )
    found = []
    for at in range(len(counted.counts) - 1):
        size, decided, approved, known, bads = (
            int(counted.counts[name].iloc[at]) for name in _COUNTS
        )
        scores = counted.scores.iloc[at]
        found.append(
            Group(
                applications=size,
                approval=rate(approved, decided),
                bad=rate(bads, known),
                scores=scores[scores > 0],
                habits=habits[at],
                families=families[at],
                features=features[at],
            )
        )
    return found


def _means(of: Sums) -> list[dict[str, Mean]]:
    """Give the means of each row of sums."""
    found = np.stack([of.rows, *mean_interval(of.rows, of.total, of.squares)], axis=-1).tolist()
    return [
        {name: Mean(round(mean[0]), *mean[1:]) for name, mean in zip(of.names, row, strict=True)}
        for row in found
    ]
