import numpy as np
import pytest

from scoring.metrics.rates.wilson import wilson
from scoring.models.calibration import cross_fitted_line, fit_line, nearest_interval


def _drawn(rows: int, seed: int, intercept: float, slope: float):
    rng = np.random.default_rng(seed)
    raw = rng.normal(-3, 1, rows)
    return raw, rng.random(rows) < 1 / (1 + np.exp(-(intercept + slope * raw)))


def test_a_line_is_found_again():
    raw, is_bad = _drawn(200_000, 1, 0.4, 1.3)
    line = fit_line(raw, is_bad)
    assert (line.intercept, line.slope) == pytest.approx((0.4, 1.3), abs=0.08)


def test_the_mean_pd_is_the_bad_rate_afterwards():
    raw, is_bad = _drawn(5_000, 2, -0.7, 0.8)
    prob_default = 1 / (1 + np.exp(-fit_line(raw, is_bad)(raw)))
    assert prob_default.mean() == pytest.approx(is_bad.mean(), abs=1e-4)


def test_a_slope_against_the_order_is_not_taken_over():
    raw, is_bad = _drawn(400, 3, -6, -1.0)
    line = fit_line(raw, is_bad)
    assert line.slope == 1
    assert (1 / (1 + np.exp(-line(raw)))).mean() == pytest.approx(is_bad.mean(), abs=1e-6)


def test_nobody_is_asked_about_by_a_model_that_learnt_from_the_same_customer():
    rng = np.random.default_rng(4)
    customers = np.array([f"c{number}" for number in rng.integers(0, 120, 400)], dtype=object)
    is_bad = rng.random(400) < 0.2
    train = rng.random(400) < 0.8

    def unseen(learn, ask):
        assert not set(customers[learn]) & set(customers[ask])
        assert (train[learn]).all()
        assert (train[ask]).all()
        return rng.normal(size=int(ask.sum()))

    cross_fitted_line(is_bad, customers, train, unseen)


def test_the_interval_is_wilsons_of_the_nearest_scores():
    rng = np.random.default_rng(5)
    holdout = np.round(rng.normal(600, 50, 300), 3)
    is_bad = rng.random(300) < 0.1
    asked = rng.normal(600, 80, 40)
    found = nearest_interval(asked, holdout, is_bad, nearest=50)
    assert found.rows == 50
    for at, score in enumerate(asked):
        nearest = np.argsort(np.abs(holdout - score), kind="stable")[:50]
        low, high = wilson(is_bad[nearest].sum(), 50, confidence=0.9)
        assert (found.low[at], found.high[at]) == pytest.approx((float(low), float(high)))


def test_a_small_holdout_is_taken_whole_and_says_so():
    found = nearest_interval(np.array([600.0]), np.array([500.0, 700.0]), np.array([True, False]))
    assert found.rows == 2
    assert found.low[0] < 0.5 < found.high[0]
