"""The Gini coefficient: by hand, against sklearn, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from data.errors import ThinfileError
from scoring.metrics.ranking.gini import gini

outcomes = st.lists(
    st.tuples(st.booleans(), st.integers(-3, 3), st.integers(1, 4)), min_size=2, max_size=40
).filter(lambda rows: len({bad for bad, _, _ in rows}) == 2)


def columns(rows):
    return tuple(np.array(column) for column in zip(*rows, strict=True))


def test_pairs_in_order_less_pairs_out_of_order_by_hand():
    # goods score 4 and 2, bads 3, 2 and 1: four pairs in order, 2 < 3 out of it, 2 = 2 neither
    assert gini([False, False, True, True, True], [4, 2, 3, 2, 1]) == pytest.approx((4 - 1) / 6)


@given(outcomes)
def test_agrees_with_sklearn(rows):
    bad, score, weight = columns(rows)
    wanted = 2 * roc_auc_score(~bad, score, sample_weight=weight) - 1
    assert gini(bad, score, weight=weight) == pytest.approx(wanted, abs=1e-12)


@given(outcomes)
def test_turning_the_score_or_the_outcomes_round_turns_the_sign(rows):
    bad, score, weight = columns(rows)
    found = gini(bad, score, weight=weight)
    assert -1 <= found <= 1
    assert gini(bad, -score, weight=weight) == pytest.approx(-found, abs=1e-12)
    assert gini(~bad, score, weight=weight) == pytest.approx(-found, abs=1e-12)


@given(outcomes)
def test_the_order_alone_counts(rows):
    bad, score, weight = columns(rows)
    assert gini(bad, np.exp(score), weight=7 * weight) == pytest.approx(
        gini(bad, score, weight=weight), abs=1e-12
    )


def test_a_perfect_order_a_constant_and_one_class():
    assert gini([True, False], [1, 2]) == 1
    assert gini([True, False, False], [5, 5, 5]) == 0
    with pytest.raises(ThinfileError, match="got 0 goods and 2 bads"):
        gini([True, True], [1, 2])
