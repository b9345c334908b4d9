import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from scoring.metrics.rates.wilson import wilson


def test_hand_worked_case():
    # Wilson 1927 at 95 %: 4 of 50 -> 3.15 % to 18.84 %
    low, high = wilson(4, 50)
    assert (float(low), float(high)) == pytest.approx((0.0315, 0.1884), abs=5e-5)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
       st.sampled_from([0.8, 0.9, 0.95, 0.99]))  # fmt: skip
def test_agrees_with_scipy(case, confidence):
    hits, trials = case
    wanted = binomtest(hits, trials).proportion_ci(confidence, method="wilson")
    low, high = wilson(hits, trials, confidence=confidence)
    assert (float(low), float(high)) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


def test_no_rows_leave_the_whole_range():
    low, high = wilson([0, 1], [0, 2])
    assert (low[0], high[0]) == (0, 1)
    assert 0 < low[1] < 0.5 < high[1] < 1
    assert low.dtype == np.float64
