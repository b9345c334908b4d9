"""A rate's change taken apart: by hand, against the package shap, and what must always hold."""

from dataclasses import asdict
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from data.errors import ThinfileError
from scoring.metrics.over_time.change import Month, approval_change, bad_rate_change
from scoring.metrics.over_time.shapley import shapley

grid = arrays(np.int64, (2, 3), elements=st.integers(0, 30))


def month(applications, declined=0, goods=0):
    """Make approvals and bads that can stand beside the applications."""
    size = np.asarray(applications)
    approved = np.maximum(size - declined, 0)
    return Month(size, approved, np.maximum(approved - goods, 0))


def parts(change):
    return [
        part for part in (change.mix, change.score, change.policy, change.risk) if part is not None
    ]


def test_hand_worked_change_of_mix_alone():
    # two segments approved at 80 % and 40 %: half and half before, all in the first after
    before = Month([[100], [100]], [[80], [40]])
    after = Month([[200], [0]], [[160], [0]])
    found = approval_change(before, after)
    assert (found.before, found.after) == pytest.approx((0.6, 0.8))
    assert (found.mix, found.score, found.policy) == pytest.approx((0.2, 0, 0))
    assert found.risk is None


def test_hand_worked_change_of_score_and_policy():
    # scores move from half low to none; high ones are approved 100 % before, 90 % after
    before = Month([[50, 50]], [[0, 50]])
    after = Month([[0, 100]], [[0, 90]])
    found = approval_change(before, after)
    assert (found.before, found.after) == pytest.approx((0.5, 0.9))
    # score first: +0.5, then -0.1; policy first: -0.05, then +0.45
    assert (found.mix, found.score, found.policy) == pytest.approx((0, 0.475, -0.075))


def test_hand_worked_change_of_risk_alone():
    before = Month([[100, 100]], [[50, 100]], [[10, 5]])
    after = Month([[100, 100]], [[50, 100]], [[20, 10]])
    found = bad_rate_change(before, after)
    assert (found.before, found.after) == pytest.approx((0.1, 0.2))
    assert parts(found) == pytest.approx([0, 0, 0, 0.1])


def test_a_looser_policy_raises_the_bad_rate_and_is_named():
    before = Month([[100, 100]], [[0, 100]], [[0, 2]])
    after = Month([[100, 100]], [[100, 100]], [[10, 2]])
    found = bad_rate_change(before, after)
    assert found.after - found.before == pytest.approx(0.06 - 0.02)
    # nobody knows how the newly approved would have done before: all of it is policy
    assert parts(found) == pytest.approx([0, 0, 0.04, 0])


@settings(deadline=None)
@given(grid, grid, grid, grid)
def test_parts_of_an_approval_rate_add_up_and_turn_with_time(one, two, declined, declined_later):
    if not one.sum() or not two.sum():
        return
    before, after = month(one, declined), month(two, declined_later)
    found, back = approval_change(before, after), approval_change(after, before)
    assert found.before == pytest.approx(np.sum(before.approved) / one.sum())
    assert found.after == pytest.approx(np.sum(after.approved) / two.sum())
    assert sum(parts(found)) == pytest.approx(found.after - found.before, abs=1e-12)
    assert parts(back) == pytest.approx([-part for part in parts(found)], abs=1e-12)


@settings(deadline=None)
@given(*[grid] * 6)
def test_parts_of_a_bad_rate_add_up(one, two, declined, declined_later, goods, goods_later):
    before, after = month(one + 1, declined, goods), month(two + 1, declined_later, goods_later)
    if not np.sum(before.approved) or not np.sum(after.approved):
        return
    try:
        found = bad_rate_change(before, after)
    except ThinfileError:
        both = (np.asarray(before.approved) > 0) & (np.asarray(after.approved) > 0)
        assert not both.all()
        return
    assert found.before == pytest.approx(np.sum(before.bads) / np.sum(before.approved))
    assert found.after == pytest.approx(np.sum(after.bads) / np.sum(after.approved))
    assert sum(parts(found)) == pytest.approx(found.after - found.before, abs=1e-12)


@settings(deadline=None)
@given(grid, grid)
def test_the_same_month_twice_has_no_parts(size, declined):
    if size.sum():
        assert parts(approval_change(*[month(size, declined)] * 2)) == [0, 0, 0]


@settings(deadline=None)
@given(grid, st.integers(2, 7))
def test_more_of_the_same_is_no_change(size, times):
    if size.sum():
        found = approval_change(
            month(size, 1), Month(size * times, month(size, 1).approved * times)
        )
        assert parts(found) == pytest.approx([0, 0, 0], abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=8, max_size=8))
def test_shapley_is_the_mean_over_all_orders(values):
    def value(which):
        return values[which[0] * 4 + which[1] * 2 + which[2]]

    wanted = np.zeros(3)
    for order in permutations(range(3)):
        state = [False] * 3
        for own in order:
            base = value(tuple(state))
            state[own] = True
            wanted[own] += (value(tuple(state)) - base) / 6
    assert shapley(value, 3) == pytest.approx(wanted, abs=1e-12)


def test_shapley_agrees_with_the_package_shap(shares_of_shap):
    values = np.random.default_rng(4).normal(size=16)

    def value(which):
        return values[sum(2**at for at, is_on in enumerate(which) if is_on)]

    assert shapley(value, 4) == pytest.approx(shares_of_shap(value, 4))


def test_the_parts_of_rates_agree_with_the_package_shap(shares_of_shap):
    rng = np.random.default_rng(9)
    sizes = rng.integers(20, 90, (2, 2, 3))
    some = rng.integers(5, 20, (2, 2, 3))
    bads = rng.integers(0, 5, (2, 2, 3))
    before, after = (Month(*counts) for counts in zip(sizes, some, bads, strict=True))

    def rates(later):
        mix, score, policy, risk = (int(is_later) for is_later in later)
        segments = sizes[mix].sum(axis=1, keepdims=True) / sizes[mix].sum()
        taken = segments * sizes[score] / sizes[score].sum(axis=1, keepdims=True)
        taken = taken * some[policy] / sizes[policy]
        return taken.sum(), (taken * bads[risk] / some[risk]).sum() / taken.sum()

    wanted = shares_of_shap(lambda later: rates((*later, False))[0], 3)
    assert parts(approval_change(before, after)) == pytest.approx(wanted)
    wanted = shares_of_shap(lambda later: rates(later)[1], 4)
    assert parts(bad_rate_change(before, after)) == pytest.approx(wanted)


def test_rates_are_told_beside_the_parts():
    found = approval_change(Month([[10]], [[5]]), Month([[10]], [[6]]))
    assert asdict(found).keys() == {"before", "after", "mix", "score", "policy", "risk"}
    assert found.policy == pytest.approx(0.1)


def test_a_month_without_applications_and_other_cells_are_refused():
    some = Month([[10, 10]], [[5, 5]])
    with pytest.raises(ThinfileError, match=r"got 20 in \(1, 2\) and 0 in \(1, 2\)"):
        approval_change(some, Month([[0, 0]], [[0, 0]]))
    with pytest.raises(ThinfileError, match="in the same segments and score bands"):
        approval_change(some, Month([[20]], [[5]]))
    with pytest.raises(ThinfileError, match="needs bads; got none"):
        bad_rate_change(some, some)


def test_months_that_approve_nobody_alike_cannot_be_taken_apart():
    before = Month([[100, 100]], [[0, 100]], [[0, 2]])
    after = Month([[100, 100]], [[100, 0]], [[9, 0]])
    assert sum(parts(bad_rate_change(before, after))) == pytest.approx(0.09 - 0.02)
    apart = Month([[100, 0]], [[100, 0]], [[9, 0]])
    with pytest.raises(ThinfileError, match="scores that both months approve"):
        bad_rate_change(before, apart)
