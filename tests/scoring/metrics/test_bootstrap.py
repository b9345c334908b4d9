import numpy as np
import pytest

from scoring.metrics import bootstrap


def test_rows_of_one_customer_are_drawn_together():
    weights = bootstrap.resampled_weights(["a", "b", "a", "c"], resamples=50, seed=1)
    assert weights.shape == (50, 4)
    assert (weights[:, 0] == weights[:, 2]).all()
    assert (weights[:, [0, 1, 3]].sum(axis=1) == 3).all()


def test_the_same_seed_gives_the_same_draws():
    first, second = (
        bootstrap.resampled_weights(np.arange(20), resamples=5, seed=9) for _ in range(2)
    )
    assert (first == second).all()


def test_interval_of_a_mean_is_that_of_its_standard_error():
    rng = np.random.default_rng(2)
    values = rng.normal(0, 1, 2000)
    weights = bootstrap.resampled_weights(np.arange(2000), resamples=2000, seed=3)
    low, high = bootstrap.interval(
        lambda weight: float(np.average(values, weights=weight)), weights
    )
    wanted = 1.96 * values.std() / np.sqrt(2000)
    assert high - low == pytest.approx(2 * wanted, rel=0.08)
    assert low < values.mean() < high
