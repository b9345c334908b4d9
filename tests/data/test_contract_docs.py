"""docs/contract.md says what the contract says."""

from pathlib import Path

import pytest

from data import contract, settings
from data.table import RuleKind

DOCUMENT = Path(__file__).parents[2] / "docs" / "contract.md"


@pytest.mark.parametrize("table", contract.TABLES, ids=[table.name for table in contract.TABLES])
def test_every_table_and_column_is_described(table):
    sections = DOCUMENT.read_text(encoding="utf-8").split("\n### ")
    section = next(text for text in sections if text.startswith(f"{table.name}\n"))
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    assert [row[0].strip("| `") for row in rows] == [column.name for column in table.columns]
    assert [row[2] == "yes" for row in rows] == [column.required for column in table.columns]
    for column, row in zip(table.columns, rows, strict=True):
        assert column.meaning in row[3]
        assert all(f"`{value}`" in row[3] for value in column.accepted)
    for check in table.checks:
        assert f"`{check.name}`" in section
    assert ("**Required.**" in section) == table.required


def test_every_rule_and_setting_is_described():
    text = DOCUMENT.read_text(encoding="utf-8")
    for kind in RuleKind:
        if kind is not RuleKind.CHECK:
            assert f"| `{kind}" in text
    for key in settings.KEYS:
        assert f"`{key}`" in text or f"`[{key}]`" in text
