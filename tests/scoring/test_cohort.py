"""Cohorts survive a link, and what is marked is more than noise."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import ThinfileError
from scoring import cohort, compare
from scoring.cohort import Condition
from scoring.cohort_counts import Counted
from scoring.wording import Money

ENDS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(min_size=1) | st.sampled_from(["pay_later", "a;b", "c|d", "100 %", "%3B", "x:y"])
MONEY = Money("CNY", 2)
DAY = datetime(2026, 3, 1, tzinfo=UTC).timestamp()


@given(
    st.lists(NAMES, min_size=1, unique=True),
    ENDS,
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)),
)
def test_a_cohort_reads_back_as_it_was_written(names, least, applied):
    conditions = (
        Condition("region", names=tuple(names)),
        Condition("order_count", least=least, below=20_000.0),
        Condition(cohort.APPLIED, least=cohort.seconds(applied)),
    )
    assert cohort.parse(cohort.written(conditions)) == conditions


def test_a_link_stays_short_and_keeps_all_digits():
    conditions = (
        Condition("region", names=("north", "south;east")),
        Condition("monthly_spend", least=1234567.0, below=2345678.25),
        Condition(cohort.APPLIED, least=DAY),
    )
    assert cohort.written(conditions) == (
        "region:north|south%3Beast;monthly_spend:1234567~2345678.25;applied_at:2026-03-01~"
    )


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        (Condition("score", least=600.0), "Score from 600"),
        (Condition("score", below=600.0), "Score below 600"),
        (Condition("product", names=("pay_later",)), "Product: pay later"),
        (Condition("monthly_spend", least=1234567.0), "from 12,345.67 CNY"),
        (Condition("night_order_share", least=0.07, below=0.155), "from 7 % below 15.5 %"),
        (Condition(cohort.APPLIED, least=DAY), "Applied (UTC) from 2026-03-01"),
        (Condition(cohort.APPLIED, below=DAY), "Applied (UTC) before 2026-03-01"),
        (cohort.flag("bureau_known", is_set=True), "Has a bureau file: yes"),
        (cohort.flag("bureau_known", is_set=False), "Has a bureau file: no"),
    ],
)
def test_a_condition_is_said_in_words_and_in_the_units_that_people_use(condition, says):
    assert condition.says(MONEY).endswith(says)


@pytest.mark.parametrize(
    "broken",
    [
        "no_such_thing:1",
        "region",
        "order_count:many~",
        "a'; drop",
        "applied_at:12~",
        "applied_at:yesterday~",
    ],
)
def test_a_broken_link_is_refused_in_words(broken):
    with pytest.raises(ThinfileError, match="Build"):
        cohort.parse(broken)


def halves(bads: tuple[int, int]) -> Counted:
    """Give a cohort and, in the second row, all: so many bads in the cohort and in the rest."""
    frame = pd.DataFrame({"applications": [2000, 4000], "bads": [bads[0], sum(bads)]})
    for name in ("decided", "known"):
        frame[name] = frame["applications"]
    frame["approved"] = frame["applications"] // 2
    habits = {
        name: 1.0
        for habit in compare.HABITS
        for name in (habit, f"{habit}_known", f"{habit}_squared")
    }
    points = {
        name: value
        for of, value in (("history", 1), ("capacity", 1), ("behaviour", 1), ("identity", np.nan))
        for name in (of, f"{of}_squared")
    }
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
