"""A shopper without a request is an application at the book's as_of that asks for nothing."""

import copy

from hypothesis import given

from data.features import compute
from tests.data.features import shop
from tests.data.features.test_point_in_time import books, few

AS_OF = shop.START + shop.timedelta(days=900)
OPEN = {"first_customer": None, "next_customer": None}


def everyone(book: shop.Book, **values: str) -> dict[str, shop.Row]:
    con = shop.connection(book)
    frame = compute.frame_of(con, "chosen_everyone", {**OPEN, **values})
    return {row["customer_id"]: row for row in frame.to_dict("records")}


def same(left: shop.Row, right: shop.Row) -> bool:
    """Compare to the bit; what is missing equals what is missing."""
    return left.keys() == right.keys() and all(
        left[name] == right[name] or (left[name] != left[name] and right[name] != right[name])
        for name in left
    )


@few
@given(books)
def test_everyone_has_the_features_of_an_application_that_asks_for_nothing(rng):
    book = shop.random_book(rng)
    asking = copy.deepcopy(book)
    for customer in book.rows("customers"):
        asking.rows("applications").append(
            {
                "application_id": f"now-{customer['customer_id']}",
                "customer_id": customer["customer_id"],
                "applied_at": AS_OF,
            }
        )
    found = everyone(book)
    con = shop.connection(asking)
    for customer, row in found.items():
        chosen = {"application_id": f"now-{customer}"}
        [wanted] = compute.frame_of(con, "chosen_one", chosen).to_dict("records")
        assert same(row, {**wanted, "application_id": customer})


def test_everyone_is_known_by_nothing_that_a_request_shows():
    book = shop.Book()
    book.rows("customers").append({"customer_id": "c", "registered_at": shop.START})
    row = everyone(book)["c"]
    asked = ("request_product", "request_amount", "request_term_days", "application_device",
             "application_os", "application_channel", "application_hour", "email_host",
             "email_typo", "same_device_share", "amount_to_monthly_spend")  # fmt: skip
    assert [name for name in asked if row[name] is not None and row[name] == row[name]] == []
    assert row["order_count"] == 0
    assert row["account_age_days"] == 900


def test_an_application_named_like_its_customer_keeps_its_loan():
    book = shop.Book()
    book.rows("customers").append({"customer_id": "7", "registered_at": shop.START})
    book.rows("applications").append(
        {"application_id": "7", "customer_id": "7", "applied_at": shop.START}
    )
    book.rows("loans").append(
        {"loan_id": "7", "application_id": "7", "disbursed_at": shop.START, "principal": 1}
    )
    assert everyone(book)["7"]["earlier_loan_count"] == 1


@few
@given(books)
def test_a_range_of_customers_has_their_features(rng):
    book = shop.random_book(rng, customers=3)
    found = everyone(book)
    assert list(found) == ["c0", "c1", "c2"]
    part = everyone(book, first_customer="c1", next_customer="c2")
    assert list(part) == ["c1"]
    assert same(part["c1"], found["c1"])
