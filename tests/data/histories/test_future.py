"""What goes on after the application is rows like all others; the past does not move."""

from datetime import timedelta

import pyarrow as pa
import pytest

from data import book
from data.histories import features, future, own
from data.histories.future import Change


@pytest.fixture(scope="module")
def con(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


def first(con, condition):
    asked = f"select f.application_id from snapshot.features as f where {condition} order by 1"
    return con.cursor().execute(asked).fetchall()[0][0]


@pytest.fixture(scope="module")
def known(con):
    return own.own_rows(con, [first(con, "order_count between 12 and 30")])


def stored(con, application_id, name):
    asked = f"select {name} from snapshot.features where application_id = $id"
    return con.cursor().execute(asked, {"id": application_id}).fetchall()[0][0]


def test_no_change_gives_the_features_of_the_book(con, known):
    [row] = features.features_of(con, future.gone_on(known, [Change()])).to_dict("records")
    asked = "select * from snapshot.features where application_id = $id"
    [expected] = con.cursor().execute(asked, {"id": known.owners[0]}).df().to_dict("records")
    for name in expected.keys() - {"application_id", "customer_id"}:
        a, b = row[name], expected[name]
        assert a == b or (a != a and b != b), name


def test_another_request_moves_the_request_alone(con, known):
    changes = [Change(), Change(amount=123_00, term_days=30)]
    now, then = features.features_of(con, future.gone_on(known, changes)).to_dict("records")
    assert (then["request_amount"], then["request_term_days"]) == (12_300, 30)
    moved = {name for name in now if now[name] == now[name] and now[name] != then[name]}
    assert moved <= {
        "application_id", "customer_id", "request_amount", "request_term_days",
        "amount_to_monthly_spend", "instalment_to_monthly_spend",
    }  # fmt: skip


def test_months_of_buying_are_own_baskets_at_the_own_pace_before_a_later_application(con, known):
    changes = [Change(), Change(months=3)]
    tables = future.gone_on(known, changes)
    applied = tables["applications"]["applied_at"].to_pylist()
    assert applied[1] - applied[0] == timedelta(weeks=13)
    new = [
        row for row in tables["orders"].to_pylist()
        if row["customer_id"].endswith("1") and row["ordered_at"] >= applied[0]
    ]  # fmt: skip
    assert len(new) == pytest.approx(3 * future.pace(known), abs=1.5)
    amounts = set(known.tables["orders"]["amount"].to_pylist())
    assert {row["amount"] for row in new} <= amounts
    assert all(row["ordered_at"] < applied[1] for row in new)
    lines = {row["order_id"] for row in tables["order_lines"].to_pylist()}
    assert {row["order_id"] for row in new} <= lines
    now, then = features.features_of(con, tables).to_dict("records")
    assert then["order_count"] == now["order_count"] + len(new)


def test_to_keep_all_lowers_the_share_that_comes_back(con):
    asked = first(con, "order_count > 15 and unsuccessful_order_share > 0.2")
    known = own.own_rows(con, [asked])
    changes = [Change(), Change(months=3), Change(months=3, keeps_all=True)]
    drawn = features.features_of(con, future.gone_on(known, changes))
    now, alike, kept = drawn["unsuccessful_order_share"]
    assert kept < min(now, alike)


def test_instalments_are_paid_on_the_day_and_the_application_waits_for_them(con):
    schedule = """select f.application_id
        from snapshot.features as f
        join snapshot.applications as a on a.customer_id = f.customer_id
        join snapshot.loans as l on l.application_id = a.application_id
        join snapshot.instalments as i on i.loan_id = l.loan_id
        where l.disbursed_at < f.applied_at and i.due_at > f.applied_at
            and a.application_id <> f.application_id
        order by 1"""
    found = con.cursor().execute(schedule).fetchall()
    if not found:
        pytest.skip("nobody in this book applies with an instalment to come")
    known = own.own_rows(con, [found[0][0]])
    due = future.next_instalments(known)
    changes = [Change(), Change(instalments=1)]
    drawn = features.features_of(con, future.gone_on(known, changes))
    assert future.weeks_later(known, changes[1]) == due[0] // (7 * 86_400) + 1
    by_then = [seconds for seconds in due if seconds <= (due[0] // (7 * 86_400) + 1) * 7 * 86_400]
    assert [future.falls_due(known, one) for one in changes] == [0, len(by_then)]
    now, then = drawn["earlier_on_time_share"]
    assert not then < now


def test_whoever_never_bought_has_no_baskets_to_go_on_with(con):
    known = own.own_rows(con, [first(con, "order_count = 0")])
    tables = future.gone_on(known, [Change(months=6)])
    assert tables["orders"].num_rows == 0
    assert isinstance(tables["orders"], pa.Table)
