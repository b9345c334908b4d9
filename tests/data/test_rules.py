"""Every rule of the contract has a row that breaks it, and no other rule."""

import json

import pytest

from data import contract, intake
from data.table import Column, Kind, Rule, RuleKind, Table, rules
from tests.data import intake_bench, lender

EVERY_RULE = [(table, rule) for table in contract.TABLES for rule in rules(table)]
BREAKS_A_CHECK = {
    ("orders", "missing status_at"): {"status_at": None},
    ("orders", "status_at before ordered_at"): {"status_at": "2024-01-01"},
    ("orders", "recorded_at before ordered_at"): {"recorded_at": "2024-01-01"},
    ("bureau", "score outside its scale"): {"score": "851"},
    ("bureau", "empty scale"): {"score": "300", "score_max": "300"},
    ("instalments", "missing paid_amount"): {"paid_amount": None},
    ("instalments", "missing paid_at"): {"paid_at": None},
    ("consents", "withdrawn_at before granted_at"): {"withdrawn_at": "2023-01-01"},
}


@pytest.fixture(scope="module")
def good_snapshot(tmp_path_factory):
    made = lender.tables()
    with intake_bench.new_snapshot() as con:
        for table in contract.TABLES:
            folder = tmp_path_factory.mktemp(table.name)
            intake_bench.take_in(con, folder, table, made[table.name], frozenset(made))
        yield con


def breaking_values(column: Column, kind: RuleKind) -> list[str | None]:
    if kind is RuleKind.MISSING:
        return [None, "", "  "]
    if kind is RuleKind.TYPE:
        whole = column.kind in {Kind.WHOLE, Kind.COUNT, Kind.MINUTES}
        return ["nonsense", *(["12.5"] if whole else [])]
    if kind is RuleKind.RANGE:
        too_small = str(int(column.least) - 1)
        return ["nan", "inf", "-1e308", "1e308", str(int(column.most) + 1), too_small]
    if kind is RuleKind.EARLY:
        return [f"{column.first_year - 1}-12-31"]
    if kind is RuleKind.FUTURE:
        return ["2200-01-02", "infinity", *([] if column.is_scheduled else ["2026-06-02"])]
    return ["nonsense"]


def broken_rows(table: Table, rule: Rule, good: lender.Rows) -> lender.Rows:
    row = dict(good[-1])
    if rule.kind is RuleKind.DUPLICATE:
        return [row]
    if rule.kind is RuleKind.CHECK:
        return [row | BREAKS_A_CHECK[table.name, rule.name]]
    assert rule.column is not None
    values = breaking_values(table.column(rule.column), rule.kind)
    return [row | {rule.column: value} for value in values]


@pytest.mark.parametrize(
    ("table", "rule"), EVERY_RULE, ids=[f"{table.name}: {rule.name}" for table, rule in EVERY_RULE]
)
def test_a_row_that_breaks_a_rule_is_rejected_by_it(table, rule, good_snapshot, tmp_path):
    made = lender.tables()
    good = made[table.name]
    broken = broken_rows(table, rule, good)
    rows = [*good, *broken]
    for emptied in (f"{intake.home_of(table)}.{table.name}", "rejects", "work.category_map"):
        good_snapshot.execute(f"delete from {emptied}")
    counts = intake_bench.take_in(good_snapshot, tmp_path, table, rows, frozenset(made))
    rejects = good_snapshot.execute(
        "select rule, file_row, raw from rejects order by file_row"
    ).fetchall()
    assert (counts.rows_read, counts.rows_kept) == (len(rows), len(good))
    assert counts.rows_rejected == len(broken)
    assert [row[:2] for row in rejects] == [
        (rule.name, len(good) + number) for number in range(1, len(broken) + 1)
    ]
    if not table.is_protected:
        assert [json.loads(raw) for _, _, raw in rejects] == broken


def test_the_good_rows_break_no_rule(tmp_path):
    made = lender.tables()
    with intake_bench.new_snapshot() as con:
        for table in contract.TABLES:
            counts = intake_bench.take_in(
                con, tmp_path, table, made[table.name], frozenset(made), intake_bench.strict()
            )
            assert counts.rows_kept == counts.rows_read == len(made[table.name])


def test_every_table_of_the_contract_has_a_rule_for_each_required_column():
    for table in contract.TABLES:
        missing = {rule.column for rule in rules(table) if rule.kind is RuleKind.MISSING}
        assert missing == {column.name for column in table.columns if column.required}
        assert {*table.key, *table.sort_by} <= {
            *(column.name for column in table.columns),
            *table.carried,
        }


def test_rule_names_are_unique_within_their_table():
    for table in contract.TABLES:
        names = [rule.name for rule in rules(table)]
        assert len(names) == len(set(names))
