import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from data.errors import ThinfileError
from scoring.metrics.ranking.lift import gains, lift

outcomes = st.lists(
    st.tuples(st.booleans(), st.integers(-3, 3), st.integers(1, 4)), min_size=2, max_size=40
).filter(lambda rows: len({bad for bad, _, _ in rows}) == 2)


def test_hand_worked_case():
    # of ten rows the two riskiest hold one of two bads: 0.5 / 0.2
    is_bad = [True, False, False, True, *[False] * 6]
    assert lift(is_bad, range(10), share=0.2) == pytest.approx(2.5)
    assert gains(is_bad, range(10), shares=[0, 0.1, 0.4, 1]) == pytest.approx([0, 0.5, 1, 1])


def test_equal_scores_give_their_bads_in_proportion():
    # half of the four lowest, of which two are bad, is one bad of two
    assert lift([True, True, False, False, *[False] * 6], [0] * 4 + [1] * 6, share=0.2) == 2.5


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=2).filter(lambda flags: len(set(flags)) == 2))
def test_constant_score_has_lift_one_everywhere(is_bad):
    for share in (0.1, 0.5, 1.0):
        assert lift(is_bad, [7] * len(is_bad), share=share) == pytest.approx(1)


@settings(deadline=None)
@given(outcomes)
def test_area_under_the_gains_is_sklearns_auc(rows):
    # area = b / 2 + (1 - b) AUC (Engelmann, Hayden, Tasche 2003)
    is_bad, score, weight = (np.array(column) for column in zip(*rows, strict=True))
    order = np.unique(score)
    ends = [0, *(weight[score <= value].sum() / weight.sum() for value in order)]
    curve = gains(is_bad, score, shares=ends, weight=weight)
    bad_share = weight[is_bad].sum() / weight.sum()
    area = roc_auc_score(~is_bad, score, sample_weight=weight)
    assert np.trapezoid(curve, ends) == pytest.approx(bad_share / 2 + (1 - bad_share) * area)


@settings(deadline=None)
@given(outcomes, st.floats(0.01, 1))
def test_lift_stays_within_what_there_can_be(rows, share):
    is_bad, score, weight = (np.array(column) for column in zip(*rows, strict=True))
    bad_share = weight[is_bad].sum() / weight.sum()
    found = lift(is_bad, score, share=share, weight=weight)
    assert -1e-9 <= found <= min(1 / share, 1 / bad_share) + 1e-9
    assert lift(is_bad, score, share=1, weight=weight) == pytest.approx(1)


def test_one_class_is_refused_with_the_counts():
    with pytest.raises(ThinfileError, match="Lift needs goods and bads; got 3 goods and 0 bads"):
        lift([False] * 3, [1, 2, 3], share=0.1)
