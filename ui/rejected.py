"""Rejected rows as people read them: where they stand, what was wanted there and what came."""

import json
import re

import pandas as pd

from data import contract
from data.table import RuleKind, Table, rules, wanted
from ui import sortable

NOTHING = "nothing"


def readable(found: pd.DataFrame) -> pd.DataFrame:
    """Write rejected rows, one a row.

    Parameters
    ----------
    found : pandas.DataFrame
        `table_name`, `file_row` (from 1, without the header), `rule` and `raw` (JSON).
    """
    tables = {table.name: table for table in contract.TABLES}
    rows = []
    for name, file_row, rule, raw in found[["table_name", "file_row", "rule", "raw"]].itertuples(
        index=False
    ):
        columns, wants = _about(tables[name], str(rule))
        came = json.loads(raw)
        rows.append(
            {
                "File": name,
                "Row": int(file_row),
                "Column": ", ".join(columns),
                "Wanted": wants,
                "Came": ", ".join(_value(came.get(column)) for column in columns),
                "The rest of the row": _rest(came, columns),
            }
        )
    return sortable.table(
        rows, columns=["File", "Row", "Column", "Wanted", "Came", "The rest of the row"]
    )


def _about(table: Table, name: str) -> tuple[list[str], str]:
    """Give the columns that a rule is about, and what it wants there."""
    rule = next(rule for rule in rules(table) if rule.name == name)
    if rule.kind is RuleKind.CHECK:
        breaks = next(check.breaks for check in table.checks if check.name == name)
        named = set(re.findall(r"\w+", breaks))
        return [one.name for one in table.columns if one.name in named], f"no {name}"
    if rule.column is None:
        return list(table.key), wanted(table, rule)
    return [rule.column], wanted(table, rule) or "a value"


def _value(came: object) -> str:
    return NOTHING if came is None or came == "" else str(came)


def _rest(came: dict[str, object], columns: list[str]) -> str:
    others = {name: value for name, value in came.items() if name not in columns}
    return ", ".join(f"{name} {_value(value)}" for name, value in others.items() if value)
