import dataclasses

import pytest

from data import thresholds
from data.errors import ThinfileError
from data.settings import RejectLimit
from tests.data.intake_bench import strict

EXAMPLE = {
    rule: thresholds.Example(7, rule, "this", "order_id='o7'")
    for rule in ("missing customer_id", "duplicate key")
}


def judge(rows_read, by_rule, *limits):
    settings = dataclasses.replace(strict(), reject_limits=limits)
    thresholds.judge(settings, "orders", rows_read, by_rule, EXAMPLE)


def test_exactly_the_threshold_passes_and_one_row_more_stops():
    judge(100, {"duplicate key": 5})
    with pytest.raises(ThinfileError, match=r"6 of 100 rows .* \(6\.0%; at most 5\.0% may\)"):
        judge(100, {"duplicate key": 6})


def test_rules_without_their_own_threshold_are_judged_together():
    with pytest.raises(ThinfileError, match="duplicate key 4, missing customer_id 2"):
        judge(100, {"duplicate key": 4, "missing customer_id": 2})


def test_a_raised_rule_is_judged_alone():
    guests = RejectLimit("orders", "missing customer_id", 0.2, "guests")
    judge(100, {"duplicate key": 5, "missing customer_id": 20}, guests)
    with pytest.raises(ThinfileError, match="at most 20"):
        judge(100, {"missing customer_id": 21}, guests)


def test_a_star_raises_the_rest_of_its_table_alone():
    judge(100, {"duplicate key": 50}, RejectLimit("orders", "*", 0.5, "a trial file"))
    with pytest.raises(ThinfileError):
        judge(100, {"duplicate key": 50}, RejectLimit("visits", "*", 0.5, "another table"))


def test_an_empty_table_without_rejects_passes():
    judge(0, {})
