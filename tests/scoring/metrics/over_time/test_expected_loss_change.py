"""A loss's change taken apart: by hand, against the package shap, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from data.errors import ThinfileError
from scoring.metrics.over_time.change import LentMonth, expected_loss_change

grid = arrays(np.int64, (2, 3), elements=st.integers(0, 30))
shares = arrays(np.float64, (2, 3), elements=st.floats(0, 1))


def lent(applications, turned_down, principal, risk):
    """Make loans, principal and PD · principal that can stand beside the applications."""
    size = np.asarray(applications)
    loans = np.maximum(size - turned_down, 0)
    return LentMonth(size, loans, loans * principal, loans * principal * risk)


def loss_parts(change):
    return [change.volume, change.mix, change.score, change.policy, change.amount]


def test_hand_worked_change_of_a_loss_by_volume_and_amount():
    # 100 apply, half get 1,000 at a PD of 10 %, half of it lost: 2,500. Twice as many, twice 1,000
    before = LentMonth([[100]], [[50]], [[50_000]], [[5000]])
    after = LentMonth([[200]], [[100]], [[200_000]], [[20_000]])
    found = expected_loss_change(before, after, loss_given_default=0.5)
    assert (found.before, found.after) == pytest.approx((2500, 10_000))
    # the first of the two to double adds 2,500, the second 5,000: the mean is 3,750 for each
    assert loss_parts(found) == pytest.approx([3750, 0, 0, 0, 3750])


def test_hand_worked_change_of_a_loss_by_mix_score_and_policy():
    same = {"loss_given_default": 1.0}
    # two segments of PD 2 % and 8 %, all lent 100 each: from half and half to the second alone
    before = LentMonth([[10], [10]], [[10], [10]], [[1000], [1000]], [[20], [80]])
    after = LentMonth([[0], [20]], [[0], [20]], [[0], [2000]], [[0], [160]])
    found = expected_loss_change(before, after, **same)
    assert loss_parts(found) == pytest.approx([0, 60, 0, 0, 0])
    # the same segment: from the riskier score band to the safer, and within it from 2 % to 1 %
    before = LentMonth([[10, 10]], [[10, 10]], [[1000, 1000]], [[80, 20]])
    after = LentMonth([[0, 20]], [[0, 20]], [[0, 2000]], [[0, 20]])
    assert loss_parts(expected_loss_change(before, after, **same)) == pytest.approx(
        [0, 0, -80, 0, 0]
    )
    # the riskier band gets loans too
    before = LentMonth([[10, 10]], [[0, 10]], [[0, 1000]], [[0, 20]])
    after = LentMonth([[10, 10]], [[10, 10]], [[1000, 1000]], [[80, 20]])
    assert loss_parts(expected_loss_change(before, after, **same)) == pytest.approx(
        [0, 0, 0, 80, 0]
    )


def test_the_parts_of_a_loss_agree_with_the_package_shap(shares_of_shap):
    rng = np.random.default_rng(11)
    size, lot = rng.integers(20, 90, (2, 2, 3)), rng.integers(100, 900, (2, 2, 3))
    refused, risk = rng.integers(0, 15, (2, 2, 3)), rng.uniform(0.01, 0.2, (2, 2, 3))
    before, after = (lent(*of) for of in zip(size, refused, lot, risk, strict=True))

    def loss(later):
        volume, mix, score, policy, amount = (int(is_later) for is_later in later)
        segments = size[mix].sum(axis=1, keepdims=True) / size[mix].sum()
        rows = size[volume].sum() * segments * size[score] / size[score].sum(axis=1, keepdims=True)
        taken = rows * (size[policy] - refused[policy]) / size[policy]
        return 0.4 * (taken * lot[amount] * risk[score]).sum()

    found = expected_loss_change(before, after, loss_given_default=0.4)
    assert loss_parts(found) == pytest.approx(shares_of_shap(loss, 5))


@settings(deadline=None)
@given(grid, grid, grid, grid, shares, shares)
def test_parts_of_a_loss_add_up_and_turn_with_time(one, two, less, fewer, risk, later_risk):
    if not one.sum() or not two.sum():
        return
    before, after = lent(one, less, 100 + less, risk), lent(two, fewer, 100 + fewer, later_risk)
    found, back = (
        expected_loss_change(*pair, loss_given_default=0.5)
        for pair in ((before, after), (after, before))
    )
    assert found.before == pytest.approx(0.5 * np.sum(before.exposure_at_risk), abs=1e-9)
    assert found.after == pytest.approx(0.5 * np.sum(after.exposure_at_risk), abs=1e-9)
    assert sum(loss_parts(found)) == pytest.approx(found.after - found.before, abs=1e-9)
    assert loss_parts(back) == pytest.approx([-part for part in loss_parts(found)], abs=1e-9)


@settings(deadline=None)
@given(grid, grid, grid, shares, st.integers(0, 99))
def test_no_order_of_segments_or_of_bands_changes_the_parts(one, two, less, risk, seed):
    if not one.sum() or not two.sum():
        return
    rng = np.random.default_rng(seed)
    places = np.ix_(rng.permutation(2), rng.permutation(3))
    months = [lent(size, less, 100 + less, risk) for size in (one, two)]
    turned = [LentMonth(*(np.asarray(part)[places] for part in (
        each.applications, each.loans, each.exposure, each.exposure_at_risk
    ))) for each in months]  # fmt: skip
    found, other = (
        expected_loss_change(*pair, loss_given_default=0.5) for pair in (months, turned)
    )
    assert loss_parts(other) == pytest.approx(loss_parts(found), abs=1e-9)


@settings(deadline=None)
@given(grid, grid, shares, st.integers(1, 7))
def test_more_of_the_same_is_volume_alone_and_the_same_is_nothing(size, less, risk, times):
    if not size.sum():
        return
    before = lent(size, less, 100, risk)
    after = lent(size * times, less * times, 100, risk)
    found = expected_loss_change(before, after, loss_given_default=0.5)
    more = (times - 1) * 0.5 * np.sum(before.exposure_at_risk)
    assert loss_parts(found) == pytest.approx([more, 0, 0, 0, 0], abs=1e-9)


def test_months_without_loans_have_no_loss_and_without_applications_are_refused():
    nothing = lent([[10, 10]], 10, 100, 0.1)
    found = expected_loss_change(nothing, nothing, loss_given_default=0.5)
    assert [found.before, found.after, *loss_parts(found)] == [0] * 7
    # nobody knows how much they would have lent: all of it is policy
    found = expected_loss_change(nothing, lent([[10, 10]], 0, 100, 0.1), loss_given_default=0.5)
    assert loss_parts(found) == pytest.approx([0, 0, 0, 100, 0])
    with pytest.raises(ThinfileError, match="needs applications in both months"):
        expected_loss_change(nothing, lent([[0, 0]], 0, 100, 0.1), loss_given_default=0.5)
