"""Obuchowski's interval of an AUC of customers: by hand, against sklearn, and drawn again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit
from sklearn.metrics import roc_auc_score

from data.errors import ThinfileError
from scoring.metrics import bootstrap
from scoring.metrics.ranking.auc import auc
from scoring.metrics.ranking.auc_by_customer import auc_interval_by_customer
from scoring.metrics.ranking.delong import auc_difference

Z = 1.959964


def reach(found):
    """Give half the interval on the scale of logits, twice: below and above."""
    area, low, high = found
    return [logit(area) - logit(low), logit(high) - logit(area)]


def test_five_applications_of_three_customers_by_hand():
    """Bads score 1, 3 and goods 2, 4, 5: V_b = 1, 2/3, V_g = 1/2, 1, 1, AUC 5/6.

    Customer x has bad 1 and good 2, y bad 3 and good 4, z good 5: B = 1/6, −1/6, 0 and
    G = −1/3, 1/6, 1/6. Two customers have bads, three goods, three either.
    """
    found = auc_interval_by_customer([True, False, True, False, False], [1, 2, 3, 4, 5], [*"xxyyz"])
    variance = 2 * (2 / 36) / 4 + 1.5 * (1 / 6) / 9 + 2 * 1.5 * (-1 / 18 - 1 / 36) / 6
    half = Z * np.sqrt(variance) / (5 / 36)
    assert found[0] == pytest.approx(5 / 6)
    assert reach(found) == pytest.approx([half, half], rel=1e-5)


def slopes(bad, score, of, rows, step=1e-4):
    """Give how sklearn's AUC follows the weight of each customer's rows of one outcome."""
    found = []
    for customer in np.unique(of):
        mine = (of == customer) & rows
        more, less = (
            roc_auc_score(~bad, score, sample_weight=1 + by * mine) for by in (step, -step)
        )
        found.append((more - less) / (2 * step))
    return np.array(found)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000))
def test_the_variance_is_that_of_the_slopes_of_sklearn_s_auc(seed):
    """B_i / bads and G_i / goods are how far customer i's bads and goods pull the AUC."""
    rng = np.random.default_rng(seed)
    bad, score, of = np.arange(50) < 15, rng.integers(0, 9, 50), rng.integers(0, 20, 50)
    by_bads, by_goods = (slopes(bad, score, of, rows) for rows in (bad, ~bad))
    n_b, n_g, n = (np.unique(some).size for some in (of[bad], of[~bad], of))
    variance = (
        n_b / (n_b - 1) * by_bads @ by_bads
        + n_g / (n_g - 1) * by_goods @ by_goods
        + 2 * n / (n - 1) * by_bads @ by_goods
    )
    found = auc_interval_by_customer(bad, score, of)
    assert found[0] == pytest.approx(roc_auc_score(~bad, score))
    half = Z * np.sqrt(variance) / (found[0] * (1 - found[0]))
    assert reach(found) == pytest.approx([half, half], rel=1e-4)


@given(st.integers(0, 10_000))
def test_customers_of_one_application_each_have_the_interval_of_delong(seed):
    rng = np.random.default_rng(seed)
    bad, score = np.arange(80) < 20, rng.normal(size=80)
    area, low, high = auc_interval_by_customer(bad, score, np.arange(80))
    by_rows = auc_difference(bad, score, np.zeros(80))  # a constant's AUC is 1/2 for sure
    half = (by_rows.high - by_rows.low) / 2 / (area * (1 - area))
    assert area == pytest.approx(auc(bad, score))
    assert reach((area, low, high)) == pytest.approx([half, half])


@given(st.integers(0, 10_000), st.integers(2, 4))
def test_saying_everything_twice_brings_no_certainty(seed, times):
    rng = np.random.default_rng(seed)
    bad, score, of = np.arange(60) < 20, rng.normal(size=60), rng.integers(0, 40, 60)
    once = auc_interval_by_customer(bad, score, of)
    more = auc_interval_by_customer(*(np.tile(values, times) for values in (bad, score, of)))
    assert more == pytest.approx(once)


def test_a_perfect_order_has_no_width():
    assert auc_interval_by_customer([True, False], [1, 2], ["x", "y"]) == (1, 1, 1)


def test_where_all_bads_are_one_customers_the_goods_alone_give_the_width():
    bad, score = [True, True, False, False, False], [1, 3, 2, 4, 4]
    area, low, high = auc_interval_by_customer(bad, score, ["x", "x", "a", "b", "c"])
    assert area == pytest.approx(5 / 6)
    # V_g is 1/2, 1, 1: the squares around 5/6 sum to 1/6; 3/2 of it by 9 is the variance
    wide = Z * np.sqrt(1 / 36) / (area * (1 - area))
    assert [logit(low), logit(high)] == pytest.approx([logit(area) - wide, logit(area) + wide])


def test_a_sample_without_bads_is_refused():
    with pytest.raises(ThinfileError, match="goods and bads"):
        auc_interval_by_customer([False, False], [1, 2], ["x", "y"])


def sample(rng, customers):
    """Draw customers of one to four applications who share most of their score and outcome."""
    of = np.repeat(np.arange(customers), rng.integers(1, 5, customers))
    own = rng.normal(size=customers)[of]
    score = own + 0.5 * rng.normal(size=of.size)
    return rng.uniform(size=of.size) < 1 / (1 + np.exp(1.5 + 1.5 * own)), score, of


def test_the_spread_is_that_of_customers_drawn_again():
    bad, score, of = sample(np.random.default_rng(3), 500)
    drawn = bootstrap.resampled_weights(of, resamples=600, seed=4)
    areas = [auc(bad, score, weight=weight) for weight in drawn]
    area, *ends = auc_interval_by_customer(bad, score, of)
    assert np.mean(reach((area, *ends))) / Z * area * (1 - area) == pytest.approx(
        np.std(areas), rel=0.12
    )


def test_it_holds_the_true_auc_as_often_as_it_says():
    rng = np.random.default_rng(7)
    bad, score, _ = sample(rng, 60_000)
    true = auc(bad, score)
    held = apart = 0
    for _ in range(600):
        bad, score, of = sample(rng, 60)
        _, low, high = auc_interval_by_customer(bad, score, of)
        held += low <= true <= high
        _, low, high = auc_interval_by_customer(bad, score, np.arange(of.size))
        apart += low <= true <= high
    # 600 draws of 95 % spread by 0.9 points; applications taken apart promise too much
    assert 0.925 <= held / 600 <= 0.975
    assert apart < held
