"""Cohorts survive a link, and what is marked is more than noise."""

import math
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import ThinfileError
from scoring.risk.cohorts import cohort, compare
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.cohorts.cohort_sums import Counted, Sums
from scoring.risk.cohorts.compare import Mean
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
    counts = pd.DataFrame({"applications": [2000, 4000], "bads": [bads[0], sum(bads)]})
    for name in ("decided", "known"):
        counts[name] = counts["applications"]
    counts["approved"] = counts["applications"] // 2
    # the cohort's points are 1 and 3, half of each; those of the rest 0 and 2
    half = np.array([[2000.0], [4000.0]])
    points = (half, np.array([[4000.0], [6000.0]]), np.array([[10_000.0], [14_000.0]]))
    return Counted(
        counts=counts,
        scores=pd.DataFrame({600: [2000, 4000]}),
        habits=Sums(("home_share",), half / 2, half / 4, half / 8),
        families=Sums(("basket",), *points),
        features=Sums(("x",), *points),
    )


def test_equal_rates_are_not_marked_and_far_ones_are():
    near, far = (compare.compare(halves(bads))[0] for bads in ((50, 52), (50, 120)))
    assert not near.bad.is_more_than_noise
    assert far.bad.is_more_than_noise
    assert not far.approval.is_more_than_noise


def test_mean_points_are_of_the_cohort_and_of_the_rest_with_the_interval_of_their_rows():
    [pair] = compare.compare(halves((1, 1)))
    own, rest = pair.cohort.features["x"], pair.rest.features["x"]
    assert (own.rows, own.value, rest.rows, rest.value) == (2000, 2.0, 2000, 1.0)
    # s² = (10,000 - 2,000 · 2²) / 1,999 in both; t of 1,999 degrees of freedom is 1.961
    half = 1.9612 * math.sqrt(2000 / 1999 / 2000)
    assert own.high - own.value == pytest.approx(half, rel=1e-4)
    assert rest.value - rest.low == pytest.approx(half, rel=1e-4)
    assert pair.features_that_differ == {"x"}


def test_means_of_habits_and_families_are_marked_together():
    [pair] = compare.compare(halves((1, 1)))
    assert pair.means_that_differ == {"basket"}
    assert pair.cohort.habits["home_share"] == pair.rest.habits["home_share"]
    assert pair.cohort.habits["home_share"].rows == 1000


def test_a_mean_is_given_in_another_unit_with_its_interval():
    assert Mean(3, 250.0, 200.0, 300.0).over(100) == Mean(3, 2.5, 2.0, 3.0)
