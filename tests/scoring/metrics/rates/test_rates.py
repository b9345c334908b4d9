import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from data.errors import ThinfileError
from scoring.metrics.by_group import by_group
from scoring.metrics.ranking.auc import auc
from scoring.metrics.rates.approval_rate import approval_rate
from scoring.metrics.rates.bad_rate import bad_rate
from scoring.metrics.rates.rate import rate

flags = st.lists(st.sampled_from([True, False, None]), max_size=40)


def test_hand_worked_case_leaves_out_what_is_not_known():
    found = bad_rate([True, False, None, False, False])
    assert (found.hits, found.trials, found.value) == (1, 4, 0.25)
    # Wilson at 95 %: (0.25 + 0.48 ± 1.96 sqrt(0.1875 / 4 + 0.06003)) / 1.9604
    assert (found.low, found.high) == pytest.approx((0.0456, 0.6994), abs=5e-5)


@settings(deadline=None)
@given(flags)
def test_agrees_with_numpy_and_scipy(is_bad):
    found = bad_rate(is_bad)
    known = [flag for flag in is_bad if flag is not None]
    if not known:
        assert np.isnan(found.value)
        assert (found.low, found.high) == (0, 1)
        return
    wanted = binomtest(sum(known), len(known)).proportion_ci(0.95, method="wilson")
    assert found.value == np.mean(known)
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=1e-9)
    assert found.low - 1e-12 <= found.value <= found.high + 1e-12


@settings(deadline=None)
@given(flags)
def test_approvals_and_declines_make_a_whole(is_approved):
    declined = [None if flag is None else not flag for flag in is_approved]
    if any(flag is not None for flag in is_approved):
        assert approval_rate(is_approved).value == pytest.approx(1 - approval_rate(declined).value)


def test_a_surer_interval_is_wider():
    narrow, wide = (rate(5, 90, confidence=level) for level in (0.8, 0.99))
    assert wide.low < narrow.low < 5 / 90 < narrow.high < wide.high


def test_one_class_has_a_rate_and_room_for_doubt():
    assert (bad_rate([False] * 20).value, bad_rate([False] * 20).low) == (0, 0)
    assert 0.1 < bad_rate([False] * 20).high < 0.2


@pytest.mark.parametrize("counts", [(3, 2), (-1, 2)])
def test_more_hits_than_rows_are_refused(counts):
    with pytest.raises(ThinfileError, match=r"0 <= hits <= trials; got .* of 2"):
        rate(*counts)


def test_what_is_no_flag_is_refused():
    with pytest.raises(ThinfileError, match="true, false or missing; got 2"):
        bad_rate([1, 0, 2])


def test_each_group_has_its_own_rate_and_missing_is_a_group():
    found = by_group(bad_rate, ["b", "a", None, "b"], [True, False, True, False])
    assert list(found) == ["a", "b", None]
    assert [each.value for each in found.values()] == [0, 0.5, 1]


@pytest.mark.parametrize(
    "group",
    [
        [2.0, 1.0, float("nan"), 2.0],
        np.array(["2024-02", "2024-01", "NaT", "2024-02"], dtype="datetime64[M]"),
        pd.Series(["y", "x", None, "y"], dtype="str"),
        pd.Series(["y", "x", None, "y"], dtype="category"),
    ],
)
def test_groups_of_any_kind_stand_in_rising_order(group):
    found = by_group(bad_rate, group, [True, False, True, False])
    assert list(found)[-1] is None
    assert [each.trials for each in found.values()] == [1, 2, 1]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, 5)), max_size=30))
def test_groups_are_the_parts_of_the_whole_for_any_metric(rows):
    if not rows:
        assert by_group(bad_rate, [], []) == {}
        return
    group, is_bad, score = (np.array(column) for column in zip(*rows, strict=True))
    rates = by_group(bad_rate, group, is_bad)
    assert sum(each.hits for each in rates.values()) == is_bad.sum()
    assert sum(each.trials for each in rates.values()) == is_bad.size
    both = [name for name, each in rates.items() if 0 < each.hits < each.trials]
    kept = np.isin(group, both)
    areas = by_group(auc, group[kept], is_bad[kept], score[kept])
    for name in both:
        rows_of = group == name
        assert areas[name] == pytest.approx(roc_auc_score(~is_bad[rows_of], score[rows_of]))


def test_settings_go_to_the_metric():
    found = by_group(bad_rate, ["a", "a"], [True, False], confidence=0.5)
    assert found["a"] == bad_rate([True, False], confidence=0.5)


def test_columns_of_two_lengths_are_refused():
    with pytest.raises(ThinfileError, match="got 2 groups and 3 rows in column 1"):
        by_group(bad_rate, ["a", "b"], [True, False, True])
