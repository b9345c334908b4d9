"""Purchases are placed where they happened, and shares of spend add up."""

from datetime import datetime

import pandas as pd
import pytest

from scoring.wording import Money
from ui import purchases
from ui.comparable import Comparable

EURO = Money("EUR", 2)


@pytest.fixture
def orders():
    return pd.DataFrame(
        {
            "order_id": ["o1", "o2"],
            "local_at": pd.to_datetime(["2026-01-05 02:30", "2026-02-01 12:00"]),
            "weekday": [0, 6],
            "hour_of_day": [2, 12],
            "amount": [1200, 600],
            "status": ["completed", "refused"],
        }
    )


def _group(product="pay_later", depth_band="thin", lenders=1, of=1, applications=2318):
    basket = {"books": 0.25, "toys": 0.75}
    return Comparable(product, depth_band, applications, lenders, of, [], basket)


def test_orders_stand_at_their_local_hour_with_their_relative_value(orders):
    first, second = purchases.purchases(orders, frozenset({"o2"}), EURO)
    assert (first.weekday, first.hour, first.size, first.is_marked) == (0, 2.5, 1.0, False)
    assert (second.weekday, second.size, second.is_marked) == (6, 0.5, True)
    assert first.words == "5 Jan 2026 02:30 · €12 · completed"


def test_orders_without_a_time_of_day_are_not_placed_on_the_rhythm_canvas(orders):
    orders["hour_of_day"] = [None, None]
    assert purchases.purchases(orders, frozenset(), EURO) == []


def test_the_timeline_is_in_major_units_and_knows_what_came_back(orders):
    first, second = purchases.timeline_orders(orders, frozenset(), EURO)
    assert (first.value, first.is_undone) == (12.0, False)
    assert second.is_undone


def test_festivals_are_given_for_every_year_between():
    festivals = ((6, 18, "18 June"), (11, 11, "11 Nov"))
    days = purchases.festival_days(festivals, datetime(2024, 10, 1, 12), datetime(2026, 1, 1))
    assert [(at.year, name) for at, name in days] == [
        (2024, "11 Nov"),
        (2025, "18 June"),
        (2025, "11 Nov"),
    ]


def test_a_festival_is_found_for_a_history_that_begins_on_the_29th_of_february():
    festivals = ((6, 18, "18 June"),)
    days = purchases.festival_days(festivals, datetime(2024, 2, 29, 12), datetime(2025, 7, 1))
    assert [at.year for at, _ in days] == [2024, 2025]


def test_shares_of_spend_add_up_to_one_on_both_sides():
    lines = pd.DataFrame({"category": ["books", "books", "pets"], "line_amount": [100, 200, 700]})
    mix = purchases.shares(lines, _group(), {"books": "books", "pets": "pet supplies"})
    assert [share.label for share in mix] == ["books", "pet supplies", "toys"]
    assert sum(share.own for share in mix) == pytest.approx(1)
    assert sum(share.typical for share in mix) == pytest.approx(1)


def test_nobody_comparable_leaves_the_typical_share_missing():
    lines = pd.DataFrame({"category": ["books"], "line_amount": [100]})
    (share,) = purchases.shares(lines, None, {})
    assert share.typical is None


def test_comparable_people_are_named_with_their_number_product_and_depth():
    assert (
        purchases.comparable_words(_group(), "shopper")
        == "2,318 comparable shoppers (pay later, thin files)"
    )
    assert purchases.comparable_words(_group(None, None), "applicant").endswith(
        "(any product, any depth of file)"
    )
    assert purchases.comparable_words(None, "shopper") == ""


def test_comparable_people_are_counted_where_it_stands_elsewhere_who_they_are():
    assert purchases.comparable_count(_group(), "shopper") == "2,318 comparable shoppers"
    assert purchases.comparable_count(None, "shopper") == ""


@pytest.mark.parametrize(
    ("lenders", "of", "said"),
    [(2, 2, "all 2 lenders"), (1, 3, "your lender"), (2, 3, "your 2 lenders")],
)
def test_where_the_book_has_several_lenders_it_is_said_whose_people_they_are(lenders, of, said):
    group = _group(lenders=lenders, of=of)
    assert (
        purchases.comparable_words(group, "shopper")
        == f"2,318 comparable shoppers (pay later, thin files, {said})"
    )


def test_few_comparable_people_are_said_to_be_few():
    group = _group(None, None, lenders=1, of=3, applications=37)
    assert (
        purchases.comparable_words(group, "applicant")
        == "only 37 comparable applicants (any product, any depth of file, your lender)"
    )
