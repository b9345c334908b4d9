import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from data.errors import ThinfileError
from scoring.metrics.probability.brier import brier

rows = st.lists(
    st.tuples(st.booleans(), st.integers(0, 20).map(lambda n: n / 20), st.integers(1, 3)),
    min_size=1,
    max_size=40,
)


def test_hand_worked_case():
    # squares 0.04, 0.04, 0.25, 0.25
    is_bad, p = [False, False, True, False], [0.2, 0.2, 0.5, 0.5]
    assert brier(is_bad, p) == pytest.approx(0.145)


@settings(deadline=None)
@given(rows)
def test_agrees_with_sklearn(drawn):
    is_bad, p, weight = (np.array(column) for column in zip(*drawn, strict=True))
    wanted = brier_score_loss(is_bad, p, sample_weight=weight, pos_label=True, labels=[False, True])
    assert brier(is_bad, p, weight=weight) == pytest.approx(wanted)


@settings(deadline=None)
@given(rows)
def test_weights_count_like_repeated_rows(drawn):
    is_bad, p, weight = (np.array(column) for column in zip(*drawn, strict=True))
    repeated = brier(np.repeat(is_bad, weight), np.repeat(p, weight))
    assert brier(is_bad, p, weight=weight) == pytest.approx(repeated)


def test_saying_the_bad_rate_of_all_gives_its_variance():
    assert brier([True, False, False, False], [0.25] * 4) == 0.25 * 0.75


def test_no_rows_are_refused():
    with pytest.raises(ThinfileError, match="needs outcomes; got 0 rows"):
        brier([], [])
