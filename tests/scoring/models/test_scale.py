import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.models.scale import Scale

SCALE = Scale()


def test_twenty_goods_to_a_bad_score_600_and_double_the_odds_40_more():
    odds = np.array([20.0, 40.0, 10.0, 80.0])
    assert SCALE.raw_score(-np.log(odds)) == pytest.approx([600, 640, 560, 680])


@given(st.floats(1e-6, 1 - 1e-6))
def test_score_and_pd_are_each_others_inverse(prob_default):
    raw = SCALE.from_prob_default(np.array([prob_default]))
    assert SCALE.prob_default(raw)[0] == pytest.approx(prob_default, rel=1e-9)


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_more_risk_never_scores_higher(first, second):
    low, high = sorted((first, second))
    scores = SCALE.raw_score(np.array([low, high]))
    assert scores[0] >= scores[1]


def test_the_displayed_score_is_rounded_and_clipped():
    raw = np.array([349.4, 350.6, 612.5, 613.5, 1200.0, -np.inf, np.inf])
    assert SCALE.displayed(raw).tolist() == [350, 351, 612, 614, 950, 350, 950]


def test_certainty_stands_at_the_ends():
    assert SCALE.displayed(SCALE.from_prob_default(np.array([0.0, 1.0]))).tolist() == [950, 350]
