from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import roc_curve

from data.errors import ThinfileError
from scoring.metrics.strategy.frontier import at_or_above, frontier
from scoring.metrics.strategy.parcelling import parcelling

levels = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 20), st.integers(0, 9)), min_size=1, max_size=9
).filter(lambda rows: sum(map(sum, rows)) > 0)


def test_hand_worked_case():
    found = frontier([500, 600, 700], [50, 30, 20], [30, 27, 20], [10, 3, 0])
    assert found.approval_rate == pytest.approx([1, 0.5, 0.2])
    assert found.bad_rate == pytest.approx([13 / 90, 3 / 50, 0])
    assert found.approved.tolist() == [100, 50, 20]
    assert found.known.tolist() == [90, 50, 20]
    assert found.is_efficient.all()
    wanted = binomtest(3, 50).proportion_ci(0.95, method="wilson")
    assert (found.low[1], found.high[1]) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


@settings(deadline=None)
@given(levels, st.integers(0, 20))
def test_every_cutoff_is_what_filtering_by_it_gives(rows, declined):
    goods, bads, unknown = (np.array(column) for column in zip(*rows, strict=True))
    size, score = goods + bads + unknown, np.arange(len(rows))
    found = frontier(score, size, goods, bads, declined_by_rules=declined)
    for cutoff in score:
        kept = score >= cutoff
        assert found.approval_rate[cutoff] == pytest.approx(
            size[kept].sum() / (size.sum() + declined)
        )
        known = (goods + bads)[kept].sum()
        if known:
            assert found.bad_rate[cutoff] == pytest.approx(bads[kept].sum() / known)
        else:
            assert np.isnan(found.bad_rate[cutoff])


@settings(deadline=None)
@given(levels)
def test_efficient_is_what_no_other_cutoff_beats(rows):
    goods, bads, unknown = (np.array(column) for column in zip(*rows, strict=True))
    found = frontier(np.arange(len(rows)), goods + bads + unknown + 1, goods, bads)
    for own in range(len(rows)):
        beaten = any(
            found.approval_rate[other] >= found.approval_rate[own]
            and found.bad_rate[other] <= found.bad_rate[own]
            for other in range(len(rows))
            if other != own
        )
        assert found.is_efficient[own] == (not np.isnan(found.bad_rate[own]) and not beaten)


def test_with_all_outcomes_known_it_is_sklearns_roc_curve_turned_round():
    rng = np.random.default_rng(1)
    score = rng.integers(0, 30, 4000)
    is_bad = rng.random(4000) < 0.3 - score / 120
    goods, bads = (np.bincount(score, weights=side, minlength=30) for side in (~is_bad, is_bad))
    found = frontier(np.arange(30), goods + bads, goods, bads)
    approved_bads, approved_goods, cutoffs = roc_curve(~is_bad, score, drop_intermediate=False)
    by_cutoff = np.argsort(cutoffs[1:])
    wanted = (approved_bads[1:] * is_bad.sum())[by_cutoff]
    assert found.bad_rate * found.approved == pytest.approx(wanted)
    wanted += (approved_goods[1:] * (~is_bad).sum())[by_cutoff]
    assert found.approved == pytest.approx(wanted)


def test_inferred_outcomes_count_in_the_rate_and_not_in_what_is_known():
    goods, bads, rejected = [0, 80, 95], [0, 20, 5], [100, 50, 0]
    size = np.array([100, 150, 100])
    inferred = parcelling(goods, bads, rejected, factor=2, prob_default=[0.3, 0.2, 0.05])
    plain, found = (
        frontier([500, 600, 700], size, goods, bads, inferred=each) for each in (None, inferred)
    )
    assert found.bad_rate == pytest.approx([(25 + 60 + 20) / 350, (25 + 20) / 250, 0.05])
    assert found.known.tolist() == plain.known.tolist() == [200, 200, 100]
    assert found.high[0] - found.low[0] > plain.high[0] - plain.low[0]


def test_one_score_is_one_cutoff_and_nobody_known_has_no_rate():
    found = frontier([600], [10], [0], [0])
    assert found.approval_rate.tolist() == [1]
    assert np.isnan(found.bad_rate).all()
    assert (found.low[0], found.high[0]) == (0, 1)
    assert not found.is_efficient.any()


@settings(deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=9))
def test_what_lies_between_two_cutoffs_is_a_difference(values):
    found = at_or_above(values)
    assert found[0] == sum(values)
    for low in range(len(values)):
        for high in range(low, len(values)):
            assert found[low] - found[high] == sum(values[low:high])


def test_several_amounts_are_added_up_at_once():
    assert at_or_above([[1, 10], [2, 20]]).tolist() == [[3, 30], [2, 20]]


@pytest.mark.parametrize(("score", "size"), [([600, 500], [1, 1]), ([5, 5], [1, 1]), ([5], [0])])
def test_scores_that_do_not_rise_and_empty_books_are_refused(score, size):
    with pytest.raises(ThinfileError, match="distinct, rising score; got"):
        frontier(score, size, size, size)


def test_all_cutoffs_of_a_million_applications_take_a_fraction_of_a_moment():
    rng = np.random.default_rng(2)
    score = np.arange(350, 951)
    size = rng.multinomial(1_000_000, np.full(601, 1 / 601))
    bads = rng.binomial(size, 0.03)
    taken = []
    for _ in range(5):
        start = perf_counter()
        inferred = parcelling(size - bads, bads, size, factor=2)
        frontier(score, size, size - bads, bads, inferred=inferred)
        taken.append(perf_counter() - start)
    assert min(taken) < 0.15
