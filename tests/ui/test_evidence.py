"""The rows behind a reason are those the feature counts, marked, and written for people."""

import pandas as pd
import pytest

from scoring.catalogue import Evidence
from scoring.wording import Money
from ui.evidence import rows_behind

EURO = Money("EUR", 2)


@pytest.fixture
def known():
    orders = pd.DataFrame(
        {
            "order_id": ["o1", "o2", "o3"],
            "local_at": pd.to_datetime(
                ["2026-01-05 02:10", "2026-02-01 12:00", "2026-03-01 03:00"]
            ),
            "amount": [1200, 990, 5000],
            "payment_method": ["pay_later", None, "card"],
            "device": ["mobile", "desktop", "mobile"],
            "status": ["completed", "refused", "open"],
            "is_order": [True, True, True],
            "is_settled": [True, True, False],
            "is_night": [True, False, True],
        }
    )
    lines = pd.DataFrame(
        {
            "order_id": ["o1", "o1", "o1", "o1", "o3"],
            "line_no": [1, 2, 3, 4, 1],
            "local_at": pd.to_datetime(["2026-01-05 02:10"] * 4 + ["2026-03-01 03:00"]),
            "product_name": ["Tea", "Cup", "Pot", "Tray", None],
            "category": ["groceries", "household", "household", "household", "data_bundles"],
            "brand": ["A", None, "A", "B", None],
            "quantity": [1, 2, 1, 1, 1],
            "line_amount": [300, 400, 300, 200, 5000],
            "is_line": [True] * 5,
            "is_necessity": [True, True, True, True, False],
        }
    )
    bureau = pd.DataFrame(
        {"pulled_at": pd.to_datetime(["2026-01-01 10:00"]), "agency": ["E"], "score": [543.0],
         "score_min": [300.0], "score_max": [850.5], "is_latest": [True]}
    )  # fmt: skip
    return {"known_orders": orders, "known_lines": lines, "known_bureau": bureau}


def test_rows_that_count_come_first_and_newest_first(known):
    rows = rows_behind(Evidence("known_orders", "is_order", "is_night"), known, EURO)
    assert list(rows.table["Counts"]) == ["counts", "counts", "–"]
    assert list(rows.table["Ordered"]) == [
        "1 Mar 2026 03:00",
        "5 Jan 2026 02:10",
        "1 Feb 2026 12:00",
    ]
    assert (rows.counting, rows.among, rows.noun) == (2, 3, "order")
    assert rows.order_ids == {"o1", "o3"}


def test_only_rows_of_the_denominator_are_shown(known):
    rows = rows_behind(Evidence("known_orders", "is_settled", "is_night"), known, EURO)
    assert (rows.counting, rows.among) == (1, 2)


def test_without_a_numerator_every_row_counts(known):
    rows = rows_behind(Evidence("known_orders", "is_order"), known, EURO)
    assert rows.counting == rows.among == 3


def test_orders_are_told_with_what_was_in_the_basket(known):
    table = rows_behind(Evidence("known_orders", "is_order"), known, EURO).table
    basket = dict(zip(table["Ordered"], table["Basket"], strict=True))
    assert basket["5 Jan 2026 02:10"] == "Tea, Cup, Pot and 1 more"
    assert basket["1 Mar 2026 03:00"] == "data bundles"
    assert basket["1 Feb 2026 12:00"] == "–"


def test_money_codes_and_missing_values_are_written_for_people(known):
    table = rows_behind(Evidence("known_orders", "is_order"), known, EURO).table
    assert set(table["Amount"]) == {"€12", "€9.90", "€50"}
    assert list(table["Paid by"]) == ["card", "–", "pay later"]


def test_lines_mark_the_orders_they_belong_to(known):
    rows = rows_behind(Evidence("known_lines", "is_line", "is_necessity"), known, EURO)
    assert (rows.counting, rows.among, rows.noun) == (4, 5, "order line")
    assert rows.order_ids == {"o1"}


def test_a_bureau_file_marks_no_order(known):
    rows = rows_behind(Evidence("known_bureau", "is_latest"), known, EURO)
    assert rows.order_ids == frozenset()
    assert list(rows.table.loc[0, ["Score", "Highest possible"]]) == ["543", "850.5"]


def test_a_table_without_rows_gives_none(known):
    known["known_orders"] = known["known_orders"].iloc[:0]
    rows = rows_behind(Evidence("known_orders", "is_order", "is_night"), known, EURO)
    assert (rows.counting, rows.among, len(rows.table)) == (0, 0, 0)


def test_each_row_of_purchases_can_be_named_as_an_order_or_a_line_of_one(known):
    orders = rows_behind(Evidence("known_orders", "is_order", "is_night"), known, EURO)
    assert orders.purchases == (("o3", None), ("o1", None), ("o2", None))
    lines = rows_behind(Evidence("known_lines", "is_line", "is_necessity"), known, EURO)
    assert lines.purchases == (("o1", 1), ("o1", 2), ("o1", 3), ("o1", 4), ("o3", 1))
