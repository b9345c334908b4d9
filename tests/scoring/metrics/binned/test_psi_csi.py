import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency, entropy, ncx2

from data.errors import ThinfileError
from scoring.metrics.binned.bins import NameBins, NumberBins, name_bins, number_bins
from scoring.metrics.binned.csi import csi
from scoring.metrics.binned.psi import Shift, psi

both = st.lists(st.tuples(st.integers(1, 300), st.integers(1, 300)), min_size=2, max_size=10)
numbers = st.lists(st.one_of(st.integers(-3, 3).map(float), st.just(np.nan)), min_size=1)
numbers = numbers.filter(lambda values: not np.isnan(values).all())


def test_hand_worked_case():
    # 50:50 becomes 60:40: 0.1 ln 1.2 - 0.1 ln 0.8; critical 3.841 (1/1000 + 1/500)
    found = psi([500, 500], [300, 200])
    assert found.value == pytest.approx(0.1 * np.log(1.2) - 0.1 * np.log(0.8))
    assert found.critical_value == pytest.approx(3.8415 * 0.003, abs=1e-6)
    assert (found.rows, found.shift) == (500, Shift.SMALL)


@settings(deadline=None)
@given(both)
def test_agrees_with_scipy(bins):
    expected, actual = (np.array(side) for side in zip(*bins, strict=True))
    found = psi(expected, actual)
    assert found.value == pytest.approx(entropy(actual, expected) + entropy(expected, actual))
    noise, freedom = 1 / expected.sum() + 1 / actual.sum(), len(bins) - 1
    pearson = chi2_contingency(np.array([expected, actual]), correction=False)
    wanted = max(pearson.pvalue, chi2.sf(found.value / noise, freedom))
    assert found.p_value == pytest.approx(wanted, abs=1e-12)
    for end, share in ((found.low, 0.975), (found.high, 0.025)):
        if end > 0:
            at = ncx2.cdf(found.value / noise, freedom, end / noise)
            assert at == pytest.approx(share, abs=1e-6)


@settings(deadline=None)
@given(both)
def test_interval_holds_zero_or_lies_above_it_and_order_does_not_matter(bins):
    expected, actual = (np.array(side) for side in zip(*bins, strict=True))
    one, other = psi(expected, actual), psi(actual, expected)
    assert 0 <= one.low <= one.high
    assert (one.low, one.high) == pytest.approx((other.low, other.high))
    assert one.low <= one.value + 1e-12


@settings(deadline=None)
@given(st.lists(st.integers(1, 90), min_size=2, max_size=10), st.integers(1, 5))
def test_equal_shares_have_no_shift(counts, times):
    found = psi(counts, np.array(counts) * times)
    assert found.value == pytest.approx(0, abs=1e-12)
    assert found.low == 0
    assert found.p_value == pytest.approx(1)


def test_small_months_do_not_cry_wolf():
    rng = np.random.default_rng(5)
    share = np.full(10, 0.1)
    months = [psi(rng.multinomial(30_000, share), rng.multinomial(60, share)) for _ in range(400)]
    alarms = sum(month.shift in (Shift.MODERATE, Shift.LARGE) for month in months)
    # a plain threshold of 0.10 would have alarmed in most of them
    assert sum(month.value >= 0.10 for month in months) > 300
    assert alarms / 400 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)
    assert sum(month.shift is Shift.TOO_FEW for month in months) > 350


@pytest.mark.parametrize("steepness", [0.0, 0.15, 0.5, 0.8])
def test_interval_holds_the_true_index_as_often_as_it_says(steepness):
    rng = np.random.default_rng(6)
    before = np.full(10, 0.1)
    after = before * np.exp(np.linspace(-1, 1, 10) * steepness)
    after /= after.sum()
    true = ((after - before) * np.log(after / before)).sum()
    found = [psi(rng.multinomial(9000, before), rng.multinomial(1500, after)) for _ in range(400)]
    held = np.mean([each.low <= true <= each.high for each in found])
    assert held > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 400) - 0.01


@pytest.mark.parametrize(
    ("actual", "shift"),
    [
        ([5000, 5000], Shift.SMALL),
        ([5600, 4400], Shift.SMALL),
        ([6700, 3300], Shift.MODERATE),
        ([8000, 2000], Shift.LARGE),
        ([5, 5], Shift.TOO_FEW),
    ],
)
def test_shift_follows_the_fixed_thresholds(actual, shift):
    assert psi([5000, 5000], actual).shift is shift


def test_an_index_that_only_few_rows_lift_over_the_threshold_is_no_shift():
    # 66:34 of 100 rows: 0.16 ln(66/34) = 0.106, and the interval begins near 0.01
    found = psi([5000, 5000], [66, 34])
    assert found.value == pytest.approx(0.16 * np.log(66 / 34))
    assert found.p_value < 0.05
    assert found.low < 0.02
    assert found.shift is Shift.TOO_FEW


@settings(deadline=None)
@given(both)
def test_a_shift_is_said_of_the_whole_interval(bins):
    expected, actual = (np.array(side) for side in zip(*bins, strict=True))
    found = psi(expected, actual)
    if found.shift is Shift.LARGE:
        assert found.low >= 0.25
    if found.shift is Shift.MODERATE:
        assert found.low >= 0.10
    if found.shift is Shift.SMALL:
        assert max(found.high, found.critical_value) < 0.10


def test_a_shift_below_the_threshold_seldom_passes_for_one_above_it_in_small_months():
    rng = np.random.default_rng(11)
    before = np.full(10, 0.1)
    after = before * np.exp(np.linspace(-1, 1, 10) * 0.45)
    after /= after.sum()
    assert 0.06 < ((after - before) * np.log(after / before)).sum() < 0.10
    months = [psi(rng.multinomial(30_000, before), rng.multinomial(150, after)) for _ in range(400)]
    alarms = sum(month.shift in (Shift.MODERATE, Shift.LARGE) for month in months)
    # the index itself passes 0.10 in most of them: it is biased by 9 / 150 = 0.06
    assert sum(month.value >= 0.10 for month in months) > 250
    assert alarms / 400 < 0.025 + 3 * np.sqrt(0.025 * 0.975 / 400)


def test_an_empty_bin_counts_as_half_a_row_and_nobody_as_no_bin():
    found = psi([50, 50, 0], [100, 0, 0])
    wanted = 0.5 * np.log(2) + (0.005 - 0.5) * np.log(0.005 / 0.5)
    assert found.value == pytest.approx(wanted)
    assert found.critical_value == pytest.approx(chi2.ppf(0.95, 1) * 0.02)


def test_one_bin_cannot_shift():
    found = psi([100, 0], [30, 0])
    assert (found.value, found.low, found.high, found.p_value) == (0, 0, 0, 1)
    assert found.shift is Shift.SMALL


def test_no_rows_are_refused():
    with pytest.raises(ThinfileError, match="got 0 and 100 rows"):
        psi([50, 50], [0, 0])


def test_bins_of_distinct_values_hold_equal_shares():
    bins = number_bins(np.random.default_rng(7).random(1000))
    assert len(bins.edges) == 9
    assert sum(bins.counts(np.random.default_rng(7).random(1000))) == 1000
    counts = bins.counts(np.random.default_rng(7).random(1000))
    assert set(counts[:-1]) <= {99, 100, 101}
    assert counts[-1] == 0


def test_number_bins_agree_with_numpys_histogram():
    bins = NumberBins((0.0, 1.5, 2.0))
    values = np.array([-1, 0, 1, 1.5, 1.9, 2, 7, np.nan])
    wanted, _ = np.histogram(values[:-1], [-np.inf, 0, 1.5, 2, np.inf])
    assert bins.counts(values).tolist() == [*wanted, 1]


@settings(deadline=None)
@given(numbers, numbers)
def test_every_row_is_in_one_bin(train, later):
    bins = number_bins(train)
    assert list(bins.edges) == sorted(set(bins.edges))
    assert bins.counts(later).sum() == len(later)
    assert bins.counts(later)[-1] == np.isnan(later).sum()
    assert csi(train, train, bins).value == pytest.approx(0)


def test_a_constant_feature_that_moves_either_way_is_seen():
    bins = number_bins([3.0] * 100)
    assert csi([3.0] * 100, [3.0] * 100, bins).value == 0
    for moved in (2.9, 3.1):
        assert csi([3.0] * 100, [moved] * 100, bins).shift is Shift.LARGE


def test_a_feature_that_falls_silent_is_seen():
    values = np.random.default_rng(8).random(1000)
    bins = number_bins(values)
    assert csi(values, np.where(values < 0.4, np.nan, values), bins).shift is Shift.LARGE


def test_names_never_seen_and_missing_names_have_bins_of_their_own():
    bins = name_bins(["b", "a", None, "b"])
    assert bins == NameBins(("a", "b"))
    assert bins.counts(["a", "c", "d", None, float("nan")]).tolist() == [1, 0, 2, 2]
    assert csi(["a", "b"] * 50, ["a", "c"] * 50, bins).shift is Shift.LARGE


def test_hand_worked_csi():
    bins = NumberBins((10.0,))
    found = csi([1.0] * 50 + [20.0] * 50, [1.0] * 60 + [20.0] * 40, bins)
    assert found.value == pytest.approx(0.1 * np.log(1.2) - 0.1 * np.log(0.8))


def test_nothing_known_makes_no_bins():
    with pytest.raises(ThinfileError, match="got none that is known"):
        number_bins([np.nan, np.nan])
