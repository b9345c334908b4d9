"""Vintages: by hand, against pandas, and what must always hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import ThinfileError
from scoring.metrics.over_time.vintages import Period, vintage_curves, vintages
from scoring.metrics.rates.wilson import wilson

NAT = np.datetime64("NaT")
loans = st.lists(st.tuples(st.integers(0, 400), st.one_of(st.none(), st.integers(0, 400))))


def days(*numbers):
    start = np.datetime64("2024-01-01T12:00")
    return np.array(
        [NAT if number is None else start + np.timedelta64(number, "D") for number in numbers],
        dtype="datetime64[us]",
    )


def test_hand_worked_case():
    # January: two loans, one bad in February; February: one loan. March has just ended.
    found = vintages(
        np.array(["2024-01-05", "2024-01-31", "2024-02-10"], dtype="datetime64[us]"),
        np.array(["2024-02-01", "NaT", "NaT"], dtype="datetime64[us]"),
        np.datetime64("2024-04-01T00:00"),
        months=4,
    )
    assert found.vintage.astype(str).tolist() == ["2024-01", "2024-02"]
    assert found.loans.tolist() == [2, 1]
    assert found.bad_rate[0, :3].tolist() == [0, 0.5, 0.5]
    assert found.bad_rate[1, :2].tolist() == [0, 0]
    assert np.isnan(found.bad_rate).tolist() == [[False] * 3 + [True], [False] * 2 + [True] * 2]
    low, high = wilson(1, 2)
    assert (found.low[0, 1], found.high[0, 1]) == (low, high)


def test_a_month_that_has_not_ended_is_immature_and_not_zero():
    found = vintages(days(0), days(None), np.datetime64("2024-01-31T23:59"), months=2)
    assert np.isnan(found.bad_rate).all()
    assert np.isnan(found.bads).all()
    assert found.loans.tolist() == [1]


def test_a_quarter_is_mature_when_its_last_month_is():
    made = np.array(["2024-01-10", "2024-03-10", "2024-05-01"], dtype="datetime64[us]")
    found = vintages(
        made, np.full(3, NAT), np.datetime64("2024-06-15"), months=6, period=Period.QUARTER
    )
    assert found.vintage.astype(str).tolist() == ["2024-01", "2024-04"]
    assert found.loans.tolist() == [2, 1]
    # March + 2 is May, which has ended; the second quarter has not
    assert np.isnan(found.bad_rate).sum(axis=1).tolist() == [3, 6]


def test_months_without_loans_have_no_rate():
    made = np.array(["2024-01-10", "2024-03-10"], dtype="datetime64[us]")
    found = vintages(made, np.full(2, NAT), np.datetime64("2024-09-01"), months=2)
    assert found.loans.tolist() == [1, 0, 1]
    assert np.isnan(found.bad_rate[1]).all()
    assert found.bads[1].tolist() == [0, 0]


@settings(deadline=None)
@given(loans, st.integers(0, 500), st.sampled_from(Period))
def test_every_cell_is_what_counting_loan_by_loan_gives(rows, today, period):
    rows = [(made, bad) for made, bad in rows if bad is None or bad >= made]
    as_of = days(today)[0]
    made, bad = days(*(row[0] for row in rows)), days(*(row[1] for row in rows))
    found = vintages(made, bad, as_of, months=5, period=period)
    width = period.months
    for row, first in enumerate(found.vintage):
        members = [
            at for at in range(len(rows))
            if made[at] <= as_of and first <= made[at].astype("datetime64[M]") < first + width
        ]  # fmt: skip
        assert found.loans[row] == len(members)
        for month in range(5):
            ended = (first + width - 1 + month + 1).astype("datetime64[us]") <= as_of
            gone = sum(
                (bad[at].astype("datetime64[M]") - made[at].astype("datetime64[M]")).astype(int)
                <= month
                for at in members
                if not np.isnat(bad[at]) and bad[at] <= as_of
            )
            if ended and members:
                assert found.bad_rate[row, month] == pytest.approx(gone / len(members))
            else:
                assert np.isnan(found.bad_rate[row, month])


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from(Period))
def test_agrees_with_a_pivot_of_pandas(seed, period):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"made": pd.Timestamp("2024-01-01T12:00")
                          + pd.to_timedelta(rng.integers(0, 300, 80), "D")})  # fmt: skip
    went = rng.integers(0, 400, 80)
    frame["bad"] = (frame["made"] + pd.to_timedelta(went, "D")).where(went < 200)
    later = frame["bad"].dt.to_period("M") - frame["made"].dt.to_period("M")
    frame["month"] = [np.nan if pd.isna(of) else of.n for of in later]
    frame["vintage"] = frame["made"].dt.to_period("Q" if period is Period.QUARTER else "M")
    pivot = frame.pivot_table(
        index="vintage", columns="month", values="made", aggfunc="count", observed=False
    )
    every = pd.period_range(frame["vintage"].min(), frame["vintage"].max())
    counts = pivot.reindex(index=every, columns=range(6)).fillna(0).cumsum(axis=1)
    size = frame["vintage"].value_counts().reindex(every).fillna(0)
    found = vintages(
        frame["made"].to_numpy(), frame["bad"].to_numpy(), np.datetime64("2026-06-01"), months=6,
        period=period,
    )  # fmt: skip
    assert found.vintage.tolist() == [of.start_time.date() for of in every]
    assert found.loans.tolist() == size.tolist()
    assert found.bads.tolist() == counts.to_numpy().tolist()
    wanted = counts.div(size.where(size > 0), axis=0).to_numpy()
    assert found.bad_rate == pytest.approx(wanted, nan_ok=True)


@settings(deadline=None)
@given(loans)
def test_curves_never_fall_and_never_come_back_from_immature(rows):
    rows = [(made, bad) for made, bad in rows if bad is None or bad >= made]
    made, bad = days(*(row[0] for row in rows)), days(*(row[1] for row in rows))
    found = vintages(made, bad, days(300)[0], months=8)
    assert (np.diff(np.nan_to_num(found.bad_rate, nan=1), axis=1) >= 0).all()
    assert (np.diff(np.isnan(found.bads).astype(int), axis=1) >= 0).all()


def test_what_becomes_known_later_changes_no_mature_cell():
    made, today = days(0, 10, 40), np.datetime64("2024-04-01")
    before = vintages(made, days(50, None, None), today, months=6)
    after = vintages(made, days(50, 200, 91), today, months=6)
    assert np.array_equal(before.bad_rate, after.bad_rate, equal_nan=True)


def test_counts_give_the_same_as_loans():
    found = vintage_curves(
        np.array(["2024-01"], dtype="datetime64[M]"), [50], [[0, 2, 3]], np.datetime64("2024-12-01")
    )
    assert found.bad_rate[0].tolist() == [0, 0.04, 0.1]


def test_no_loans_have_no_vintages():
    assert vintages([], [], np.datetime64("2024-12-01"), months=3).bad_rate.shape == (0, 3)


def test_bad_before_it_was_paid_out_is_refused():
    with pytest.raises(ThinfileError, match="got 1 before it and 0 without a date"):
        vintages(days(10), days(5), np.datetime64("2024-12-01"), months=3)
