"""A rejected row says where it is wrong, what was wanted there and what came."""

import json

import pandas as pd
import pytest

from data import contract
from data.table import rules
from ui import rejected

ORDER = {
    "order_id": "o3", "customer_id": "c2", "ordered_at": "2024-03-01T11:45:00Z", "amount": "-5",
    "status": "completed", "status_at": "2024-02-03T10:00:00Z",
}  # fmt: skip


def _row(table: str, rule: str, raw: dict) -> dict:
    found = pd.DataFrame(
        [{"table_name": table, "file_row": 3, "rule": rule, "raw": json.dumps(raw)}]
    )
    return rejected.readable(found).iloc[0].to_dict()


def test_a_number_out_of_range_is_told_with_its_limits():
    told = _row("orders", "out of range amount", ORDER)
    assert (told["File"], told["Row"], told["Column"], told["Came"]) == (
        "orders",
        3,
        "amount",
        "-5",
    )
    assert told["Wanted"] == "0 or more"
    assert "order_id o3" in told["The rest of the row"]
    assert "{" not in " ".join(map(str, told.values()))


def test_a_value_that_is_missing_is_said_to_be_missing():
    told = _row("orders", "missing customer_id", {**ORDER, "customer_id": None})
    assert (told["Column"], told["Wanted"], told["Came"]) == ("customer_id", "a value", "nothing")


def test_a_rule_over_two_columns_names_both_with_what_came():
    told = _row("orders", "status_at before ordered_at", ORDER)
    assert told["Column"] == "ordered_at, status_at"
    assert told["Came"] == "2024-03-01T11:45:00Z, 2024-02-03T10:00:00Z"
    assert told["Wanted"] == "no status_at before ordered_at"


def test_a_second_row_of_a_key_names_the_key():
    told = _row("orders", "duplicate key", ORDER)
    assert (told["Column"], told["Came"]) == ("order_id", "o3")


@pytest.mark.parametrize(
    ("table", "rule"),
    [(table.name, rule.name) for table in contract.TABLES for rule in rules(table)],
)
def test_every_rule_of_the_contract_has_its_words(table, rule):
    told = _row(table, rule, {})
    assert told["Column"]
    assert told["Wanted"]
    assert "nothing" in told["Came"]
