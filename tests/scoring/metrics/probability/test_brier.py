import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from data.errors import ThinfileError
from scoring.metrics.probability.brier import brier, brier_parts

rows = st.lists(
    st.tuples(st.booleans(), st.integers(0, 20).map(lambda n: n / 20), st.integers(1, 3)),
    min_size=1,
    max_size=40,
)


def test_hand_worked_case():
    # squares 0.04, 0.04, 0.25, 0.25; two PDs: 0.2 (none bad) and 0.5 (one of two)
    is_bad, p = [False, False, True, False], [0.2, 0.2, 0.5, 0.5]
    assert brier(is_bad, p) == pytest.approx(0.145)
    parts = brier_parts(is_bad, p)
    # reliability (0.04 + 0) / 2, resolution 0.25² both ways, uncertainty 0.25 · 0.75
    assert parts.reliability == pytest.approx(0.02)
    assert parts.resolution == pytest.approx(0.0625)
    assert parts.uncertainty == pytest.approx(0.1875)
    assert parts.within == pytest.approx(0)


@settings(deadline=None)
@given(rows)
def test_agrees_with_sklearn(drawn):
    is_bad, p, weight = (np.array(column) for column in zip(*drawn, strict=True))
    wanted = brier_score_loss(is_bad, p, sample_weight=weight, pos_label=True, labels=[False, True])
    assert brier(is_bad, p, weight=weight) == pytest.approx(wanted)


@settings(deadline=None)
@given(rows, st.sampled_from([None, 1, 3, 10]))
def test_parts_add_up_exactly(drawn, bands):
    is_bad, p, weight = (np.array(column) for column in zip(*drawn, strict=True))
    parts = brier_parts(is_bad, p, bands=bands, weight=weight)
    summed = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert parts.brier == pytest.approx(brier(is_bad, p, weight=weight), abs=1e-12)
    assert summed == pytest.approx(parts.brier, abs=1e-12)
    assert min(parts.reliability, parts.resolution, parts.uncertainty) >= 0
    assert parts.resolution <= parts.uncertainty + 1e-12
    if bands is None:
        assert parts.within == pytest.approx(0, abs=1e-12)


@settings(deadline=None)
@given(rows)
def test_weights_count_like_repeated_rows(drawn):
    is_bad, p, weight = (np.array(column) for column in zip(*drawn, strict=True))
    repeated = brier(np.repeat(is_bad, weight), np.repeat(p, weight))
    assert brier(is_bad, p, weight=weight) == pytest.approx(repeated)


def test_saying_the_bad_rate_of_all_is_calibrated_and_tells_nothing():
    parts = brier_parts([True, False, False, False], [0.25] * 4)
    assert (parts.reliability, parts.resolution) == (0, 0)
    assert parts.brier == parts.uncertainty == 0.1875


def test_one_class_has_no_uncertainty():
    parts = brier_parts([False, False], [0.1, 0.3])
    assert parts.uncertainty == 0
    assert parts.brier == pytest.approx(0.05)


def test_a_band_of_several_pds_has_a_part_within():
    parts = brier_parts([True, False], [0.9, 0.1], bands=1)
    # variance 0.16 less twice the covariance 0.2
    assert parts.within == pytest.approx(0.16 - 0.4)
    assert parts.reliability == pytest.approx(0)


def test_no_rows_are_refused():
    with pytest.raises(ThinfileError, match="needs outcomes; got 0 rows"):
        brier([], [])
