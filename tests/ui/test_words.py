"""Numbers read as people write them."""

from datetime import datetime, timedelta

import pytest

from scoring.wording import Money
from ui import words


@pytest.mark.parametrize(
    ("minor", "currency", "digits", "text"),
    [
        (600_000, "CNY", 2, "¥6,000"),
        (600_050, "CNY", 2, "¥6,000.50"),
        (1_200, "UGX", 0, "UGX 1,200"),
        (-500, "EUR", 2, "−€5"),
        (None, "EUR", 2, "–"),
        (float("nan"), "EUR", 2, "–"),
    ],
)
def test_money_has_its_sign_separators_and_only_the_digits_it_needs(minor, currency, digits, text):
    assert words.money(minor, Money(currency, digits)) == text


def test_a_share_is_written_in_percent_and_a_missing_one_as_a_dash():
    assert words.percent(0.0387) == "3.9 %"
    assert words.percent(None) == words.percent(float("nan")) == "–"
    assert words.percent_range(0.027, 0.056) == "2.7–5.6 %"


def test_a_change_has_its_sign():
    assert [words.signed(points) for points in (12, -4, 0)] == ["+12", "−4", "0"]


def test_a_moment_has_day_month_year_and_minutes():
    assert words.moment(datetime(2026, 11, 1, 3, 5)) == "1 Nov 2026 03:05"


@pytest.mark.parametrize(
    ("since", "text"),
    [
        (timedelta(seconds=20), "under a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=5, minutes=59), "5 hours"),
        (timedelta(days=3), "3 days"),
        (timedelta(seconds=-5), "under a minute"),
    ],
)
def test_an_age_is_told_in_its_largest_whole_unit(since, text):
    assert words.age(since) == text


def test_things_are_counted_in_the_singular_and_the_plural():
    assert words.count(1, "order") == "1 order"
    assert words.count(2318, "category") == "2,318 categories"
    assert words.count(2, "day") == "2 days"


def test_codes_become_words():
    assert words.plain("pay_later") == "pay later"
    assert words.plain(None) == "–"


def test_a_term_is_told_in_months_where_it_is_about_whole_months():
    assert words.span(365) == "12 months"
    assert words.span(30) == "30 days"
    assert words.span(90) == "3 months"
