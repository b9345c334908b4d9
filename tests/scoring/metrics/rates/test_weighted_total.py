"""A total over bands is estimated from those that were looked at, with Wilson's doubt of each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from scoring.metrics.rates.weighted_total import weighted_total
from scoring.metrics.rates.wilson import wilson

bands = st.lists(
    st.tuples(st.floats(-1e6, 1e6), st.integers(1, 400), st.floats(0, 1)), min_size=1, max_size=6
)


def test_two_bands_by_hand():
    """Half of 100 and a quarter of 40 are 60; the doubts of both are squared and added."""
    total, low, high = weighted_total([100, 40], [5, 2], [10, 8])
    (l1, l2), (u1, u2) = wilson([5, 2], [10, 8])
    assert total == 60
    assert low == pytest.approx(60 - ((100 * (0.5 - l1)) ** 2 + (40 * (0.25 - l2)) ** 2) ** 0.5)
    assert high == pytest.approx(60 + ((100 * (u1 - 0.5)) ** 2 + (40 * (u2 - 0.25)) ** 2) ** 0.5)


@settings(deadline=None)
@given(st.integers(0, 50), st.floats(0, 1e4))
def test_one_band_is_wilson_s_interval(hits, weight):
    low, high = binomtest(hits, 50).proportion_ci(0.95, method="wilson")
    found = weighted_total([weight], [hits], [50])
    assert found == pytest.approx((weight * hits / 50, weight * low, weight * high), abs=1e-6)


@settings(deadline=None)
@given(bands)
def test_a_total_lies_within_its_interval(of):
    weights, trials, shares = zip(*of, strict=True)
    hits = [round(share * n) for share, n in zip(shares, trials, strict=True)]
    total, low, high = weighted_total(weights, hits, trials)
    assert low <= total + 1e-6
    assert total <= high + 1e-6


@settings(deadline=None)
@given(bands)
def test_a_band_that_weighs_nothing_says_nothing(of):
    weights, trials, shares = zip(*of, strict=True)
    hits = [round(share * n) for share, n in zip(shares, trials, strict=True)]
    more = weighted_total([*weights, 0.0], [*hits, 1], [*trials, 3])
    assert more == pytest.approx(weighted_total(weights, hits, trials))


@settings(deadline=None)
@given(bands)
def test_what_is_lost_is_what_is_won_turned_round(of):
    weights, trials, shares = zip(*of, strict=True)
    hits = [round(share * n) for share, n in zip(shares, trials, strict=True)]
    total, low, high = weighted_total(weights, hits, trials)
    turned = weighted_total([-weight for weight in weights], hits, trials)
    assert turned == pytest.approx((-total, -high, -low))
