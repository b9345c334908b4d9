import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.explain.apportion import shares


@given(st.lists(st.floats(-80, 80), min_size=1, max_size=12))
def test_rounded_parts_add_up_to_the_rounded_whole(parts):
    total = round(sum(parts))
    found = shares(parts, total)
    assert sum(found) == total
    assert np.abs(np.array(found) - parts).max() < 2


def test_the_largest_remainders_are_rounded_up():
    assert shares([1.5, 2.6, -3.4], 1) == [1, 3, -3]
