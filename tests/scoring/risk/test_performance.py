"""Performance by counts is that of the rows, and says when there is too little to tell."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from scoring.metrics.probability.brier import brier
from scoring.metrics.ranking.auc import auc, auc_of_mass
from scoring.metrics.ranking.gini import gini
from scoring.metrics.ranking.ks import ks, ks_of_mass
from scoring.metrics.ranking.lift import lift
from scoring.risk import performance
from tests.scoring.score_cells import cells, sample


@given(st.integers(0, 10_000))
def test_measures_of_counts_are_those_of_the_rows(seed):
    score, bad, prob = sample(seed)
    found = performance.performance(cells(score, bad, prob))
    assert found.auc.value == pytest.approx(auc(bad, score))
    assert found.gini.value == pytest.approx(gini(bad, score))
    assert found.ks.value == pytest.approx(ks(bad, score))
    assert found.lift.value == pytest.approx(lift(bad, score, share=0.1))
    assert found.brier.value == pytest.approx(brier(bad, prob))
    for of in (found.auc, found.ks, found.lift, found.brier):
        assert of.low <= of.value * 1.2
        assert of.low < of.high


def test_fewer_than_ten_bads_are_too_few_but_their_rate_is_told():
    score, bad, prob = sample(1, rows=60)
    bad = np.arange(60) < 9
    found = performance.performance(cells(score, bad, prob))
    assert found.auc is None
    assert found.brier is None
    assert (found.applications, found.bads) == (60, 9)
    assert found.observed.value == pytest.approx(0.15)


DRAWS = 200
SCORES = np.arange(440, 760)


def drawn(seed, bad_rate, rows):
    """Draw outcomes by score: goods around 600 points, bads around 570, 40 either way."""
    rng = np.random.default_rng(seed)
    bads = max(rng.binomial(rows, bad_rate), 10)
    found = pd.DataFrame({"score": SCORES})
    for name, size, middle in (("goods", rows - bads, 600), ("bads", bads, 570)):
        found[name] = rng.multinomial(size, of_score(middle))
        for moment in ("prob", "squared"):
            found[f"{moment}_of_{name}"] = 0.05 * found[name]
    return found


def of_score(middle):
    chance = np.exp(-(((SCORES - middle) / 40) ** 2) / 2)
    return chance / chance.sum()


def least(share, draws=DRAWS):
    """Give how many of the draws hold at least, should each do so with this chance (1 in 1,000)."""
    return binom.ppf(0.001, draws, share)


@pytest.mark.parametrize(("bad_rate", "rows"), [(0.032, 450), (0.05, 1_000), (0.05, 5_000)])
def test_intervals_cover_the_true_auc_and_ks_about_as_often_as_they_say(bad_rate, rows):
    goods, bads = (1e6 * of_score(middle) for middle in (600, 570))
    true = {"auc": auc_of_mass(goods, bads), "ks": ks_of_mass(goods, bads)}
    inside = dict.fromkeys(true, 0)
    for seed in range(DRAWS):
        found = performance.performance(drawn(seed, bad_rate, rows))
        for name, value in true.items():
            inside[name] += getattr(found, name).low <= value <= getattr(found, name).high
    assert inside["auc"] >= least(0.94)
    assert inside["ks"] >= least(0.93)


def test_groups_that_do_not_differ_are_seldom_marked_however_few_their_bads():
    marked = dict.fromkeys(("auc", "gini", "ks", "observed"), 0)
    for seed in range(DRAWS):
        few, many = drawn(seed, 0.032, 450), drawn(10_000 + seed, 0.032, 9_000)
        found = performance.apart(few, many)
        for name in marked:
            marked[name] += found[name].low > 0 or found[name].high < 0
    assert all(DRAWS - marks >= least(0.94) for marks in marked.values()), marked


def test_two_groups_stand_as_far_apart_as_their_measures_and_one_and_the_same_not_at_all():
    one, other = cells(*sample(3, rows=3_000)), cells(*sample(4, rows=900))
    found = performance.apart(one, other)
    first, second = performance.performance(one), performance.performance(other)
    for name, of in found.items():
        wanted = getattr(first, name).value - getattr(second, name).value
        # chance adds to a KS, and more to that of fewer bads
        assert of.value == pytest.approx(wanted, abs=0.03 if name == "ks" else 1e-12)
    same = performance.apart(one, one)
    assert all(of.value == 0 and of.low < 0 < of.high for of in same.values())


def test_a_group_with_fewer_than_ten_bads_is_not_set_against_another():
    score, _, prob = sample(1, rows=60)
    assert performance.apart(cells(score, np.arange(60) < 9, prob), cells(*sample(2))) == {}
