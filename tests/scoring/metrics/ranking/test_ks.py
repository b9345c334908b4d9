import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from data.errors import ThinfileError
from scoring.metrics.ranking.ks import ks

scores = st.lists(st.integers(-4, 4), min_size=2, max_size=30)


def test_hand_worked_case():
    # bads at 1, 2; goods at 2, 3: at 1 half the bads and no good, at 2 all bads and half the goods
    assert ks([True, True, False, False], [1, 2, 2, 3]) == pytest.approx(0.5)


def test_constant_score_has_zero_ks():
    assert ks([True, False, True, False], [7, 7, 7, 7]) == 0


def test_perfect_score_has_ks_one():
    assert ks([True, True, False], [1, 2, 3]) == 1


@given(scores, scores)
def test_agrees_with_scipy_with_ties(goods, bads):
    is_bad = np.array([False] * len(goods) + [True] * len(bads))
    wanted = ks_2samp(goods, bads, method="asymp").statistic
    assert ks(is_bad, np.array(goods + bads)) == pytest.approx(wanted)


@given(scores, scores)
def test_does_not_change_with_the_order_of_rows(goods, bads):
    is_bad = np.array([False] * len(goods) + [True] * len(bads))
    score = np.array(goods + bads)
    order = np.random.default_rng(1).permutation(score.size)
    assert ks(is_bad[order], score[order]) == pytest.approx(ks(is_bad, score))


def test_no_bads_are_refused():
    with pytest.raises(ThinfileError, match="KS needs goods and bads"):
        ks([False, False], [1, 2])
