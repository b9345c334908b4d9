"""An interval of a difference takes from each side the doubt that points its way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.metrics.rates.square_and_add import square_and_add

ends = st.tuples(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1)).map(
    lambda of: (of[0], of[0] - of[1], of[0] + of[2])
)


def test_lopsided_sides_by_hand():
    """Downwards the first's 3 and the second's 4, upwards the first's 5 and the second's 12."""
    found = square_and_add((20, 17, 25), (10, -2, 14))
    assert tuple(float(of) for of in found) == (10, 5, 23)


def test_the_rates_of_newcombe_s_first_example():
    """56 of 70 against 48 of 80 (Newcombe 1998, table II a, method 10): 0.0524 to 0.3339."""
    _, low, high = square_and_add((0.8, 0.6918, 0.8769), (0.6, 0.4905, 0.7004))
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=2e-4)


@given(ends, ends)
def test_the_other_way_round_every_sign_turns(first, second):
    there, back = square_and_add(first, second), square_and_add(second, first)
    assert there == pytest.approx((-back[0], -back[2], -back[1]))
