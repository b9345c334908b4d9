"""The score beside its rivals: a feature goes as train says, and marks count all that are shown."""

from statistics import NormalDist

import numpy as np
import pytest

from scoring.metrics.ranking.delong import auc_difference
from scoring.risk import rivals

BAD = np.repeat([True, False], 20)
SCORE = np.arange(40.0)
RIVAL = np.where(BAD, 1.0, 0.0) + np.tile([0.0, 2.0], 20) / 3  # higher = riskier


def test_a_feature_that_rises_with_risk_is_turned():
    found = rivals.beside(BAD, SCORE, RIVAL, is_higher_safer=False)
    assert found == auc_difference(BAD, SCORE, -RIVAL)
    assert found.second > 0.5


def test_the_way_that_train_told_holds_even_where_it_does_worse():
    found = rivals.beside(BAD, SCORE, RIVAL, is_higher_safer=True)
    assert found.second < 0.5


@pytest.mark.parametrize("sign", [1, -1])
def test_where_nobody_told_the_way_the_model_is_not_flattered(sign):
    found = rivals.beside(BAD, SCORE, sign * RIVAL, is_higher_safer=None)
    assert found.second > 0.5


def test_few_bads_are_not_judged():
    few = np.arange(40) < 9
    assert rivals.beside(few, SCORE, RIVAL, is_higher_safer=None) is None


def test_marks_count_all_differences():
    z = NormalDist().inv_cdf(0.975)

    def with_p(p: float) -> tuple[float, float, float]:
        value = NormalDist().inv_cdf(1 - p / 2)
        return value, value - z, value + z

    assert rivals.more_than_noise([with_p(0.04)]) == [True]
    assert rivals.more_than_noise([with_p(0.04), with_p(0.9)]) == [False, False]
    assert rivals.more_than_noise([with_p(0.024), with_p(0.04)]) == [True, True]
    assert rivals.more_than_noise([(0.0, 0.0, 0.0), (0.1, 0.1, 0.1)]) == [False, True]
    assert rivals.more_than_noise([]) == []
