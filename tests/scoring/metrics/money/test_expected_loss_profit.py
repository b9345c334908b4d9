from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bernoulli, expon, gamma, norm

from data.errors import ThinfileError
from scoring.metrics.money.expected_loss import (
    expected_loss,
    loss_interval,
    loss_variance,
    total_interval,
)
from scoring.metrics.money.profit import (
    Terms,
    balance_years,
    income,
    profit,
    profit_variance,
)
from scoring.policies.assumptions import Assumptions

TERMS = Terms(principal=100_000, annual_rate=0.2, fee=1000, term_days=365, instalments=12)
ASSUMED = Assumptions(
    loss_given_default=0.6, funding_rate=0.05, review_minutes=15, review_cost_per_hour=4000
)
share = st.floats(0, 1)
money = st.floats(0, 1e7)


def test_hand_worked_loss():
    found = expected_loss(0.05, loss_given_default=0.6, exposure_at_default=100_000)
    assert float(found) == pytest.approx(3000)


def test_hand_worked_profit():
    # B = 100,000 · 13/24 = 54,166.67; income 0.2 B + 1,000 = 11,833.33; funding 2,708.33
    assert float(balance_years(TERMS)) == pytest.approx(54_166.67, abs=0.01)
    assert float(income(TERMS)) == pytest.approx(11_833.33, abs=0.01)
    # 0.95 · 11,833.33 - 3,000 - 2,708.33 = 5,533.33; a review costs a quarter of 4,000
    assert float(profit(0.05, TERMS, ASSUMED)) == pytest.approx(5533.33, abs=0.01)
    assert float(profit(0.05, TERMS, ASSUMED, is_referred=True)) == pytest.approx(4533.33, abs=0.01)


@settings(deadline=None)
@given(share, share, money)
def test_mean_and_variance_are_scipys_of_a_coin_with_two_sides_of_money(p, lgd, exposure):
    drawn = bernoulli(p)
    given_ = {"loss_given_default": lgd, "exposure_at_default": exposure}
    assert float(expected_loss(p, **given_)) == pytest.approx(drawn.mean() * lgd * exposure)
    assert float(loss_variance(p, **given_)) == pytest.approx(drawn.var() * (lgd * exposure) ** 2)


@settings(deadline=None)
@given(share, share, money)
def test_a_loss_is_never_negative_nor_above_the_exposure(p, lgd, exposure):
    found = float(expected_loss(p, loss_given_default=lgd, exposure_at_default=exposure))
    assert 0 <= found <= exposure + 1e-6


def test_total_interval_is_scipys_normal_and_holds_drawn_losses():
    assert total_interval(10, 4) == pytest.approx(norm(10, 2).interval(0.95))
    rng = np.random.default_rng(1)
    p, exposure = rng.beta(1, 15, 4000), rng.integers(1000, 90_000, 4000)
    given_ = {"loss_given_default": 0.5, "exposure_at_default": exposure}
    low, high = total_interval(expected_loss(p, **given_).sum(), loss_variance(p, **given_).sum())
    drawn = ((rng.random((1000, 4000)) < p) * 0.5 * exposure).sum(axis=1)
    assert np.mean((low <= drawn) & (drawn <= high)) == pytest.approx(0.95, abs=0.025)


def test_hand_worked_interval_of_a_loss():
    # mean = spread: the gamma distribution is the exponential one, -mean · ln(1 - q) at both tails
    assert loss_interval(1000, 1000**2) == pytest.approx((25.3178, 3688.8795), abs=1e-3)
    assert loss_interval(1000, 1000**2) == pytest.approx(expon(scale=1000).interval(0.95))


@settings(deadline=None)
@given(st.floats(1, 1e9), st.floats(0.001, 3))
def test_interval_of_a_loss_is_scipys_gamma_and_never_below_nothing(total, spread):
    variance = (total * spread) ** 2
    low, high = loss_interval(total, variance)
    held = gamma(1 / spread**2, scale=total * spread**2).interval(0.95)
    assert (low, high) == pytest.approx(held, rel=1e-6)
    assert 0 <= low < high


def test_interval_of_a_loss_holds_drawn_losses_of_few_loans_and_is_normal_for_many():
    rng = np.random.default_rng(2)
    p, exposure = rng.beta(1, 9, 40), rng.integers(1000, 90_000, 40)
    given_ = {"loss_given_default": 0.5, "exposure_at_default": exposure}
    total, variance = expected_loss(p, **given_).sum(), loss_variance(p, **given_).sum()
    low, high = loss_interval(total, variance)
    drawn = ((rng.random((20_000, 40)) < p) * 0.5 * exposure).sum(axis=1)
    assert total_interval(total, variance)[0] < 0 < low
    assert np.mean((low <= drawn) & (drawn <= high)) == pytest.approx(0.95, abs=0.04)
    many = loss_interval(total * 1e4, variance * 1e4)
    assert many == pytest.approx(total_interval(total * 1e4, variance * 1e4), rel=1e-3)


def test_interval_of_a_loss_that_nothing_is_open_of_is_the_loss():
    assert loss_interval(0, 0) == (0, 0)
    assert loss_interval(500, 0) == (500, 500)
    assert np.isnan(loss_interval(np.nan, np.nan)).all()


@pytest.mark.parametrize("value", [-0.1, 1.2, 60])
def test_percent_for_a_share_is_refused(value):
    with pytest.raises(ThinfileError, match="loss given default within 0–1; got"):
        expected_loss(0.1, loss_given_default=value, exposure_at_default=1)
    with pytest.raises(ThinfileError, match="a PD within 0–1; got"):
        profit([0.1, value], TERMS, ASSUMED)


def test_missing_stays_missing():
    found = expected_loss([0.1, np.nan], loss_given_default=0.5, exposure_at_default=[100, 100])
    assert found[0] == 5
    assert np.isnan(found[1])
    assert expected_loss([], loss_given_default=0.5, exposure_at_default=[]).size == 0


@settings(deadline=None)
@given(st.integers(1, 60))
def test_balance_is_what_a_schedule_of_equal_repayments_leaves(instalments):
    schedule = 100_000 * (1 - np.arange(instalments) / instalments)
    found = balance_years(replace(TERMS, instalments=instalments))
    assert float(found) == pytest.approx(schedule.mean())


@settings(deadline=None)
@given(share, share, st.floats(0, 0.5), st.floats(0, 0.3))
def test_profit_is_the_mean_over_repaid_and_defaulted(p, lgd, rate, funding):
    terms = replace(TERMS, annual_rate=rate)
    assumed = replace(ASSUMED, loss_given_default=lgd, funding_rate=funding)
    repaid, defaulted = (float(profit(side, terms, assumed)) for side in (0.0, 1.0))
    assert float(profit(p, terms, assumed)) == pytest.approx((1 - p) * repaid + p * defaulted)
    spread = bernoulli(p).var() * (repaid - defaulted) ** 2
    assert float(profit_variance(p, terms, assumed)) == pytest.approx(spread)
    assert defaulted <= repaid


def test_each_loan_has_its_own_terms():
    terms = replace(TERMS, principal=np.array([100_000, 50_000]), fee=np.array([1000, 500]))
    found = profit([0.05, 0.05], terms, ASSUMED, is_referred=[False, True])
    assert found == pytest.approx([5533.33, 5533.33 / 2 - 1000], abs=0.01)
