"""Vintages and moves counted in SQL are those of the formulas, loan by loan."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from data import book
from scoring.metrics.over_time.days_past_due import Instalments, buckets
from scoring.metrics.over_time.roll_rates import moves
from scoring.metrics.over_time.vintages import Period, vintages
from scoring.risk import ageing
from scoring.risk.ageing import Whom
from scoring.risk.cohorts import cohort_book, cohort_counts

AS_OF = datetime(2024, 5, 15)


@pytest.fixture(scope="module")
def con(demo_home):
    """Open the small book, its loans joined."""
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        ageing.prepare(opened)
        yield opened


@pytest.fixture(scope="module")
def loans(con):
    """Give loans with the offset of their application, instalments, and the book's today."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        made = cursor.execute(
            "select l.*, a.utc_offset_minutes as zone, a.product, a.region from loans as l "
            "join applications as a on a.application_id = l.application_id order by l.loan_id"
        ).df()
        due = cursor.execute("select * from instalments order by loan_id, instalment_no").df()
        row = cursor.execute("select as_of from book").fetchone()
    return made, due, row[0]


def cells(*rows):
    columns = ["vintage", "value", "months_on_book", "loans"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"vintage": "datetime64[us]", "months_on_book": "Int64"})


@pytest.mark.parametrize("days", ageing.LATE)
def test_vintages_by_sql_are_those_of_the_formula_loan_by_loan(con, loans, days):
    made, due, as_of = loans
    late = due["due_at"] + pd.Timedelta(days=days)
    paid = due["paid_at"].where(due["paid_amount"] >= due["due_amount"])
    gone = late.where((late <= as_of) & ~(paid < late) & (due["due_amount"] > 0))
    first = gone.groupby(due["loan_id"]).min().reindex(made["loan_id"]).to_numpy()
    zone = pd.to_timedelta(made["zone"], unit="min").to_numpy()
    oracle = vintages(
        made["disbursed_at"].to_numpy() + zone,
        first + zone,
        np.datetime64(as_of),
        months=ageing.MONTHS,
        period=Period.QUARTER,
    )
    found = ageing.curves(ageing.vintage_cells(con, Whom(), "region", days), as_of, Period.QUARTER)
    np.testing.assert_array_equal(found.vintage, oracle.vintage)
    np.testing.assert_array_equal(found.loans, oracle.loans)
    np.testing.assert_array_equal(found.bads, oracle.bads)
    np.testing.assert_allclose(found.high, oracle.high)
    assert np.isnan(found.bads).any()
    assert np.nansum(found.bads) > 0


def test_roll_moves_by_sql_are_those_of_the_formula_loan_by_loan(con, loans):
    made, due, as_of = loans
    first = made["disbursed_at"].min().to_datetime64().astype("datetime64[M]") + 1
    ends = np.arange(first, np.datetime64(as_of, "M") + 1).astype("datetime64[us]")
    state = buckets(
        Instalments(
            np.searchsorted(made["loan_id"].to_numpy(str), due["loan_id"].to_numpy(str)),
            due["due_at"],
            due["due_amount"],
            due["paid_at"],
            due["paid_amount"].fillna(0),
        ),
        made["disbursed_at"],
        ends,
    )
    months, found = ageing.moves_by_month(ageing.roll_moves(con, Whom()))
    np.testing.assert_array_equal(np.array(months, dtype="datetime64[us]"), ends[:-1])
    np.testing.assert_array_equal(found, moves(state))


@pytest.mark.parametrize("cut", ageing.CUTS)
def test_every_cut_counts_every_loan_once(con, loans, cut):
    found = ageing.vintage_cells(con, Whom(), cut, 90)
    assert found["loans"].sum() == len(loans[0])
    assert found["value"].notna().all()


def test_loans_whose_value_is_not_known_are_a_group_of_their_own(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as own:
        ageing.prepare(own)
        with own.cursor() as cursor:
            cursor.execute("update memory.main.risk_loans set channel = null where late_90 is null")
            cursor.execute("update memory.main.risk_loans set region = null")
        by_channel = ageing.vintage_cells(own, Whom(), "channel", 90)
        by_region = ageing.vintage_cells(own, Whom(), "region", 90)
    assert by_channel["loans"].sum() == by_region["loans"].sum()
    assert list(ageing.by_value(by_region, AS_OF, Period.MONTH)) == ["not known"]
    assert "not known" in ageing.by_value(by_channel, AS_OF, Period.MONTH)


def test_a_choice_of_whom_keeps_their_loans_alone(con, loans):
    product = str(loans[0]["product"].iloc[0])
    found = ageing.vintage_cells(con, Whom(product=product), "product", 90)
    assert set(found["value"]) == {product}
    assert found["loans"].sum() == (loans[0]["product"] == product).sum()
    assert ageing.vintage_cells(con, Whom(lender_ids=("nobody",)), "none", 90).empty


def test_pooled_curves_count_the_vintages_that_are_mature_throughout():
    found = ageing.pooled(
        cells(
            ("2024-01-01", "a", None, 90),
            ("2024-01-01", "a", 1, 6),
            ("2024-01-01", "a", 3, 4),
            ("2024-02-01", "a", None, 99),
            ("2024-02-01", "a", 0, 1),
            ("2024-03-01", "a", 0, 50),
            ("2024-04-01", "b", None, 500),
        ),
        AS_OF,
        2,
    )
    assert found.value == ["b", "a"]
    np.testing.assert_array_equal(found.loans, [0, 200])
    np.testing.assert_allclose(found.bad_rate[1], [0.005, 0.035, 0.035])
    assert np.isnan(found.bad_rate[0]).all()


def test_no_loans_give_no_vintages():
    found = ageing.curves(cells(), AS_OF, Period.MONTH)
    assert found.bads.shape == (0, ageing.MONTHS)
    months, counts = ageing.moves_by_month(
        pd.DataFrame({"month": [], "from_bucket": [], "to_bucket": [], "loans": []})
    )
    assert (months, counts.shape[0]) == ([], 0)


def test_a_cohort_and_the_rest_are_all_loans_and_as_the_cut_they_name(con):
    cohort_book.prepare(con)
    by_cohort = ageing.vintage_cells(con, Whom(), "region:north", 90)
    assert set(by_cohort["value"]) == {cohort_counts.INSIDE, cohort_counts.REST}
    by_region = ageing.vintage_cells(con, Whom(), "region", 90)
    inside = by_cohort[by_cohort["value"] == cohort_counts.INSIDE].drop(columns="value")
    north = by_region[by_region["value"] == "north"].drop(columns="value")
    pd.testing.assert_frame_equal(inside.reset_index(drop=True), north.reset_index(drop=True))
    assert by_cohort["loans"].sum() == by_region["loans"].sum()


def test_a_cohort_s_words_are_values_and_never_sql(con):
    cohort_book.prepare(con)
    odd = ageing.vintage_cells(con, Whom(), "region:nor'th) or (true", 90)
    assert set(odd["value"]) == {cohort_counts.REST}
