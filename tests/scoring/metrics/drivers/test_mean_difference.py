"""Means are marked as scipy's Welch test and Holm's correction would."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from scoring.metrics.drivers.mean_difference import means_differ
from scoring.metrics.rates.holm import holm


def sums(columns):
    values = np.asarray(columns, dtype=float)
    return np.full(len(values), values.shape[1]), values.sum(axis=1), (values**2).sum(axis=1)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(3, 60), st.integers(3, 60))
def test_marks_are_those_of_scipy(seed, n, m):
    rng = np.random.default_rng(seed)
    one = rng.normal(size=(6, n))
    other = rng.normal(size=(6, m)) * rng.uniform(0.2, 3, (6, 1)) + rng.normal(0, 0.8, (6, 1))
    chance = ttest_ind(one, other, axis=1, equal_var=False).pvalue
    marks = means_differ(sums(one), sums(other))
    np.testing.assert_array_equal(marks, holm(chance) <= 0.05)


def test_by_hand():
    """Means 1 and 4 of spreads 1: t = 3 / sqrt(1/3 + 1/3) = 3.67 on 4 degrees, p = 0.021."""
    one, other = sums([[0, 1, 2]]), sums([[3, 4, 5]])
    assert means_differ(one, other).tolist() == [True]
    twice = tuple(np.tile(part, 3) for part in one), tuple(np.tile(part, 3) for part in other)
    assert means_differ(*twice).tolist() == [False] * 3


@pytest.mark.parametrize(
    ("other", "mark"), [((2, 4.0, 8.0), True), ((2, 2.0, 2.0), False), ((1, 9.0, 81.0), False)]
)
def test_groups_without_spread_or_with_one_row(other, mark):
    one = tuple(np.array([part]) for part in (2, 2.0, 2.0))
    assert means_differ(one, tuple(np.array([part]) for part in other)).tolist() == [mark]
