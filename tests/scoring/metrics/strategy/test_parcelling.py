import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from data.errors import ThinfileError
from scoring.metrics.rates.wilson import wilson
from scoring.metrics.strategy.parcelling import blended_bad_rate, inferred_variance, parcelling

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
    with_pd = parcelling([0, 90], [0, 10], [50, 50], factor=2, prob_default=[0.2, 0.1])
    assert with_pd.bad_rate == pytest.approx([0.4, 0.2])
    assert with_pd.left_out.tolist() == [0, 0]


def test_one_known_good_calls_no_band_safe():
    # (0 + 30 × 0.31) / (1 + 30) = 0.3, twice as bad 0.6; (10 + 30 × 0.5) / (100 + 30) = 25/130
    found = parcelling([1, 90], [0, 10], [50, 50], factor=2, prob_default=[0.31, 0.5])
    assert found.bad_rate == pytest.approx([0.6, 50 / 130])


@settings(deadline=None)
@given(bands, st.floats(0.01, 0.99))
def test_with_a_pd_the_rate_lies_between_it_and_what_is_known(drawn, prob_default):
    goods, bads, rejected = (np.array(column) for column in zip(*drawn, strict=True))
    pds = np.full(goods.shape, prob_default)
    found = parcelling(goods, bads, rejected, factor=1, prob_default=pds).bad_rate
    seen = np.where(goods + bads > 0, bads / np.maximum(goods + bads, 1), prob_default)
    assert (found >= np.minimum(seen, pds) - 1e-12).all()
    assert (found <= np.maximum(seen, pds) + 1e-12).all()


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


def test_hand_worked_variance():
    # 10 of 100 are bad, the rejected twice as bad: 4 × 0.1 × 0.9 / 101 and 2 × 0.1 × 0.9 / 100
    found = parcelling([90], [10], [300], factor=2)
    assert found.rate_variance == pytest.approx([0.36 / 101])
    assert found.covariance == pytest.approx([0.0018])
    # 300² × 0.36 / 101 + 2 × 300 × 100 × 0.0018
    added = inferred_variance([300], [100], found.rate_variance, found.covariance)
    assert float(added) == pytest.approx(320.792 + 108, abs=0.001)
    # rate 70 / 400; as sure as 400² / (100 + 428.792 / 0.144375) outcomes
    rate, low, high = blended_bad_rate(90, 10, 240, 60, added)
    as_sure = 160_000 / (100 + 428.792 / 0.144375)
    assert float(rate) == pytest.approx(0.175)
    wanted = wilson(0.175 * as_sure, as_sure)
    assert (float(low), float(high)) == pytest.approx([float(end) for end in wanted], abs=1e-6)


def test_the_interval_is_as_wide_as_drawing_known_outcomes_again_makes_the_rate():
    rng = np.random.default_rng(4)
    truth, known, rejected = np.array([0.05, 0.15]), np.array([4000, 900]), np.array([1500, 2500])
    rates, widths = [], []
    for _ in range(400):
        bads = rng.binomial(known, truth)
        found = parcelling(known - bads, bads, rejected, factor=1.5)
        open_ = inferred_variance(rejected, known, found.rate_variance, found.covariance)
        rate, low, high = blended_bad_rate(
            (known - bads).sum(), bads.sum(), found.goods.sum(), found.bads.sum(), open_
        )
        rates.append(float(rate))
        widths.append(float(high - low))
    assert np.mean(widths) == pytest.approx(2 * 1.96 * np.std(rates), rel=0.12)


@settings(deadline=None)
@given(bands.filter(lambda drawn: sum(g + b for g, b, _ in drawn) > 0))
def test_what_is_inferred_with_nothing_to_go_by_makes_the_interval_wide(drawn):
    goods, bads, rejected = (np.array(column) for column in zip(*drawn, strict=True))
    pds = np.full(goods.shape, 0.3)
    found = parcelling(0 * goods, 0 * bads, rejected + 1, factor=1, prob_default=pds)
    open_ = inferred_variance(rejected + 1, 0 * goods, found.rate_variance, found.covariance)
    _, low, high = blended_bad_rate(0, 0, found.goods.sum(), found.bads.sum(), open_)
    one_band = wilson(0.3 * 31, 31)
    assert high - low <= one_band[1] - one_band[0] + 1e-9
    assert high - low > 0.05


@pytest.mark.parametrize(
    ("goods", "bads", "factor"), [(5, 6, 3), (8, 2, 3), (90, 10, 2), (1, 1, 9)]
)
def test_the_variance_is_that_of_the_capped_rate(goods, bads, factor):
    found = parcelling([goods], [bads], [10], factor=factor)
    drawn = np.minimum(1, factor * np.random.default_rng(2).beta(bads, goods, 400_000))
    given = min(1, factor * bads / (goods + bads))
    assert found.rate_variance[0] == pytest.approx(np.mean((drawn - given) ** 2), rel=0.02)


def test_a_rate_at_its_ceiling_is_sure_where_many_are_known():
    found = parcelling([5_000], [6_000], [200], factor=3)
    assert found.bad_rate.tolist() == [1]
    assert found.rate_variance == pytest.approx([0], abs=1e-12)


def test_a_rate_at_its_ceiling_is_in_doubt_where_few_are_known():
    found = parcelling([5], [6], [200], factor=3)
    added = inferred_variance([200], [11], found.rate_variance, found.covariance)
    (rate,), (low,), (high,) = blended_bad_rate(5, 6, found.goods, found.bads, added)
    assert rate == pytest.approx(206 / 211)
    assert 0.5 < low < 0.7
    assert 0.99 < high < 1


def test_nothing_known_and_nothing_said_of_the_inferred_is_the_whole_of_it():
    nothing_known = blended_bad_rate(0, 0, 90, 10)
    assert [float(part) for part in nothing_known] == [0.1, 0, 1]
