"""An interval of a difference takes from each side the doubt that points its way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from scoring.metrics.rates.square_and_add import square_and_add

ends = st.tuples(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1)).map(
    lambda of: (of[0], of[0] - of[1], of[0] + of[2])
)
counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_lopsided_sides_by_hand():
    """Downwards the first's 3 and the second's 4, upwards the first's 5 and the second's 12."""
    found = square_and_add((20, 17, 25), (10, -2, 14))
    assert tuple(float(of) for of in found) == (10, 5, 23)


def test_the_rates_of_newcombe_s_first_example():
    """56 of 70 against 48 of 80 (Newcombe 1998, table II a, method 10): 0.0524 to 0.3339."""
    _, low, high = square_and_add((0.8, 0.6918, 0.8769), (0.6, 0.4905, 0.7004))
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=2e-4)


@given(counts, counts)
def test_of_two_rates_it_is_newcombe_s_method_10_of_scipy_s_intervals(first, second):
    """Newcombe writes d - z sqrt(l1 (1 - l1) / m + u2 (1 - u2) / n), and the other end alike."""
    z = norm.ppf(0.975)
    sides, spreads = [], []
    for hits, rows in (first, second):
        wilson = binomtest(hits, rows).proportion_ci(0.95, method="wilson")
        sides.append((hits / rows, wilson.low, wilson.high))
        spreads.append([end * (1 - end) / rows for end in wilson])
    (low_1, high_1), (low_2, high_2) = spreads
    apart = sides[0][0] - sides[1][0]
    assert square_and_add(*sides) == pytest.approx(
        (apart, apart - z * np.sqrt(low_1 + high_2), apart + z * np.sqrt(high_1 + low_2)),
        abs=1e-7,
    )


@given(*[st.floats(-5, 5)] * 2, *[st.floats(0.01, 3)] * 2)
def test_of_two_normal_estimates_it_is_the_interval_of_scipy(one, two, error, other):
    sides = [(at, *norm.interval(0.95, at, by)) for at, by in ((one, error), (two, other))]
    wanted = norm.interval(0.95, one - two, np.hypot(error, other))
    assert square_and_add(*sides)[1:] == pytest.approx(wanted)


@given(ends, ends)
def test_it_holds_the_difference_and_is_no_wider_than_both_sides(first, second):
    apart, low, high = square_and_add(first, second)
    assert low <= apart <= high
    both = (first[2] - first[1]) + (second[2] - second[1])
    assert high - low <= both + 1e-9
    exact = (second[0], second[0], second[0])
    assert square_and_add(first, exact) == pytest.approx(
        tuple(end - second[0] for end in first), abs=1e-12
    )


@given(ends, ends)
def test_the_other_way_round_every_sign_turns(first, second):
    there, back = square_and_add(first, second), square_and_add(second, first)
    assert there == pytest.approx((-back[0], -back[2], -back[1]))
