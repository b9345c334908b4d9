import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from data.errors import ThinfileError
from scoring.metrics.strategy.parcelling import blended_bad_rate, parcelling

count = st.integers(0, 500)
bands = st.lists(st.tuples(count, count, count), min_size=1, max_size=8)


def test_hand_worked_case():
    # 10 % and 2 % of the accepted are bad; the rejected are taken to be three times as bad
    found = parcelling([90, 490], [10, 10], [200, 100], factor=3)
    assert found.bad_rate == pytest.approx([0.3, 0.06])
    assert found.bads == pytest.approx([60, 6])
    assert found.goods == pytest.approx([140, 94])
    assert found.left_out.tolist() == [0, 0]


def test_a_band_without_outcomes_takes_its_pd_or_is_left_out():
    without = parcelling([0, 90], [0, 10], [50, 50], factor=2)
    assert np.isnan(without.bad_rate[0])
    assert (without.goods[0], without.bads[0], without.left_out[0]) == (0, 0, 50)
    with_pd = parcelling([0, 90], [0, 10], [50, 50], factor=2, prob_default=[0.2, 0.5])
    assert with_pd.bad_rate == pytest.approx([0.4, 0.2])
    assert with_pd.left_out.tolist() == [0, 0]


@settings(deadline=None)
@given(bands, st.floats(0.1, 20))
def test_every_rejected_application_is_a_good_a_bad_or_left_out(drawn, factor):
    goods, bads, rejected = (np.array(column) for column in zip(*drawn, strict=True))
    found = parcelling(goods, bads, rejected, factor=factor)
    assert found.goods + found.bads + found.left_out == pytest.approx(rejected)
    assert min(found.goods.min(), found.bads.min()) >= -1e-9
    assert np.isnan(found.bad_rate).tolist() == (goods + bads == 0).tolist()


@settings(deadline=None)
@given(bands)
def test_a_factor_of_one_leaves_the_bad_rate_of_each_band_as_it_was(drawn):
    goods, bads, rejected = (np.array(column) for column in zip(*drawn, strict=True))
    found = parcelling(goods, bads, rejected, factor=1)
    before, _, _ = blended_bad_rate(goods, bads)
    after, _, _ = blended_bad_rate(goods, bads, found.goods, found.bads)
    assert after == pytest.approx(before, nan_ok=True)


@settings(deadline=None)
@given(bands, st.floats(1, 5))
def test_a_larger_factor_never_infers_fewer_bads(drawn, factor):
    goods, bads, rejected = (np.array(column) for column in zip(*drawn, strict=True))
    less = parcelling(goods, bads, rejected, factor=factor)
    more = parcelling(goods, bads, rejected, factor=factor * 1.5)
    assert (more.bads >= less.bads - 1e-9).all()
    assert (more.bads <= rejected + 1e-9).all()


def test_a_factor_by_band_and_nobody_rejected():
    found = parcelling([90, 90], [10, 10], [100, 0], factor=[2, 4])
    assert found.bad_rate == pytest.approx([0.2, 0.4])
    assert found.bads.tolist() == [20, 0]


def test_proportional_assignment_is_what_drawing_outcomes_gives_on_average():
    rng = np.random.default_rng(1)
    found = parcelling([940], [60], [5000], factor=2)
    drawn = [(rng.random(5000) < 2 * 60 / 1000).sum() for _ in range(300)]
    assert found.bads[0] == pytest.approx(np.mean(drawn), rel=0.01)


@pytest.mark.parametrize("factor", [0, -1, float("nan")])
def test_a_factor_that_is_none_is_refused(factor):
    with pytest.raises(ThinfileError, match="factor above 0; got"):
        parcelling([9], [1], [5], factor=factor)


@settings(deadline=None)
@given(count, count)
def test_interval_of_known_outcomes_alone_is_scipys(goods, bads):
    rate, low, high = blended_bad_rate(goods, bads)
    if goods + bads == 0:
        assert np.isnan(rate)
        assert (low, high) == (0, 1)
        return
    wanted = binomtest(bads, goods + bads).proportion_ci(0.95, method="wilson")
    assert float(rate) == pytest.approx(bads / (goods + bads))
    assert (float(low), float(high)) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


def test_inferred_outcomes_move_the_rate_and_add_no_certainty():
    rate, low, high = blended_bad_rate(95, 5, 9000, 1000)
    assert float(rate) == pytest.approx(1005 / 10100)
    wanted = binomtest(10, 100).proportion_ci(0.95, method="wilson")
    assert high - low == pytest.approx(wanted.high - wanted.low, abs=0.002)
    nothing_known = blended_bad_rate(0, 0, 90, 10)
    assert [float(part) for part in nothing_known] == [0.1, 0, 1]
