"""DeLong's interval of a difference: by hand, against scipy and sklearn, and in its limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit
from scipy.stats import bootstrap
from sklearn.metrics import roc_auc_score

from data.errors import ThinfileError
from scoring.metrics.ranking.auc import auc
from scoring.metrics.ranking.delong import auc_difference, auc_interval


def test_four_applications_by_hand():
    """Bads score 1, 3 and goods 2, 4: V_b = 1, 1/2, V_g = 1/2, 1; the rival is constant."""
    found = auc_difference([True, True, False, False], [1, 3, 2, 4], [0, 0, 0, 0])
    assert (found.first, found.second, found.value) == (0.75, 0.5, 0.25)
    half = 1.959964 * np.sqrt(0.125 / 2 + 0.125 / 2)
    assert (found.low, found.high) == pytest.approx((0.25 - half, 0.25 + half), abs=1e-6)


@given(st.integers(0, 10_000))
def test_each_auc_is_the_known_one_and_the_difference_turns_its_sign(seed):
    rng = np.random.default_rng(seed)
    bad = np.arange(80) < 20
    first, second = rng.integers(0, 9, 80), rng.normal(size=80)
    there, back = auc_difference(bad, first, second), auc_difference(bad, second, first)
    assert there.first == pytest.approx(auc(bad, first))
    assert there.second == pytest.approx(auc(bad, second))
    assert (there.value, there.low) == pytest.approx((-back.value, -back.high))


@given(st.integers(0, 10_000))
def test_an_auc_by_counts_has_the_interval_of_the_one_by_rows(seed):
    rng = np.random.default_rng(seed)
    bad, score = np.arange(80) < 20, rng.integers(0, 9, 80)
    goods, bads = (np.bincount(score[of], minlength=9) for of in (~bad, bad))
    area, low, high = auc_interval(goods, bads)
    by_rows = auc_difference(bad, score, np.zeros(80))  # a constant's AUC is 1/2 for sure
    assert area == pytest.approx(by_rows.first)
    reach = (by_rows.high - by_rows.low) / 2 / (area * (1 - area))  # on the scale of logits
    assert [logit(low), logit(high)] == pytest.approx([logit(area) - reach, logit(area) + reach])


def test_an_interval_stays_within_what_an_auc_can_be_and_reaches_farther_towards_a_half():
    area, low, high = auc_interval([0, 5], [10, 1])
    assert 0 <= low <= area <= high <= 1
    assert area - low > high - area


def test_a_perfect_order_has_no_width():
    assert auc_interval([0, 5], [5, 0]) == (1, 1, 1)


def test_the_same_score_twice_differs_by_nothing():
    found = auc_difference([True, False, True, False], [1, 2, 3, 4], [1, 2, 3, 4])
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_the_interval_is_that_of_scipy_s_bootstrap_of_sklearn_s_aucs():
    rng = np.random.default_rng(5)
    bad = rng.uniform(size=3000) < 0.1
    first = rng.normal(size=3000) - 0.9 * bad
    second = first + rng.normal(size=3000)
    found = auc_difference(bad, first, second)
    drawn = bootstrap(
        (bad, first, second),
        lambda is_bad, one, two: roc_auc_score(is_bad, -one) - roc_auc_score(is_bad, -two),
        paired=True, vectorized=False, n_resamples=400, method="percentile",
        rng=np.random.default_rng(6),
    )  # fmt: skip
    assert (found.high - found.low) / 3.92 == pytest.approx(drawn.standard_error, rel=0.12)


def test_a_sample_without_bads_is_refused():
    with pytest.raises(ThinfileError, match="goods and bads"):
        auc_difference([False, False], [1, 2], [2, 1])
