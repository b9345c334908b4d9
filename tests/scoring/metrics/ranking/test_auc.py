import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from data.errors import ThinfileError
from scoring.metrics.ranking.auc import auc, expected_auc
from scoring.metrics.ranking.gini import gini

outcomes = st.lists(
    st.tuples(st.booleans(), st.integers(-3, 3), st.integers(1, 4)), min_size=2, max_size=40
).filter(lambda rows: len({bad for bad, _, _ in rows}) == 2)


def test_hand_worked_case_counts_pairs_and_half_the_ties():
    # goods score 3 and 1, bads 1 and 0: pairs 3>1, 3>0, 1=1, 1>0 -> (1 + 1 + 0.5 + 1) / 4
    assert auc([False, False, True, True], [3, 1, 1, 0]) == pytest.approx(0.875)
    assert gini([False, False, True, True], [3, 1, 1, 0]) == pytest.approx(0.75)


def test_constant_score_has_half_an_auc():
    assert auc([True, False, False], [5, 5, 5]) == 0.5


@given(outcomes)
def test_agrees_with_sklearn(rows):
    bad, score, weight = (np.array(column) for column in zip(*rows, strict=True))
    wanted = roc_auc_score(~bad, score, sample_weight=weight)
    assert auc(bad, score, weight=weight) == pytest.approx(wanted)


@given(outcomes)
def test_weights_count_like_repeated_rows(rows):
    bad, score, weight = (np.array(column) for column in zip(*rows, strict=True))
    repeated = auc(np.repeat(bad, weight), np.repeat(score, weight))
    assert auc(bad, score, weight=weight) == pytest.approx(repeated)


@given(outcomes)
def test_reversing_the_score_reverses_the_order(rows):
    bad, score, _ = (np.array(column) for column in zip(*rows, strict=True))
    assert auc(bad, -score) == pytest.approx(1 - auc(bad, score))


def test_one_class_is_refused_with_the_counts():
    with pytest.raises(ThinfileError, match="got 3 goods and 0 bads"):
        auc([False, False, False], [1, 2, 3])


def test_expected_auc_is_the_sum_over_pairs():
    p, score = np.array([0.1, 0.5, 0.3]), np.array([2.0, 1.0, 1.0])
    ordered = pairs = 0.0
    for i in range(3):
        for j in range(3):
            if i != j:
                weight = (1 - p[i]) * p[j]
                pairs += weight
                ordered += weight * ((score[i] > score[j]) + 0.5 * (score[i] == score[j]))
    assert expected_auc(p, score) == pytest.approx(ordered / pairs)


def test_expected_auc_is_what_drawn_outcomes_have_on_average():
    rng = np.random.default_rng(3)
    p = rng.beta(1, 6, 400)
    score = -p + rng.normal(0, 0.1, 400)
    drawn = [auc(rng.random(400) < p, score) for _ in range(400)]
    assert expected_auc(p, score) == pytest.approx(np.mean(drawn), abs=4 * np.std(drawn) / 20)
