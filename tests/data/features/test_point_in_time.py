"""Nothing known at or after an application moves its features; batch, page and upload agree."""

import copy
import random
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.data.features import shop

books = st.randoms(use_true_random=False)
few = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def future_changed(book: shop.Book, now: datetime, rng: random.Random) -> shop.Book:
    """Alter, remove or add whatever was known at or after an instant, of any customer."""
    changed = copy.deepcopy(book)
    late_orders = set()
    for order in list(changed.rows("orders")):
        if (order["recorded_at"] or order["ordered_at"]) >= now:
            late_orders.add(order["order_id"])
            if rng.random() < 0.5:
                changed.rows("orders").remove(order)
            else:
                order["amount"] = rng.randint(0, 10**7)
                order["ordered_at"] = now + timedelta(seconds=rng.randint(0, 10**6))
                order["recorded_at"] = None
        elif order["status_at"] and order["status_at"] >= now:
            order["status"] = rng.choice(["returned", "refused", "completed"])
            order["status_at"] = now + timedelta(seconds=rng.randint(0, 10**6))
    left = {order["order_id"] for order in changed.rows("orders")}
    changed.tables["order_lines"] = [
        {**line, "unit_price": rng.randint(0, 10**6)} if line["order_id"] in late_orders else line
        for line in changed.rows("order_lines")
        if line["order_id"] in left
    ]
    for table, time in (
        ("visits", "visited_at"),
        ("bureau", "pulled_at"),
        ("loans", "disbursed_at"),
    ):
        changed.tables[table] = [
            row for row in changed.rows(table) if row[time] < now or rng.random() < 0.5
        ]
    loans = {loan["loan_id"] for loan in changed.rows("loans")}
    changed.tables["instalments"] = [
        row for row in changed.rows("instalments") if row["loan_id"] in loans
    ]
    for row in changed.rows("instalments"):
        if row["due_at"] >= now or (row["paid_at"] is None or row["paid_at"] >= now):
            row["paid_at"] = rng.choice([None, max(now, row["due_at"])])
            row["paid_amount"] = None if row["paid_at"] is None else 1000
    for customer in {row["customer_id"] for row in book.rows("customers")}:
        shop.add_order(
            changed, rng, customer, f"{customer}-new", now + timedelta(seconds=rng.randint(0, 99))
        )
        changed.rows("visits").append(
            {"visit_id": f"{customer}-new", "customer_id": customer, "visited_at": now,
             "utc_offset_minutes": 0, "action": "cart", "category": None}
        )  # fmt: skip
        changed.rows("bureau").append(
            {"customer_id": customer, "pulled_at": now, "agency": "Z", "score": 300.0,
             "score_min": 300.0, "score_max": 850.0}
        )  # fmt: skip
    return changed


@few
@given(books, st.integers(0, 3))
def test_nothing_known_at_or_after_the_application_moves_a_feature(rng, chosen):
    book = shop.random_book(rng)
    application = book.rows("applications")[chosen]
    changed = future_changed(book, application["applied_at"], rng)
    name = application["application_id"]
    assert shop.features(changed, name) == shop.features(book, name)


@few
@given(books)
def test_a_batch_a_page_and_an_upload_give_the_same_bits(rng):
    book = shop.random_book(rng)
    batch = shop.features(book)
    for application in book.rows("applications"):
        name, customer = application["application_id"], application["customer_id"]
        own = copy.deepcopy(book)
        for table in ("customers", "orders", "visits", "bureau", "applications"):
            own.tables[table] = [r for r in own.rows(table) if r["customer_id"] == customer]
        kept = {row["order_id"] for row in own.rows("orders")}
        own.tables["order_lines"] = [r for r in own.rows("order_lines") if r["order_id"] in kept]
        asked = {row["application_id"] for row in own.rows("applications")}
        own.tables["loans"] = [r for r in own.rows("loans") if r["application_id"] in asked]
        lent = {row["loan_id"] for row in own.rows("loans")}
        own.tables["instalments"] = [r for r in own.rows("instalments") if r["loan_id"] in lent]
        assert shop.features(book, name)[name] == batch[name]
        assert shop.features(own, name)[name] == batch[name]


@few
@given(books)
def test_a_source_of_days_leaves_out_the_applications_own_day_and_all_hours(rng):
    book = shop.random_book(rng)
    for order in book.rows("orders"):
        order.update(
            ordered_at=_midnight(order["ordered_at"]), recorded_at=None, utc_offset_minutes=0
        )
        if order["status_at"]:
            order["status_at"] = max(_midnight(order["status_at"]), order["ordered_at"])
    for application in book.rows("applications"):
        application.update(applied_at=_midnight(application["applied_at"]), utc_offset_minutes=0)
    book.time_precision = "day"
    application = book.rows("applications")[0]
    same_day = copy.deepcopy(book)
    shop.add_order(same_day, rng, application["customer_id"], "same-day", application["applied_at"])
    name = application["application_id"]
    before, after = shop.features(book, name)[name], shop.features(same_day, name)[name]
    assert before == after
    assert all(
        before[feature] is None
        for feature in ("night_order_share", "evening_order_share", "hour_dispersion",
                        "working_hours_share", "application_hour", "night_visit_share")
    )  # fmt: skip


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0)
