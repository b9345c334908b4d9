import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata
from sklearn.calibration import calibration_curve

from data.errors import ThinfileError
from scoring.metrics.probability.bands import tied_bands
from scoring.metrics.probability.calibration_table import calibration_table
from scoring.metrics.rates.wilson import wilson

numbers = st.lists(st.integers(0, 9), min_size=1, max_size=50)


def test_hand_worked_case():
    table = calibration_table([False, True, False, True], [0.1, 0.3, 0.5, 0.7], bands=2)
    assert table.predicted == pytest.approx([0.2, 0.6])
    assert table.observed.tolist() == [0.5, 0.5]
    assert (table.applications.tolist(), table.bads.tolist()) == ([2, 2], [1, 1])
    assert (table.prob_from.tolist(), table.prob_to.tolist()) == ([0.1, 0.5], [0.3, 0.7])
    assert (table.low[0], table.high[0]) == wilson(1, 2)


def test_agrees_with_sklearn():
    rng = np.random.default_rng(1)
    p = rng.beta(1, 12, 5000)
    is_bad = rng.random(5000) < p
    observed, predicted = calibration_curve(is_bad, p, n_bins=10, strategy="quantile")
    table = calibration_table(is_bad, p)
    assert table.observed == pytest.approx(observed)
    assert table.predicted == pytest.approx(predicted)


@settings(deadline=None)
@given(numbers, st.integers(1, 12))
def test_bands_are_those_of_scipys_mid_ranks(values, bands):
    middle = rankdata(values, method="average") - 0.5
    assert tied_bands(values, bands) == pytest.approx(np.floor(bands * middle / len(values)))


@settings(deadline=None)
@given(numbers, st.integers(1, 12))
def test_bands_part_no_equals_and_rise_with_the_value(values, bands):
    found = tied_bands(values, bands)
    assert set(found) <= set(range(bands))
    for value in set(values):
        assert len(set(found[np.array(values) == value])) == 1
    assert (np.diff(found[np.argsort(values)]) >= 0).all()


def test_distinct_values_make_bands_of_one_size():
    assert np.bincount(tied_bands(np.random.default_rng(2).random(100), 10)).tolist() == [10] * 10


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=60))
def test_bands_hold_everybody_once(rows):
    is_bad, p = (np.array(column) for column in zip(*rows, strict=True))
    table = calibration_table(is_bad, p)
    assert table.applications.sum() == len(rows)
    assert table.bads.sum() == is_bad.sum()
    assert (table.applications * table.predicted).sum() == pytest.approx(p.sum())
    assert (table.prob_to[:-1] < table.prob_from[1:]).all()


def test_a_constant_pd_is_one_band():
    table = calibration_table([True, False, False], [0.2] * 3)
    assert table.applications.tolist() == [3]


def test_no_rows_are_refused():
    with pytest.raises(ThinfileError, match="got 0 rows"):
        calibration_table([], [])
