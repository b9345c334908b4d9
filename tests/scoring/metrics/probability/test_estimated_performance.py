import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from sklearn.metrics import roc_auc_score

from data.errors import ThinfileError
from scoring.metrics.probability.estimated_performance import estimated_performance
from scoring.metrics.ranking.auc import expected_auc

probs = st.lists(st.integers(1, 19).map(lambda n: n / 20), min_size=2, max_size=30)


def test_hand_worked_case():
    # pairs (good, bad): 0.9 · 0.5 ordered, 0.5 · 0.1 not
    found = estimated_performance([0.1, 0.5])
    assert found.bad_rate == pytest.approx(0.3)
    assert found.auc == pytest.approx(0.45 / 0.5)
    assert found.applications == 2


def test_agrees_with_sklearn_on_drawn_outcomes():
    rng = np.random.default_rng(1)
    p = rng.beta(1, 10, 2000)
    found = estimated_performance(p)
    drawn = [roc_auc_score(rng.random(2000) < p, p) for _ in range(300)]
    assert found.auc == pytest.approx(np.mean(drawn), abs=4 * np.std(drawn) / np.sqrt(300))
    assert found.auc_low == pytest.approx(np.quantile(drawn, 0.025), abs=0.01)
    assert found.auc_high == pytest.approx(np.quantile(drawn, 0.975), abs=0.01)


def test_interval_of_the_bad_rate_is_scipys_binomial_where_all_pds_are_equal():
    found = estimated_performance([0.04], applications=[5000], draws=4000)
    low, high = binom(5000, 0.04).ppf([0.025, 0.975]) / 5000
    assert (found.bad_rate_low, found.bad_rate_high) == pytest.approx((low, high), abs=5e-4)
    assert (found.auc, found.auc_low, found.auc_high) == pytest.approx((0.5, 0.5, 0.5))


@pytest.mark.parametrize("score", ["its own", "another"])
def test_intervals_hold_what_comes_as_often_as_they_say(score):
    rng = np.random.default_rng(2)
    p = rng.beta(1, 10, 1500)
    order = -p if score == "its own" else rng.normal(-3 * p, 0.5)
    found = estimated_performance(p, score=order)
    held_rate, held_auc = [], []
    for _ in range(300):
        is_bad = rng.random(1500) < p
        held_rate.append(found.bad_rate_low <= is_bad.mean() <= found.bad_rate_high)
        held_auc.append(found.auc_low <= roc_auc_score(~is_bad, order) <= found.auc_high)
    assert np.mean(held_rate) == pytest.approx(0.95, abs=0.045)
    assert np.mean(held_auc) == pytest.approx(0.95, abs=0.045)


@settings(deadline=None)
@given(probs, st.integers(1, 4))
def test_counts_stand_for_repeated_applications(p, times):
    counted = estimated_performance(p, applications=[times] * len(p), draws=5)
    repeated = estimated_performance(np.repeat(p, times), draws=5)
    assert counted.auc == pytest.approx(repeated.auc)
    assert counted.bad_rate == pytest.approx(repeated.bad_rate)
    assert counted.applications == repeated.applications


@settings(deadline=None)
@given(probs)
def test_estimates_are_shares_and_reversing_the_score_reverses_the_auc(p):
    found = estimated_performance(p, draws=20)
    back = estimated_performance(p, score=p, draws=20)
    assert found.auc == pytest.approx(expected_auc(p, -np.array(p)))
    assert back.auc == pytest.approx(1 - found.auc)
    assert 0 <= found.bad_rate_low <= found.bad_rate_high <= 1
    assert found.auc >= 0.5 - 1e-12


def test_the_same_seed_gives_the_same_interval():
    p = np.random.default_rng(3).random(50)
    assert estimated_performance(p) == estimated_performance(p)
    assert estimated_performance(p) != estimated_performance(p, seed=1)


def test_one_class_has_a_bad_rate_and_no_auc():
    found = estimated_performance([0.0, 0.0])
    assert (found.bad_rate, found.bad_rate_low, found.bad_rate_high) == (0, 0, 0)
    assert np.isnan([found.auc, found.auc_low, found.auc_high]).all()


@pytest.mark.parametrize("p", [[], [0.1, np.nan], [1.2]])
def test_no_applications_and_what_is_no_pd_are_refused(p):
    with pytest.raises(ThinfileError, match="PDs within 0–1; got"):
        estimated_performance(p)


def test_draws_are_the_same_whether_they_are_made_at_once_or_not(monkeypatch):
    p = np.round(np.random.default_rng(4).random(60), 1)
    at_once = estimated_performance(p)
    monkeypatch.setattr("scoring.metrics.probability.estimated_performance.AT_ONCE", 1)
    assert estimated_performance(p) == at_once
