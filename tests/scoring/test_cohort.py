"""Cohorts survive a link, and what is marked is more than noise."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import ThinfileError
from scoring import cohort, compare
from scoring.cohort import Condition
from scoring.cohort_counts import Counted

ENDS = st.none() | st.integers(-10_000, 10_000).map(float)


@given(st.lists(st.sampled_from(["north", "south", "pay_later"]), min_size=1, unique=True), ENDS)
def test_a_cohort_reads_back_as_it_was_written(names, least):
    conditions = (
        Condition("region", names=tuple(names)),
        Condition("order_count", least=least, below=20_000.0),
    )
    assert cohort.parse(cohort.written(conditions)) == conditions


def test_a_condition_is_said_in_words_even_with_an_open_end():
    assert Condition("score", least=600.0).says == "Score from 600"
    assert Condition("score", below=600.0).says == "Score below 600"
    assert Condition("product", names=("pay_later",)).says == "Product: pay later"


@pytest.mark.parametrize("broken", ["no_such_thing:1", "region", "order_count:many~", "a'; drop"])
def test_a_broken_link_is_refused_in_words(broken):
    with pytest.raises(ThinfileError, match="Build"):
        cohort.parse(broken)


def halves(bads: tuple[int, int]) -> Counted:
    """Give a cohort and, in the second row, all: so many bads in the cohort and in the rest."""
    frame = pd.DataFrame({"applications": [2000, 4000], "bads": [bads[0], sum(bads)]})
    for name in ("decided", "known"):
        frame[name] = frame["applications"]
    frame["approved"] = frame["applications"] // 2
    habits = {name: 1.0 for habit in compare.HABITS for name in (habit, f"{habit}_known")}
    points = {"history": 1.0, "capacity": 1.0, "behaviour": 1.0, "identity": np.nan}
    scores = pd.DataFrame({600: [2000, 4000]})
    return Counted(frame.assign(**habits, **points), scores, pd.DataFrame({"x": [4000.0, 6000.0]}))


def test_equal_rates_are_not_marked_and_far_ones_are():
    near, far = (compare.compare(halves(bads))[0] for bads in ((50, 52), (50, 120)))
    assert not near.bad_differs
    assert far.bad_differs
    assert not far.approval_differs


def test_mean_points_are_of_the_cohort_and_of_the_rest():
    [(own, rest)] = compare.mean_points(halves((1, 1)))
    assert (own["x"], rest["x"]) == (2.0, 1.0)
