"""Performance by counts is that of the rows, and says when there is too little to tell."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import performance
from scoring.metrics.probability.brier import brier
from scoring.metrics.ranking.auc import auc
from scoring.metrics.ranking.ks import ks
from scoring.metrics.ranking.lift import lift


def cells(score, bad, prob):
    frame = pd.DataFrame({"score": score, "bad": bad, "p": prob})
    frame["goods"], frame["bads"] = ~frame["bad"], frame["bad"]
    for name, side in (("goods", ~frame["bad"]), ("bads", frame["bad"])):
        frame[f"prob_of_{name}"] = frame["p"] * side
        frame[f"squared_of_{name}"] = frame["p"] ** 2 * side
    return frame.groupby("score", as_index=False).sum(numeric_only=True).drop(columns=["bad", "p"])


def sample(seed, rows=400):
    rng = np.random.default_rng(seed)
    score = rng.integers(500, 560, rows)
    prob = 1 / (1 + np.exp((score - 520) / 12)) * rng.uniform(0.8, 1.2, rows).clip(0, 1)
    return score, rng.uniform(size=rows) < prob.clip(0, 1), prob.clip(0, 1)


@given(st.integers(0, 10_000))
def test_measures_of_counts_are_those_of_the_rows(seed):
    score, bad, prob = sample(seed)
    found = performance.performance(cells(score, bad, prob))
    assert found.auc.value == pytest.approx(auc(bad, score))
    assert found.gini.value == pytest.approx(2 * auc(bad, score) - 1)
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


def test_the_interval_covers_the_true_auc_about_as_often_as_it_says():
    whole = auc(*sample(99, rows=200_000)[1::-1])
    inside = 0
    for seed in range(60):
        found = performance.performance(cells(*sample(seed))).auc
        inside += found.low <= whole <= found.high
    assert 51 <= inside <= 60


def test_tenths_hold_everybody_once_and_meet_their_means():
    score, bad, prob = sample(3, rows=2000)
    tenths = performance.calibration(cells(score, bad, prob))
    assert tenths["applications"].sum() == 2000
    assert tenths["bads"].sum() == bad.sum()
    first = tenths.iloc[0]
    inside = (score >= first.score_from) & (score <= first.score_to)
    assert first.predicted == pytest.approx(prob[inside].mean())
    assert first.observed == pytest.approx(bad[inside].mean())
    assert (tenths["low"] <= tenths["observed"]).all()


def test_pds_that_are_true_agree_with_venn_abers_and_doubled_ones_do_not():
    rng = np.random.default_rng(7)
    score = rng.integers(500, 560, 20_000)
    prob = 1 / (1 + np.exp((score - 490) / 12))
    bad = rng.uniform(size=score.size) < prob
    held = rng.integers(500, 560, 8_000)
    held_bad = rng.uniform(size=held.size) < 1 / (1 + np.exp((held - 490) / 12))
    true = performance.venn_abers_check(cells(score, bad, prob), held, held_bad)
    doubled = performance.venn_abers_check(cells(score, bad, 2 * prob), held, held_bad)
    assert len(true) == len(performance.calibration(cells(score, bad, prob)))
    assert true["holdout"].sum() == 8_000
    assert (true["p0"] <= true["p1"]).all()
    assert true["agrees"].sum() >= 9
    assert not doubled["agrees"].iloc[:5].any()


def test_two_groups_stand_as_far_apart_as_their_measures_and_one_and_the_same_not_at_all():
    one, other = cells(*sample(3, rows=3_000)), cells(*sample(4, rows=900))
    found = performance.apart(one, other)
    first, second = performance.performance(one), performance.performance(other)
    for name, of in found.items():
        assert of.value == pytest.approx(getattr(first, name).value - getattr(second, name).value)
    same = performance.apart(one, one)
    assert all(of.value == 0 and of.low < 0 < of.high for of in same.values())


def test_a_group_with_fewer_than_ten_bads_is_not_set_against_another():
    score, _, prob = sample(1, rows=60)
    assert performance.apart(cells(score, np.arange(60) < 9, prob), cells(*sample(2))) == {}
