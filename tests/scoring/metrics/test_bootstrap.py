"""Intervals by resampling customers: by hand, against scipy's bootstrap, and what must hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scoring.metrics import bootstrap

customers = st.lists(st.integers(0, 8), min_size=1, max_size=30)
values = st.lists(st.floats(-90, 90), min_size=2, max_size=40)


def of_draws(statistics, **settings):
    """Give the interval of a statistic whose value in each resample is given."""
    return bootstrap.interval(
        lambda row: float(row[0]), np.asarray(statistics, dtype=np.float64)[:, None], **settings
    )


def test_rows_of_one_customer_are_drawn_together():
    weights = bootstrap.resampled_weights(["a", "b", "a", "c"], resamples=50, seed=1)
    assert weights.shape == (50, 4)
    assert (weights[:, 0] == weights[:, 2]).all()
    assert (weights[:, [0, 1, 3]].sum(axis=1) == 3).all()


def test_a_mean_of_three_resamples_by_hand():
    """Values 1, 3 and 8 drawn as 1 1 3, 1 3 8 and 3 8 8: means 5/3, 4 and 19/3.

    The ends of 50 % stand halfway between the middle one and the outer ones: 17/6 and 31/6.
    """
    weights = np.array([[2.0, 1, 0], [1, 1, 1], [0, 1, 2]])
    found = bootstrap.interval(
        lambda weight: float(np.average([1, 3, 8], weights=weight)), weights, confidence=0.5
    )
    assert found == pytest.approx((17 / 6, 31 / 6))
    assert of_draws([0, 10, 20, 30, 40], confidence=0.95) == pytest.approx((1, 39))


@given(values, st.sampled_from([0.5, 0.9, 0.95]))
@settings(deadline=None)
def test_ends_are_those_of_scipy_on_the_draws_of_scipy(numbers, confidence):
    theirs = stats.bootstrap(
        (numbers,), np.mean, method="percentile", n_resamples=200, confidence_level=confidence,
        rng=np.random.default_rng(5),
    )  # fmt: skip
    found = of_draws(theirs.bootstrap_distribution, confidence=confidence)
    assert found == pytest.approx(tuple(theirs.confidence_interval), abs=1e-9)


def test_customers_of_several_rows_spread_as_in_scipy():
    """The mean over all rows is a ratio of the customers' sums, which scipy draws in pairs."""
    rng = np.random.default_rng(8)
    rows = rng.integers(1, 6, 150)
    of = np.repeat(np.arange(150), rows)
    numbers = rng.normal(size=150)[of] + 0.3 * rng.normal(size=of.size)
    theirs = stats.bootstrap(
        (np.bincount(of, weights=numbers), rows.astype(float)),
        lambda total, size, axis=-1: total.sum(axis=axis) / size.sum(axis=axis),
        paired=True, method="percentile", n_resamples=8000, rng=np.random.default_rng(6),
    )  # fmt: skip
    weights = bootstrap.resampled_weights(of, resamples=8000, seed=7)
    low, high = bootstrap.interval(
        lambda weight: float(np.average(numbers, weights=weight)), weights
    )
    # 8,000 draws leave each end open by about 3 % of the standard error
    assert (low, high) == pytest.approx(
        tuple(theirs.confidence_interval), abs=0.15 * theirs.standard_error
    )


def test_interval_of_a_mean_is_that_of_its_standard_error():
    rng = np.random.default_rng(2)
    numbers = rng.normal(0, 1, 2000)
    weights = bootstrap.resampled_weights(np.arange(2000), resamples=2000, seed=3)
    low, high = bootstrap.interval(
        lambda weight: float(np.average(numbers, weights=weight)), weights
    )
    wanted = 1.96 * numbers.std() / np.sqrt(2000)
    assert high - low == pytest.approx(2 * wanted, rel=0.08)
    assert low < numbers.mean() < high


@given(customers, st.integers(0, 99))
def test_every_resample_draws_as_many_customers_as_there_are(of, seed):
    weights = bootstrap.resampled_weights(of, resamples=7, seed=seed)
    _, first, codes = np.unique(of, return_index=True, return_inverse=True)
    assert (weights[:, first].sum(axis=1) == first.size).all()
    assert (weights == weights[:, first][:, codes]).all()
    assert (weights == np.floor(weights)).all()
    assert (weights >= 0).all()
    assert (weights == bootstrap.resampled_weights(of, resamples=7, seed=seed)).all()


@given(values, st.integers(-9, 9), st.integers(-4, 4))
def test_it_lies_among_the_draws_and_moves_and_stretches_with_them(draws, by, times):
    low, high = of_draws(draws)
    assert min(draws) - 1e-9 <= low <= high <= max(draws) + 1e-9
    moved = of_draws([by + times * draw for draw in draws])
    assert moved == pytest.approx(sorted((by + times * low, by + times * high)), abs=1e-9)
    wide = of_draws(draws, confidence=0.99)
    assert wide[0] <= low + 1e-9
    assert wide[1] >= high - 1e-9


def test_one_customer_alone_leaves_nothing_to_draw():
    weights = bootstrap.resampled_weights(["a", "a"], resamples=3, seed=1)
    assert weights.tolist() == [[1, 1]] * 3
