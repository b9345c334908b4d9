"""Hand-worked cases, one a family."""

from datetime import datetime, timedelta

import pytest

from tests.data.features import shop

APPLIED = datetime(2025, 7, 1, 4, 0)  # noon in Shanghai, a Tuesday


def order(number: int, when: datetime, **changes: object) -> shop.Row:
    row = {
        "order_id": f"o{number}",
        "customer_id": "c",
        "ordered_at": when,
        "utc_offset_minutes": 480,
        "amount": 10_000,
        "discount": 0,
        "device": "mobile",
        "payment_method": "card",
        "instalment_count": 1,
        "delivery_address_id": "home",
        "status": "completed",
        "status_at": when + timedelta(days=2),
        "recorded_at": None,
    }
    return {**row, **changes}


def book(orders: list[shop.Row], **tables: list[shop.Row]) -> shop.Book:
    application = {
        "application_id": "a",
        "customer_id": "c",
        "applied_at": APPLIED,
        "utc_offset_minutes": 480,
        "product": "pay_later",
        "amount": 60_000,
        "term_days": 60,
        "device": "mobile",
    }
    customers = [{"customer_id": "c", "registered_at": APPLIED - timedelta(days=100)}]
    return shop.Book(
        {"customers": customers, "applications": [application], "orders": orders, **tables}
    )


def computed(orders: list[shop.Row], **tables: list[shop.Row]) -> shop.Row:
    return shop.features(book(orders, **tables))["a"]


def test_file_depth_counts_orders_months_and_days():
    found = computed(
        [order(number, APPLIED - timedelta(days=days)) for number, days in enumerate((10, 40, 130))]
    )
    assert (found["order_count"], found["active_months"], found["order_count_90d"]) == (3, 3, 2)
    assert (found["days_since_last_order"], found["history_days"]) == (10, 130)
    assert found["orders_per_month"] == pytest.approx(3 * 30 / 130)
    assert (found["depth_band"], found["is_sufficient"]) == ("thin", True)


def test_capacity_sets_the_request_against_monthly_spend():
    orders = [
        order(0, APPLIED - timedelta(days=60), amount=20_000),
        order(1, APPLIED - timedelta(days=30), amount=40_000),
        order(
            2,
            APPLIED - timedelta(days=20),
            amount=90_000,
            status="refused",
            status_at=APPLIED - timedelta(days=19),
        ),
    ]
    found = computed(orders)
    assert found["monthly_spend"] == 60_000 * 30 / 60
    assert found["amount_to_monthly_spend"] == 2
    assert found["instalment_to_monthly_spend"] == 1
    assert (found["basket_median"], found["basket_max"]) == (30_000, 40_000)


def test_no_spend_is_the_most_that_can_be_asked_against_and_no_history_is_unknown():
    returned = order(0, APPLIED - timedelta(days=40), status="returned")
    found = computed([{**returned, "status_at": APPLIED - timedelta(days=30)}])
    assert (found["monthly_spend"], found["amount_to_monthly_spend"]) == (0, 100)
    assert found["instalment_to_monthly_spend"] == 100
    assert computed([])["amount_to_monthly_spend"] is None
    assert computed([])["instalment_to_monthly_spend"] is None


def test_regularity_measures_gaps_and_weekdays():
    days = (70, 63, 56, 42)  # gaps 7, 7, 14: mean 28/3, all on one weekday
    found = computed([order(n, APPLIED - timedelta(days=day)) for n, day in enumerate(days)])
    assert (found["gap_median_days"], found["gap_longest_days"]) == (7, 14)
    mean = 28 / 3
    spread = ((2 * (7 - mean) ** 2 + (14 - mean) ** 2) / 3) ** 0.5
    assert found["gap_variability"] == pytest.approx(spread / mean)
    assert found["same_weekday_share"] == 1
    assert found["spend_variability"] == 0


def test_a_gap_reaches_back_over_an_order_that_is_recorded_later():
    days = (70, 60, 50, 42, 40)
    orders = [order(n, APPLIED - timedelta(days=day)) for n, day in enumerate(days)]
    orders[1]["recorded_at"] = APPLIED  # not known yet
    orders[3]["recorded_at"] = APPLIED - timedelta(days=1)  # known after the one that follows it
    found = computed(orders)
    assert (found["gap_median_days"], found["gap_longest_days"]) == (8, 20)  # gaps 20, 8, 2


def test_months_and_ways_of_paying_are_counted_however_many_there_are():
    orders = [
        order(n, APPLIED - timedelta(days=1 + 31 * n), payment_method=f"way {n:03}")
        for n in range(150)
    ]
    orders += [{**copy, "order_id": f"again {copy['order_id']}"} for copy in orders]
    found = computed(orders)
    assert found["active_months"] == 150
    assert found["payment_method_count"] == 150


def test_the_current_address_is_that_of_the_latest_known_order():
    addresses = ((90, "old"), (80, "new"), (70, "old"), (60, "new"))
    orders = [
        order(n, APPLIED - timedelta(days=day), delivery_address_id=place)
        for n, (day, place) in enumerate(addresses)
    ]
    assert computed(orders[::-1])["days_at_current_address"] == 80
    orders[3]["recorded_at"] = APPLIED  # not known yet
    assert computed(orders)["days_at_current_address"] == 90
    orders[2]["delivery_address_id"] = None
    found = computed(orders)
    assert found["days_at_current_address"] is None
    assert (found["address_count"], found["same_address_share"]) == (2, 0.5)


def test_habits_are_missing_below_three_orders():
    found = computed([order(0, APPLIED - timedelta(days=9)), order(1, APPLIED - timedelta(days=5))])
    assert found["gap_variability"] is None
    assert found["same_weekday_share"] is None
    assert found["regularity_known"] == 0


def test_hours_are_the_shoppers_own():
    # 18:30 UTC is 2:30 the next night in Shanghai and 13:30 in New York
    when = datetime(2025, 6, 11, 18, 30)
    found = computed([order(0, when), order(1, when, utc_offset_minutes=-300)])
    assert found["night_order_share"] == 0.5
    assert found["working_hours_share"] == 0.5
    assert found["weekend_order_share"] == 0


def test_paydays_and_festivals_come_from_the_calendar():
    days = (
        datetime(2025, 6, 10),
        datetime(2025, 6, 13),
        datetime(2025, 6, 14),
        datetime(2025, 6, 18),
    )
    found = computed([order(n, day + timedelta(hours=4)) for n, day in enumerate(days)])
    assert found["after_payday_share"] == 0.5
    assert found["festival_order_share"] == 0.25


def test_the_basket_leaves_out_sensitive_categories():
    when = APPLIED - timedelta(days=5)
    lines = [
        {
            "order_id": "o0",
            "line_no": n,
            "category": category,
            "quantity": quantity,
            "unit_price": 100,
            "product_id": f"p{n}",
        }
        for n, (category, quantity) in enumerate([("groceries", 3), ("phones", 1), ("health", 50)])
    ]
    found = computed([order(0, when)], order_lines=lines)
    assert found["necessity_share"] == 0.75
    assert found["luxury_share"] == 0.25
    assert found["category_count"] == 2
    assert found["items_per_order"] == 4


def test_a_status_reached_after_the_application_is_not_known():
    when = APPLIED - timedelta(days=3)
    late = order(0, when, status="refused", status_at=APPLIED)
    early = order(1, when, status="refused", status_at=APPLIED - timedelta(seconds=1))
    found = computed([late, early, order(2, when)])
    assert found["refused_order_share"] == 0.5
    assert computed([late])["refused_order_share"] is None


def test_earlier_loans_count_by_payments_before_the_application():
    earlier = {
        "application_id": "b",
        "customer_id": "c",
        "applied_at": APPLIED - timedelta(days=90),
        "utc_offset_minutes": 480,
        "product": "pay_later",
    }
    shelf = book([])
    shelf.rows("applications").append(earlier)
    shelf.rows("loans").append(
        {
            "loan_id": "l",
            "application_id": "b",
            "disbursed_at": APPLIED - timedelta(days=89),
            "principal": 3,
        }
    )
    for number, (due, paid) in enumerate([(60, 60), (30, 10), (5, -1), (-9, None)]):
        shelf.rows("instalments").append(
            {
                "loan_id": "l",
                "instalment_no": number,
                "due_at": APPLIED - timedelta(days=due),
                "due_amount": 1,
                "paid_amount": 1,
                "paid_at": None if paid is None else APPLIED - timedelta(days=paid),
            }
        )
    found = shop.features(shelf)["a"]
    assert found["earlier_loan_count"] == 1
    assert found["earlier_on_time_share"] == pytest.approx(1 / 3)
    assert found["earlier_days_past_due"] == 20
    assert found["earlier_unpaid_share"] == pytest.approx(1 / 3)


def test_the_latest_bureau_score_is_placed_on_its_scale():
    pulls = [
        {
            "customer_id": "c",
            "pulled_at": APPLIED - timedelta(days=day),
            "agency": "A",
            "score": score,
            "score_min": 300.0,
            "score_max": 800.0,
        }
        for day, score in ((50, 400.0), (5, 550.0))
    ]
    assert computed([], bureau=pulls)["bureau_score"] == 0.5
    assert computed([])["bureau_known"] == 0


def test_a_cart_counts_as_left_behind_unless_an_order_follows_within_a_day():
    when = APPLIED - timedelta(days=9)
    visits = [
        {
            "visit_id": str(n),
            "customer_id": "c",
            "visited_at": moment,
            "utc_offset_minutes": 480,
            "action": "cart",
        }
        for n, moment in enumerate((when - timedelta(hours=1), when - timedelta(days=2)))
    ]
    assert computed([order(0, when)], visits=visits)["cart_abandonment"] == 0.5


def test_a_cart_is_left_behind_until_an_order_that_followed_it_is_known():
    when = APPLIED - timedelta(days=9)
    cart = {
        "visit_id": "v",
        "customer_id": "c",
        "visited_at": when,
        "utc_offset_minutes": 480,
        "action": "cart",
    }
    orders = [order(n, when + timedelta(hours=n), recorded_at=APPLIED) for n in range(2)]
    assert computed(orders, visits=[cart])["cart_abandonment"] == 1
    orders[1]["recorded_at"] = APPLIED - timedelta(seconds=1)
    assert computed(orders, visits=[cart])["cart_abandonment"] == 0


def test_a_table_the_lender_did_not_give_is_missing_not_zero():
    shelf = book([])
    shelf.given = False
    found = shop.features(shelf)["a"]
    assert found["visit_count"] is None
    assert found["earlier_loan_count"] is None
    assert shop.features(book([]))["a"]["visit_count"] == 0
