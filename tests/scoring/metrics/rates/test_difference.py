from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from scoring.metrics.rates.difference import difference
from scoring.metrics.rates.holm import holm
from scoring.metrics.rates.wilson import wilson

counts = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_intervals_are_those_of_newcombe_1998_table_ii(first, second, low, high):
    found = difference(*first, *second)
    assert (found.low[0], found.high[0]) == pytest.approx((low, high), abs=5e-5)


def test_hand_worked_case():
    # 56 of 70 against 48 of 80: 0.8 - 0.6; pooled 104/150, z = 0.2 / 0.07547 = 2.650
    found = difference(56, 70, 48, 80)
    assert found.value[0] == pytest.approx(0.2)
    assert found.p_value[0] == pytest.approx(0.00805, abs=5e-5)
    assert found.is_more_than_noise.tolist() == [True]


@settings(deadline=None)
@given(counts, counts)
def test_p_value_agrees_with_scipy(first, second):
    (hits, n), (other_hits, m) = first, second
    found = difference(hits, n, other_hits, m).p_value[0]
    table = np.array([[hits, n - hits], [other_hits, m - other_hits]])
    if not table.sum(axis=0).all():
        assert found == 1
    elif np.outer(table.sum(axis=1), table.sum(axis=0)).min() / table.sum() < 5:
        assert found == pytest.approx(fisher_exact(table).pvalue)
    else:
        assert found == pytest.approx(chi2_contingency(table, correction=False).pvalue)


@settings(deadline=None)
@given(counts, counts)
def test_swapping_the_sides_changes_the_sign_alone(first, second):
    one, other = difference(*first, *second), difference(*second, *first)
    assert other.value == pytest.approx(-one.value)
    assert (other.low, other.high) == (pytest.approx(-one.high), pytest.approx(-one.low))
    assert other.p_value == pytest.approx(one.p_value)


@settings(deadline=None)
@given(counts, counts)
def test_interval_holds_the_difference_and_stays_within_what_is_possible(first, second):
    found = difference(*first, *second)
    assert -1 - 1e-12 <= found.low[0] <= found.value[0] <= found.high[0] <= 1 + 1e-12


def test_against_a_known_rate_the_interval_is_wilsons():
    # with endless rows on the other side only the first rate is in doubt
    low, high = wilson(8, 100)
    found = difference(8, 100, 5 * 10**11, 10**13)
    assert (found.low[0], found.high[0]) == pytest.approx((low - 0.05, high - 0.05), abs=1e-5)


def test_no_rows_are_neither_a_difference_nor_a_comparison():
    found = difference([0, 56], [0, 70], [5, 48], [50, 80])
    assert np.isnan([found.value[0], found.low[0], found.high[0], found.p_value[0]]).all()
    assert found.is_more_than_noise.tolist() == [False, True]
    assert difference([], [], [], []).value.size == 0


def test_one_of_many_comparisons_needs_more_than_one_alone():
    # p = 0.008 stands alone but not among twenty
    assert difference(56, 70, 48, 80).is_more_than_noise[0]
    among = difference([56, *[60] * 19], [70, *[100] * 19], [48, *[60] * 19], [80, *[100] * 19])
    assert not among.is_more_than_noise.any()


def test_noise_alone_marks_a_screen_about_as_seldom_as_promised():
    rng = np.random.default_rng(4)
    screens = 400
    marked = 0
    for _ in range(screens):
        trials = rng.integers(20, 3000, 12)
        hits = rng.binomial(trials, 0.05)
        rest_hits, rest_trials = hits.sum() - hits, trials.sum() - trials
        marked += difference(hits, trials, rest_hits, rest_trials).is_more_than_noise.any()
    assert marked / screens < 0.05 + 3 * np.sqrt(0.05 * 0.95 / screens)


def test_holm_hand_worked_case():
    # 4 · 0.01, then 3 · 0.02, then max(0.06, 2 · 0.03), then max(0.06, 0.05)
    assert holm([0.02, 0.01, 0.05, 0.03]) == pytest.approx([0.06, 0.04, 0.06, 0.06])


@settings(deadline=None)
@given(p_values)
def test_holm_is_the_closed_test_of_bonferroni(p):
    adjusted = holm(p)
    for own in range(len(p)):
        others = [at for at in range(len(p)) if at != own]
        groups = [(own, *group) for size in range(len(p)) for group in combinations(others, size)]
        wanted = max(min(1, len(group) * min(p[at] for at in group)) for group in groups)
        assert adjusted[own] == pytest.approx(wanted)


@settings(deadline=None)
@given(p_values)
def test_holm_lies_between_the_p_value_and_bonferroni_and_keeps_the_order(p):
    adjusted = holm(p)
    assert (adjusted >= np.array(p) - 1e-12).all()
    assert (adjusted <= np.minimum(1, len(p) * np.array(p)) + 1e-12).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    assert holm([]).size == 0


def test_fishers_test_holds_for_a_small_group_against_a_large_book():
    found = difference([9, 0, 3], [40, 25, 8], 3000, 60_000).p_value
    tables = [[[9, 31], [3000, 57_000]], [[0, 25], [3000, 57_000]], [[3, 5], [3000, 57_000]]]
    assert found == pytest.approx([fisher_exact(table).pvalue for table in tables], rel=1e-6)
