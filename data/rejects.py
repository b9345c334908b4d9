"""Rows that break a rule of the contract: kept beside the book, counted, and judged."""

import json
from collections.abc import Sequence

import duckdb

from data import thresholds
from data.checks import quoted
from data.settings import Settings
from data.staging import Staged
from data.table import Table, rules, wanted


def write(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    staged: Staged,
    names: list[str],
    shown: Sequence[str],
) -> None:
    """Write the rejected rows of a table, with the values of some columns as they came.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        With ``work.faulty`` and ``work.duplicates`` of this table.
    table : Table
    staged : Staged
    names : list of str
        The rules by their number, from 1; the last is that of duplicates.
    shown : sequence of str
        Columns whose raw values are kept.
    """
    packed = ", ".join(f"{quoted(name)} := cast(raw.{quoted(name)} as varchar)" for name in shown)
    con.execute(
        f"""
        insert into snapshot.rejects
        with faulty as (
            select staged_row, file_row, rule_no from work.faulty
            union all
            select staged_row, file_row, len($rules) as rule_no from work.duplicates
        )
        select $table, faulty.file_row, $rules[faulty.rule_no], to_json(struct_pack({packed}))
        from faulty
        join read_parquet($file, file_row_number = true) as raw
            on raw.file_row_number = faulty.staged_row
        order by faulty.staged_row
        """,  # noqa: S608 - identifiers of the contract
        {"table": table.name, "rules": names, "file": str(staged.path)},
    )


def judge(con: duckdb.DuckDBPyConnection, table: Table, rows_read: int, settings: Settings) -> int:
    """Count the rejected rows of a table.

    Raises
    ------
    ThinfileError
        When they are more than the thresholds allow.
    """
    rows = con.execute(
        """
        select rule, count(*), min_by(file_row, file_row), min_by(raw, file_row)
        from snapshot.rejects
        where table_name = $table
        group by rule
        """,
        {"table": table.name},
    ).fetchall()
    by_rule = {rule: int(count) for rule, count, _, _ in rows}
    wants = {rule.name: wanted(table, rule) for rule in rules(table)}
    example = {
        rule: thresholds.Example(row, rule, wants[rule], _short(table, rule, raw))
        for rule, _, row, raw in rows
    }
    thresholds.judge(settings, table.name, rows_read, by_rule, example)
    return sum(by_rule.values())


def _short(table: Table, rule: str, raw: str) -> str:
    """Tell a row by its key and the columns its rule is about, for a message of one line."""
    values = json.loads(raw)
    told = [name for name in values if name in table.key or name in rule.split()]
    return ", ".join(f"{name}={str(values[name])[:40]!r}" for name in told)
