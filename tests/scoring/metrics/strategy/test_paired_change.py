"""A change between two policies: by hand, against scipy, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import approx_fprime

from scoring.metrics.rates.wilson import wilson
from scoring.metrics.strategy.paired_change import (
    around,
    paired_approval_change,
    paired_bad_rate_change,
)
from scoring.metrics.strategy.parcelling import parcelling

NOBODY = np.zeros((3, 1))
NO_BAND = parcelling([0], [0], [0], factor=1)
counts = st.lists(st.integers(0, 400), min_size=3, max_size=3)


def ends(span):
    return [span.value, span.low, span.high]


def test_hand_worked_approval_change():
    # 30 gained, 10 lost of 1,000: 0.02; (40 - 400 / 1000) / 1000² = 3.96e-5, root 0.0062929
    found = paired_approval_change(30, 10, 1000)
    assert ends(found) == pytest.approx([0.02, 0.02 - 0.012334, 0.02 + 0.012334], abs=1e-6)
    assert found.low > 0
    assert paired_approval_change(12, 10, 1000).low < 0


def test_hand_worked_bad_rate_change():
    # old: 100 + 100 with 10 + 20 bad, .15; new: the 100 with 20 bad, and 50 with 10: 30 / 150 = .2
    found = paired_bad_rate_change([90, 80, 40], [10, 20, 10], NOBODY, NOBODY, NO_BAND)
    assert found.value == pytest.approx(0.05)
    lost = 10 * (0.85 / 200) ** 2 + 90 * (0.15 / 200) ** 2
    both = 20 * (0.8 / 150 - 0.85 / 200) ** 2 + 80 * (-0.2 / 150 + 0.15 / 200) ** 2
    gained = 10 * (0.8 / 150) ** 2 + 40 * (0.2 / 150) ** 2
    assert found.high - found.value == pytest.approx(1.959964 * np.sqrt(lost + both + gained))


@given(st.integers(0, 60), st.integers(0, 60), st.integers(2, 200))
def test_an_approval_change_is_scipy_s_mean_of_what_each_application_does(gained, lost, alike):
    moved = np.repeat([1.0, -1.0, 0.0], [gained, lost, alike])
    reach = stats.norm.ppf(0.975) * stats.sem(moved, ddof=0)
    found = paired_approval_change(gained, lost, moved.size)
    wanted = [moved.mean(), moved.mean() - reach, moved.mean() + reach]
    assert ends(found) == pytest.approx(wanted, abs=1e-12)


@settings(deadline=None)
@given(*[st.lists(st.integers(1, 40), min_size=3, max_size=3)] * 2)
def test_a_bad_rate_change_has_the_variance_of_scipy_s_slopes(goods, bads):
    """Linearised: how the change of two ratios follows the weight of each kind of outcome."""
    size = np.array([*goods, *bads], dtype=float)
    is_bad = np.repeat([0.0, 1.0], 3)
    old, new = (np.tile(of, 2) for of in ([1.0, 1, 0], [0.0, 1, 1]))

    def change(weight):
        counted = weight * size
        after, before = ((counted * side * is_bad).sum() / (counted * side).sum()
                         for side in (new, old))  # fmt: skip
        return after - before

    slopes = approx_fprime(np.ones(6), change, 1e-7)  # of size outcomes each
    found = paired_bad_rate_change(goods, bads, NOBODY, NOBODY, NO_BAND)
    reach = 1.959964 * np.sqrt((slopes**2 / size).sum())
    assert found.value == pytest.approx(change(np.ones(6)), abs=1e-12)
    assert found.high - found.value == pytest.approx(reach, abs=1e-5)


def test_a_bad_rate_change_spreads_as_scipy_draws_the_outcomes_again():
    goods, bads = np.array([150, 400, 90]), np.array([12, 15, 14])
    side = np.repeat(np.tile([0, 1, 2], 2), np.concatenate([goods, bads]))
    is_bad = np.repeat([0.0, 1.0], [goods.sum(), bads.sum()])

    def change(of, bad, axis=-1):
        after, before = ((bad * (of != left)).sum(axis=axis) / (of != left).sum(axis=axis)
                         for left in (0, 2))  # fmt: skip
        return after - before

    drawn = stats.bootstrap(
        (side, is_bad), change, paired=True, method="percentile", n_resamples=6000,
        rng=np.random.default_rng(4),
    )  # fmt: skip
    found = paired_bad_rate_change(goods, bads, NOBODY, NOBODY, NO_BAND)
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(drawn.standard_error, rel=0.04)


def test_the_interval_is_as_wide_as_drawing_applications_again_makes_the_change():
    rng = np.random.default_rng(3)
    size, truth = np.array([1500, 4000, 900]), np.array([0.06, 0.03, 0.12])
    bands = np.array([[0.0, 0.0], [300.0, 0.0], [200.0, 600.0]])
    changes, widths = [], []
    for _ in range(500):
        bads = rng.binomial(size, truth)
        # two bands: the first holds the first two groups, the second the third
        known = np.array([[size[0], 0], [size[1], 0], [0, size[2]]], dtype=float)
        of_bands = parcelling(
            [(size - bads)[:2].sum(), (size - bads)[2]], [bads[:2].sum(), bads[2]],
            bands.sum(axis=0), factor=1.5,
        )  # fmt: skip
        found = paired_bad_rate_change(size - bads, bads, bands, known, of_bands)
        changes.append(found.value)
        widths.append(found.high - found.low)
    assert np.mean(widths) == pytest.approx(2 * 1.96 * np.std(changes), rel=0.1)


def test_of_sets_apart_it_is_the_difference_of_two_rates():
    found = paired_bad_rate_change([950, 0, 900], [50, 0, 100], NOBODY, NOBODY, NO_BAND)
    reach = 1.959964 * np.sqrt(0.05 * 0.95 / 1000 + 0.1 * 0.9 / 1000)
    assert ends(found) == pytest.approx([0.05, 0.05 - reach, 0.05 + reach])


@settings(deadline=None)
@given(counts, counts)
def test_the_other_way_round_it_is_the_same_change_with_the_other_sign(goods, bads):
    there = paired_bad_rate_change(goods, bads, NOBODY, NOBODY, NO_BAND)
    back = paired_bad_rate_change(goods[::-1], bads[::-1], NOBODY, NOBODY, NO_BAND)
    assert ends(there) == pytest.approx([-back.value, -back.high, -back.low], nan_ok=True)


@settings(deadline=None)
@given(st.integers(1, 400), st.integers(0, 400))
def test_the_same_approvals_leave_no_doubt(good, bad):
    found = paired_bad_rate_change([0, good, 0], [0, bad, 0], NOBODY, NOBODY, NO_BAND)
    assert ends(found) == pytest.approx([0, 0, 0], abs=1e-12)
    assert ends(paired_approval_change(0, 0, good)) == [0, 0, 0]


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(1000, 5000))
def test_a_paired_change_is_never_less_sure_than_two_rates_apart(gained, lost, n):
    found = paired_approval_change(gained, lost, n)
    low, high = wilson(gained + (n - gained - lost) // 2, n)
    assert found.high - found.low <= 2 * (float(high) - float(low)) + 0.01


def test_without_outcomes_or_applications_nothing_is_known():
    assert np.isnan(paired_bad_rate_change([5, 0, 0], [1, 0, 0], NOBODY, NOBODY, NO_BAND).value)
    assert np.isnan(paired_approval_change(0, 0, 0).value)
    assert np.isnan(around(float("nan"), 1.0).low)
