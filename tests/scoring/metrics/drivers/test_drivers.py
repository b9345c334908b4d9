"""Sizes of points and points by bin: by hand, against scipy and pandas, and what must hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from scoring.metrics.drivers.dependence import dependence
from scoring.metrics.drivers.importance import Importance, importance

POINTS = arrays.arrays(
    np.float64, st.tuples(st.integers(2, 30), st.integers(1, 4)), elements=st.floats(-90, 90)
)


def of(points: np.ndarray) -> Importance:
    return importance(
        len(points),
        sizes=np.abs(points).sum(axis=0),
        points=points.sum(axis=0),
        squares=(points * points).sum(axis=0),
        raised=(points > 0).sum(axis=0),
        lowered=(points < 0).sum(axis=0),
    )


def test_importance_by_hand():
    # +4, -2, 0, +2: size 8/4, up 6/4, down 2/4; two of four moved up, one down
    found = of(np.array([[4.0], [-2], [0], [2]]))
    assert found.size.tolist() == [2.0]
    assert (found.raises.tolist(), found.lowers.tolist()) == ([1.5], [0.5])
    assert (found.share_raised.tolist(), found.share_lowered.tolist()) == ([0.5], [0.25])


def test_importance_of_nobody_is_not_known():
    found = of(np.empty((0, 3)))
    assert np.isnan(found.size).all()
    assert np.isnan(found.share_raised).all()


@given(POINTS)
def test_upwards_and_downwards_add_up_to_the_size(points):
    found = of(points)
    assert found.raises + found.lowers == pytest.approx(found.size, abs=1e-9)
    assert found.size == pytest.approx(np.abs(points).mean(axis=0), abs=1e-9)
    assert (found.raises - found.lowers) == pytest.approx(points.mean(axis=0), abs=1e-9)
    assert (found.low <= found.size).all()
    assert (found.low >= 0).all()


@given(arrays.arrays(np.int64, st.tuples(st.integers(2, 30), st.just(3)),
                     elements=st.integers(-90, 90)))  # fmt: skip
def test_importance_is_what_pandas_describes_and_scipy_puts_around_it(points):
    found = of(points.astype(np.float64))
    frame = pd.DataFrame(points)
    assert found.raises == pytest.approx(frame.clip(lower=0).mean().to_numpy(), abs=1e-9)
    assert found.lowers == pytest.approx(-frame.clip(upper=0).mean().to_numpy(), abs=1e-9)
    assert found.share_raised == pytest.approx(frame.gt(0).mean().to_numpy())
    size, error = frame.abs().mean().to_numpy(), stats.sem(frame.abs().to_numpy())
    reach = stats.t.ppf(0.975, len(points) - 1) * error
    assert found.low == pytest.approx(np.maximum(size - reach, 0), abs=1e-4)
    assert found.high == pytest.approx(size + reach, abs=1e-4)


@given(POINTS)
def test_turning_all_points_round_swaps_up_and_down(points):
    found, turned = of(points), of(-points)
    assert turned.size == pytest.approx(found.size)
    assert turned.raises == pytest.approx(found.lowers, abs=1e-9)
    assert turned.share_raised.tolist() == found.share_lowered.tolist()


def test_dependence_by_hand():
    found = dependence([1.0, 3, 10, 5], [0, 0, 1, 7], 3)
    assert found.applications.tolist() == [[2, 1, 0]]
    assert found.mean[0, :2].tolist() == [2, 10]
    assert np.isnan(found.mean[0, 2])
    assert found.low[0, 0] == pytest.approx(2 - stats.t.ppf(0.975, 1))


def test_dependence_leaves_out_whoever_is_in_no_group():
    found = dependence([1.0, 2, 4], [0, 0, 0], 1, [0, 1, 2], 2)
    assert found.applications.tolist() == [[1], [1]]
    assert found.mean.tolist() == [[1], [2]]


@given(POINTS, st.integers(0, 99))
def test_dependence_is_what_pandas_groups(points, seed):
    rng = np.random.default_rng(seed)
    one = points[:, 0]
    at, group = rng.integers(0, 3, one.size), rng.integers(0, 2, one.size)
    found = dependence(one, at, 3, group, 2)
    grouped = pd.Series(one).groupby([group, at])
    for (g, k), mean in grouped.mean().items():
        assert found.mean[g, k] == pytest.approx(mean, abs=1e-9)
        assert found.applications[g, k] == grouped.size()[(g, k)]
    assert found.applications.sum() == one.size


@given(POINTS)
def test_the_bins_mean_is_that_of_all(points):
    one = points[:, 0]
    found = dependence(one, np.arange(one.size) % 2, 2)
    whole = np.nansum(found.mean * found.applications) / one.size
    assert whole == pytest.approx(one.mean(), abs=1e-9)
