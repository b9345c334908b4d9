"""Student's interval of a mean, from sums: by hand, against scipy, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.metrics.drivers.mean_interval import mean_interval

values = st.lists(st.integers(-90, 90), min_size=2, max_size=30).filter(lambda of: len({*of}) > 1)


def of(numbers, **settings):
    some = np.asarray(numbers, dtype=np.float64)
    found = mean_interval(some.size, some.sum(), (some * some).sum(), **settings)
    return tuple(float(part) for part in found)


def test_four_values_by_hand():
    # 3, 5, 10 and 2: squares 138 less 4 · 5² by 3 is 38 / 3; t of three degrees is 3.182446
    half = 3.182446 * np.sqrt(38 / 3 / 4)
    assert of([3, 5, 10, 2]) == pytest.approx((5, 5 - half, 5 + half), abs=1e-5)


@given(values, st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_agrees_with_scipy(numbers, confidence):
    low, high = stats.t.interval(confidence, len(numbers) - 1, np.mean(numbers), stats.sem(numbers))
    wanted = (np.mean(numbers), low, high)
    assert of(numbers, confidence=confidence) == pytest.approx(wanted, abs=1e-6)


@given(values, st.integers(-40, 40), st.integers(-5, 5))
def test_it_moves_and_stretches_with_the_values(numbers, by, times):
    mean, *ends = of(numbers)
    moved = of([by + times * number for number in numbers])
    assert moved[0] == pytest.approx(by + times * mean, abs=1e-6)
    assert moved[1:] == pytest.approx(sorted(by + times * end for end in ends), abs=1e-6)


@given(values, st.integers(2, 9))
def test_it_holds_the_mean_and_narrows_with_more_of_the_same(numbers, times):
    mean, low, high = of(numbers)
    more = of(numbers * times)
    assert low < mean < high
    assert mean - low == pytest.approx(high - mean)
    assert more[0] == pytest.approx(mean, abs=1e-9)
    assert more[2] - more[1] < high - low


def test_nobody_has_no_mean_and_one_has_no_interval():
    mean, low, high = mean_interval([0, 1], [0, 7], [0, 49])
    assert np.isnan(mean[0])
    assert mean[1] == 7
    assert np.isnan([low, high]).all()


def test_values_that_are_all_the_same_have_an_interval_of_nothing():
    assert mean_interval(3, 0.3, 3 * 0.1 * 0.1) == pytest.approx((0.1, 0.1, 0.1), abs=1e-8)
