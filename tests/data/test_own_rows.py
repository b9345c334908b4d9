"""One shopper's rows give the same features, bit by bit, as the whole book."""

import json
import math

import duckdb
import pytest

from data import book, own_rows, read
from data.application import find_application
from data.errors import ThinfileError
from data.features import compute


@pytest.fixture(scope="module")
def whole(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        yield con


def _missing(value):
    return None if isinstance(value, float) and math.isnan(value) else value


def test_own_rows_give_the_features_of_the_whole_book(whole):
    ids = read.query(whole, "assessments", application_id=None)["application_id"]
    with own_rows.opened() as con:
        for application_id in ids.sample(12, random_state=5):
            rows = json.loads(json.dumps(own_rows.of_application(whole, application_id)))
            own_rows.fill(con, rows)
            [own] = compute.features_of(con, application_id).to_dict("records")
            found = find_application(whole, application_id)
            assert {name: _missing(own[name]) for name in found.features} == {
                name: _missing(value) for name, value in found.features.items()
            }
            asked = read.record(con, "application", application_id=application_id, lender_ids=None)
            assert asked["has_consent"] == found.facts["has_consent"]


def test_own_rows_are_those_of_before_the_application(whole):
    [application_id] = read.query(whole, "assessments", application_id=None)[
        "application_id"
    ].sample(1, random_state=9)
    rows = own_rows.of_application(whole, application_id)
    [asked] = [row for row in rows["applications"] if row["application_id"] == application_id]
    assert all(order["ordered_at"] < asked["applied_at"] for order in rows["orders"])
    bought = {order["order_id"] for order in rows["orders"]}
    assert {line["order_id"] for line in rows["order_lines"]} <= bought


def test_rows_of_another_shape_are_refused(whole):
    [application_id] = read.query(whole, "assessments", application_id=None)[
        "application_id"
    ].sample(1, random_state=9)
    rows = own_rows.of_application(whole, application_id)
    lacking = [{**row, "amount": "much"} for row in rows["applications"]]
    with own_rows.opened() as con, pytest.raises(ThinfileError, match="Wanted a shopper's rows"):
        own_rows.fill(con, {**rows, "applications": lacking})


def test_an_unknown_application_has_no_rows(whole):
    with pytest.raises(ThinfileError, match="has none with this id"):
        own_rows.of_application(whole, "nobody")


def test_a_shoppers_rows_are_never_written_to_disk():
    with own_rows.opened() as con:
        assert con.execute("select current_setting('temp_directory')").fetchone() == ("",)


def test_an_engine_of_own_rows_reaches_no_file(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with own_rows.opened() as con:
        for reach in (f"from '{secret}'", f"attach '{tmp_path / 'x.duckdb'}'",
                      f"copy (select 1) to '{tmp_path / 'out.csv'}'"):  # fmt: skip
            with pytest.raises(duckdb.PermissionException):
                con.execute(reach)
        with pytest.raises(duckdb.InvalidInputException):
            con.execute("set enable_external_access = true")
