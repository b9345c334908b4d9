"""What the whole book sums to by cohort: counts, scores, habits and points."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from scoring.risk.cohorts.cohort_book import CohortBook, Flags
from scoring.risk.cohorts.cohort_counts import ELSEWHERE, Members

_CHUNK = 32_768  # rows whose sums are close in 32 bits
_BINS = 97  # none, and tens of score up to 950


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over each cohort, by its number, and over all (the last row), of some numbers.

    Parameters
    ----------
    names : tuple of str
    rows, total, squares : (cohorts + 1, names) float
        Applications that know the number, and the sums of its sizes and of their squares.
    """

    names: tuple[str, ...]
    rows: NDArray[np.float64]
    total: NDArray[np.float64]
    squares: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counted:
    """Sums over each cohort, by its number, and over all (the last row).

    Parameters
    ----------
    counts : pandas.DataFrame
        ``applications`` and the columns of ``data/queries/cohort_flags.sql``.
    scores : pandas.DataFrame
        Applications by lower end of ten points of score.
    habits, families, features : Sums
        Of the habits, and of the points of the families and features, whichever their sign.
    """

    counts: pd.DataFrame
    scores: pd.DataFrame
    habits: Sums
    families: Sums
    features: Sums


def count(book: CohortBook, found: Members, cohorts: int, flags: Flags | None = None) -> Counted:
    """Sum the whole book by cohort.

    Parameters
    ----------
    book : CohortBook
    found : Members
        As given by `scoring.risk.cohorts.cohort_counts.members`.
    cohorts : int
        How many there are.
    flags : Flags, optional
        In place of the book's, as `scoring.risk.decided_since.in_flags` gives them.
    """
    # every set of cohorts is a group; a cohort is the sum of the groups with its bit
    groups = 1 << cohorts
    inside = np.array(
        [np.arange(groups) >> at & 1 for at in range(cohorts)] + [np.ones(groups)], dtype=np.float64
    )
    group = np.where(found == ELSEWHERE, groups, found).astype(np.int32)
    is_true = inside @ _by_pattern(flags or book.flags, group, groups)
    counts, known = np.split(is_true, [-len(book.habits.names)], axis=1)
    bins = np.bincount(group * _BINS + book.score_bin // 10 + 1, minlength=(groups + 1) * _BINS)
    scores = pd.DataFrame(inside @ bins.reshape(-1, _BINS)[:groups, 1:]).astype(np.int64)
    scores.columns = 10 * scores.columns
    sizes = inside @ np.bincount(group, minlength=groups + 1)[:groups]
    ends = np.cumsum([len(book.habits.names), len(book.families.names)])
    habits, families, features = np.split(
        inside @ _by_group(book.numbers, group, groups), ends, axis=2
    )
    return Counted(
        counts=pd.DataFrame(counts, columns=list(book.flags.names[: counts.shape[1]]))
        .assign(applications=sizes)
        .astype(np.int64),
        scores=scores.loc[:, scores.any()],
        habits=Sums(book.habits.names, known, *habits),
        families=_of_all(book.families.names, sizes, families),
        features=_of_all(book.points.names, sizes, features),
    )


def _of_all(
    names: tuple[str, ...], sizes: NDArray[np.float64], summed: NDArray[np.float64]
) -> Sums:
    """Give sums of numbers that are known of every application."""
    total, squares = summed
    return Sums(names, np.repeat(sizes[:, None], len(names), axis=1), total, squares)


def _by_pattern(flags: Flags, group: NDArray[np.int32], groups: int) -> NDArray[np.int64]:
    """Count what is true by group, ``(groups, names)``; rows of higher groups are left out."""
    many = len(flags.patterns)
    counts = np.bincount(group * many + flags.code, minlength=(groups + 1) * many)
    return counts.reshape(-1, many)[:groups] @ flags.patterns.astype(np.int64)


def _by_group(
    values: NDArray[np.float32], group: NDArray[np.int32], groups: int
) -> NDArray[np.float64]:
    """Sum the sizes of rows and their squares by group, ``(2, groups, columns)``.

    Rows of higher groups are left out.
    """
    total = np.zeros((2, groups + 1, values.shape[1]))
    kept = np.empty((min(_CHUNK, len(values)), values.shape[1]), dtype=np.float32)
    for start in range(0, len(values), _CHUNK):
        part = group[start : start + _CHUNK]
        ones, ends = np.ones(part.size, np.float32), np.arange(part.size + 1, dtype=np.int32)
        members_of = sparse.csc_matrix((ones, part, ends), shape=(groups + 1, part.size))
        sizes = np.abs(values[start : start + _CHUNK], out=kept[: part.size])
        total[0] += members_of @ sizes
        total[1] += members_of @ np.square(sizes, out=sizes)
    return total[:, :groups]
