import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy
from sklearn.linear_model import LogisticRegression

from data.errors import ThinfileError
from scoring.metrics.binned.iv import iv
from scoring.metrics.binned.jeffreys import jeffreys_by_bin
from scoring.metrics.binned.psi import psi
from scoring.metrics.binned.woe import woe

full = st.lists(st.tuples(st.integers(1, 200), st.integers(1, 50)), min_size=1, max_size=8)
any_bins = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 50)), min_size=1, max_size=8)
any_bins = any_bins.filter(lambda bins: all(map(sum, zip(*bins, strict=True))))


def test_hand_worked_case():
    # goods 80 % and 20 %, bads 40 % and 60 %
    assert woe([80, 20], [4, 6]) == pytest.approx([np.log(2), np.log(1 / 3)])
    assert iv([80, 20], [4, 6]) == pytest.approx(0.4 * np.log(2) + 0.4 * np.log(3))


@settings(deadline=None)
@given(full)
def test_iv_is_scipys_relative_entropy_both_ways(bins):
    goods, bads = (np.array(side) for side in zip(*bins, strict=True))
    wanted = entropy(goods, bads) + entropy(bads, goods)
    assert iv(goods, bads) == pytest.approx(wanted, abs=1e-12)


def test_woe_and_the_log_odds_of_all_are_what_a_logistic_regression_finds():
    goods, bads = np.array([400, 300, 200]), np.array([10, 30, 60])
    bin_of = np.repeat(np.arange(3), goods + bads)
    is_good = np.concatenate([np.arange(g + b) < g for g, b in zip(goods, bads, strict=True)])
    design = np.eye(3)[bin_of]
    fitted = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10).fit(design, is_good)
    log_odds = np.log(goods.sum() / bads.sum())
    assert woe(goods, bads) + log_odds == pytest.approx(fitted.coef_[0], abs=1e-4)


def test_agrees_with_optbinning_where_it_is_installed():
    metrics = pytest.importorskip("optbinning.binning.metrics")
    goods, bads = np.array([400, 300, 200]), np.array([10, 30, 60])
    wanted = metrics.jeffrey(goods / goods.sum(), bads / bads.sum())
    assert iv(goods, bads) == pytest.approx(np.sum(wanted))  # it gives them bin by bin


@settings(deadline=None)
@given(any_bins)
def test_iv_is_never_negative_and_is_woe_weighted_by_the_shares(bins):
    goods, bads = (np.array(side) for side in zip(*bins, strict=True))
    found, by_bin = woe(goods, bads), jeffreys_by_bin(goods, bads)
    assert np.isfinite(found).all()
    assert (by_bin >= 0).all()
    assert iv(goods, bads) == pytest.approx(by_bin.sum())
    both = (goods > 0) & (bads > 0)
    apart = goods / goods.sum() - bads / bads.sum()
    assert by_bin[both] == pytest.approx((apart * found)[both])


@settings(deadline=None)
@given(any_bins)
def test_changing_goods_for_bads_turns_the_sign_of_woe_and_keeps_iv(bins):
    goods, bads = (np.array(side) for side in zip(*bins, strict=True))
    assert woe(bads, goods) == pytest.approx(-woe(goods, bads))
    assert iv(bads, goods) == pytest.approx(iv(goods, bads))


@settings(deadline=None)
@given(full, st.integers(2, 9))
def test_more_of_the_same_changes_nothing_where_no_bin_is_empty(bins, times):
    goods, bads = (np.array(side) for side in zip(*bins, strict=True))
    assert woe(goods * times, bads * times) == pytest.approx(woe(goods, bads))


@settings(deadline=None)
@given(full)
def test_parting_a_bin_never_loses_information(bins):
    goods, bads = (np.array(side) for side in zip(*bins, strict=True))
    merged = iv([goods[0] + goods[-1], *goods[1:-1]], [bads[0] + bads[-1], *bads[1:-1]])
    if goods.size > 1:
        assert iv(goods, bads) >= merged - 1e-12


def test_a_bin_without_bads_counts_as_half_a_bad_and_nobody_as_no_evidence():
    found = woe([50, 50, 0], [0, 10, 0])
    assert found == pytest.approx([np.log(0.5 / 0.05), np.log(0.5), 0])
    assert woe([50, 50], [0, 10], smoothing=1)[0] == pytest.approx(np.log(0.5 / 0.1))


def test_a_bin_gets_safer_with_each_bad_less_down_to_none():
    found = [woe([50, 50], [bads, 10])[0] for bads in (3, 2, 1, 0)]
    assert (np.diff(found) > 0).all()


def test_one_bin_and_equal_shares_tell_nothing():
    assert iv([90], [10]) == 0
    assert iv([90, 180], [10, 20]) == pytest.approx(0)


def test_iv_and_psi_are_one_formula():
    assert iv([80, 20], [4, 6]) == pytest.approx(psi([4, 6], [80, 20]).value)


@pytest.mark.parametrize(
    ("goods", "bads", "said"),
    [
        ([5, 5], [0, 0], "got 10 and 0 rows"),
        ([5, 5], [1], "got 2 and 1"),
        ([5, -1], [1, 1], "none below 0"),
    ],
)
def test_what_cannot_be_compared_is_refused(goods, bads, said):
    with pytest.raises(ThinfileError, match=said):
        woe(goods, bads)
