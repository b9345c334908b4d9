import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from data.errors import ThinfileError
from scoring.metrics.ranking.ks import ks, ks_interval

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


def test_an_interval_by_hand():
    """10 bads and 40 goods; 8 bads and 12 goods at the lower score: KS = 0.8 - 0.3."""
    z = 1.959964
    bad, good = (8 + z**2 / 2) / (10 + z**2), (12 + z**2 / 2) / (40 + z**2)
    value = bad - good - 0.02  # the resamples lie 0.02 above
    reach = z * np.sqrt(bad * (1 - bad) / (10 + z**2) + good * (1 - good) / (40 + z**2))
    found = ks_interval([12, 28], [8, 2], [0.51, 0.53])
    assert found == pytest.approx((value, value - reach, value + reach), abs=1e-6)


def test_resamples_that_lie_wide_apart_widen_an_interval():
    narrow, wide = (ks_interval([12, 28], [8, 2], [0.5 - x, 0.5 + x]) for x in (0.01, 0.3))
    assert wide[0] == pytest.approx(narrow[0])
    assert wide[2] - wide[1] > narrow[2] - narrow[1]


@given(st.lists(st.integers(0, 20), min_size=3, max_size=3), st.floats(0, 1))
def test_an_interval_holds_its_estimate_and_stays_within_0_and_1(goods, redrawn):
    value, low, high = ks_interval([5, *goods], [3, 1, 4, 2], [redrawn])
    assert 0 <= low <= value <= high <= 1


def test_an_interval_needs_bads():
    with pytest.raises(ThinfileError, match="KS needs goods and bads"):
        ks_interval([3, 4], [0, 0], [0.1])
