"""Histories drawn again hold own weeks only, in their order, and nothing of the future."""

import random
from datetime import timedelta

import numpy as np
import pytest

from data import book
from data.features import compute
from data.histories import features, own, resample
from tests.data.features import shop

APPLIED = shop.START + timedelta(days=70)


@pytest.fixture(scope="module")
def con(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def some(con):
    asked = "select application_id from snapshot.features order by hash(application_id) limit 12"
    return sorted(row[0] for row in con.cursor().execute(asked).fetchall())


def stored(con, application_ids):
    asked = "select * from snapshot.features where list_contains($ids, application_id)"
    frame = con.cursor().execute(asked, {"ids": application_ids}).df()
    return frame.set_index("application_id").loc[application_ids].drop(columns="customer_id")


def test_the_history_as_it_was_has_the_features_of_the_book(con, some):
    drawn = resample.resampled(own.own_rows(con, some), resamples=3)
    first = features.features_of(con, drawn.tables).iloc[::4].drop(columns="customer_id")
    expected = stored(con, some)
    for name in expected.columns:
        a, b = first[name].to_numpy(), expected[name].to_numpy()
        assert all(x == y or (x != x and y != y) for x, y in zip(a, b, strict=True)), name


def test_an_application_is_drawn_alike_alone_and_in_a_batch(con, some):
    together = features.features_of(
        con, resample.resampled(own.own_rows(con, some), resamples=5).tables
    )
    alone = features.features_of(
        con, resample.resampled(own.own_rows(con, some[3:4]), resamples=5).tables
    )
    names = [name for name in alone.columns if name not in {"application_id", "customer_id"}]
    assert together[names].iloc[18:24].reset_index(drop=True).equals(alone[names])


def one(**changes):
    """A shop with one shopper of ten weeks, an order and a visit in each but the fourth."""
    made = shop.Book()
    made.rows("lenders").append({"lender_id": "l1", "name": "First"})
    made.rows("customers").append({"customer_id": "c", "registered_at": shop.START})
    for week in range(10):
        if week != 3:
            when = shop.START + timedelta(days=7 * week, hours=30)
            shop.add_order(made, random.Random(week), "c", f"o{week}", when)
            made.rows("visits").append(
                {
                    "visit_id": f"v{week}", "customer_id": "c", "utc_offset_minutes": 480,
                    "visited_at": shop.START + timedelta(days=7 * week, hours=29),
                    "action": "search", "category": "books",
                }
            )  # fmt: skip
    for order in made.rows("orders"):
        settled = order["ordered_at"] + timedelta(days=2)
        order.update({"recorded_at": None, "status": "completed", "status_at": settled} | changes)
    made.rows("applications").append(
        {
            "application_id": "a", "customer_id": "c", "applied_at": APPLIED,
            "utc_offset_minutes": 480, "product": "pay_later", "amount": 1000, "term_days": 30,
        }
    )  # fmt: skip
    return made


def rows_of(made):
    connection = shop.connection(made)
    compute.set_scope(connection, "chosen_one", {"application_id": "a"})
    tables = {
        name: connection.sql(compute.sql(f"own_{name}", own.HERE)).to_arrow_table()
        for name in own.TABLES
    }
    return own.Own(tables)


def test_a_slot_takes_a_whole_own_week_from_at_most_six_weeks_away():
    known = rows_of(one())
    drawn = resample.resampled(known, resamples=200).tables
    at = {row["order_id"]: row["ordered_at"] for row in known.tables["orders"].to_pylist()}
    amount = {row["amount"]: row["ordered_at"] for row in known.tables["orders"].to_pylist()}
    assert len(amount) == len(at)
    orders = drawn["orders"].to_pylist()
    assert len(orders) > 1000
    for row in orders:
        moved = row["ordered_at"] - amount[row["amount"]]
        assert moved % timedelta(days=7) == timedelta(0)
        assert abs(moved) <= timedelta(weeks=6)
        assert row["ordered_at"] < APPLIED
        assert row["status_at"] == row["ordered_at"] + timedelta(days=2)
    visited = {(row["customer_id"], row["visited_at"]) for row in drawn["visits"].to_pylist()}
    ordered = {(row["customer_id"], row["ordered_at"] - timedelta(hours=1)) for row in orders}
    assert visited == ordered, "orders and visits of a week move together"


def test_a_drawn_history_is_about_as_long_as_the_own_one():
    known = rows_of(one())
    drawn = resample.resampled(known, resamples=400).tables["orders"]
    per_history = drawn.num_rows / 401
    assert per_history == pytest.approx(9, abs=0.35)


def test_few_weeks_to_draw_from_are_made_up_for():
    # three slots, each drawn from all three weeks: two thirds of the variance are left
    assert resample.widening(3) == pytest.approx((3 / 2) ** 0.5)
    # nine slots: the first draws from seven weeks, then 8, 9, 9, 9, 9, 9, 8, 7
    left = np.mean([6 / 7, 7 / 8, *[8 / 9] * 5, 7 / 8, 6 / 7])
    assert resample.widening(9) == pytest.approx(left**-0.5)
    assert resample.widening(0) == resample.widening(1) == 1.0


def test_the_longer_the_history_the_less_is_made_up_for():
    found = [resample.widening(weeks) for weeks in range(2, 200)]
    assert found == sorted(found, reverse=True)
    assert found[0] == pytest.approx(2**0.5)
    assert found[-1] == pytest.approx((13 / 12) ** 0.5, rel=0.005)


def test_widened_draws_of_weeks_vary_as_the_weeks_themselves():
    rng = np.random.default_rng(3)
    weeks, trials = 5, 4000
    own_weeks = rng.normal(0, 1, (trials, weeks))
    drawn = own_weeks[np.arange(trials)[:, None, None], rng.integers(0, weeks, (trials, 60, weeks))]
    variance = drawn.sum(axis=2).var(axis=1, ddof=1).mean() * resample.widening(weeks) ** 2
    assert variance == pytest.approx(weeks, rel=0.05)


def test_each_owner_is_widened_by_the_length_of_the_own_history():
    drawn = resample.resampled(rows_of(one()), resamples=1)
    assert drawn.widening.tolist() == [resample.widening(10)]


def test_what_became_of_an_order_after_the_application_is_not_known_in_any_draw():
    made = one(status="returned", status_at=APPLIED + timedelta(days=1))
    drawn = resample.resampled(rows_of(made), resamples=50).tables["orders"]
    assert set(drawn["status"].to_pylist()) == {"open"}
    assert drawn["status_at"].null_count == drawn.num_rows


def test_weeks_with_an_order_are_counted_back_from_the_application():
    assert resample.active_weeks(rows_of(one())).tolist() == [9]


def test_nobody_without_purchases_has_an_active_week():
    made = one()
    for table in ("orders", "order_lines", "visits"):
        made.rows(table).clear()
    known = rows_of(made)
    assert resample.active_weeks(known).tolist() == [0]
    assert resample.resampled(known, resamples=3).tables["orders"].num_rows == 0


def test_an_unknown_application_is_named(con):
    with pytest.raises(own.ThinfileError, match="lacks nobody"):
        own.own_rows(con, ["nobody"])


def test_histories_are_numbered_by_owner(con, some):
    drawn = resample.resampled(own.own_rows(con, some), resamples=2)
    assert np.bincount(drawn.owner).tolist() == [3] * len(some)
