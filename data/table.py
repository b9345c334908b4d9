"""What a table of the contract is made of, and the rules that follow from it."""

from dataclasses import dataclass
from enum import StrEnum

FIRST_YEAR = 1970
LAST_YEAR = 2200
LARGEST = 10**15
SMALLEST_INT32, LARGEST_INT32 = -(2**31), 2**31 - 1


class Kind(StrEnum):
    """What a column holds; the value is its type in the snapshot."""

    TEXT = "VARCHAR"
    TIME = "TIMESTAMP"
    DATE = "DATE"
    WHOLE = "BIGINT"
    COUNT = "INTEGER"
    MINUTES = "SMALLINT"
    NUMBER = "DOUBLE"
    FLAG = "BOOLEAN"


WANTED = {
    Kind.TEXT: "text",
    Kind.TIME: "a UTC time such as 2026-03-31T14:05:00Z",
    Kind.DATE: "a date such as 1990-12-31",
    Kind.WHOLE: "a whole number of minor units",
    Kind.COUNT: "a whole number",
    Kind.MINUTES: "whole minutes",
    Kind.NUMBER: "a number",
    Kind.FLAG: "true or false",
}
WHOLE_KINDS = frozenset({Kind.WHOLE, Kind.COUNT, Kind.MINUTES})
TIME_KINDS = frozenset({Kind.TIME, Kind.DATE})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
    kind : Kind
    meaning : str
        One line for the documentation, with the unit.
    required : bool
        Must be given, and may not be null.
    least, most : float
        Inclusive limits of a number.
    accepted : tuple of str
        Closed set of values; empty when any text will do.
    first_year : int
        Dates before it are rejected.
    is_scheduled : bool
        A date that may lie after the book's ``as_of``, such as one on which money is due.
    is_category : bool
        Mapped to the closed list of categories, else ``other``.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    least: float = -LARGEST
    most: float = LARGEST
    accepted: tuple[str, ...] = ()
    first_year: int = FIRST_YEAR
    is_scheduled: bool = False
    is_category: bool = False

    @property
    def has_limits(self) -> bool:
        """Whether it is a number, all of which have limits."""
        return self.kind in WHOLE_KINDS or self.kind is Kind.NUMBER


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over several columns of one row.

    Parameters
    ----------
    name : str
        What a rejected row is told.
    breaks : str
        SQL condition over the table's columns; a row for which it is true is rejected.
    """

    name: str
    breaks: str


@dataclass(frozen=True, slots=True)
class Parent:
    """A column that must name a kept row of another table, when it names one at all."""

    column: str
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the contract.

    Parameters
    ----------
    name, grain, meaning : str
    columns : tuple of Column
    key : tuple of str
        Unique together.
    required : bool
        A book cannot be built without it.
    checks : tuple of Check
    parents : tuple of Parent
    sort_by : tuple of str
        Order of the rows in the snapshot; ends in a unique key.
    carried : tuple of (str, str)
        Columns that the snapshot's table takes over from its first parent, as
        ``customer_id`` of an order line from its order.
    is_protected : bool
        Kept in a file of its own.
    """

    name: str
    grain: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = False
    checks: tuple[Check, ...] = ()
    parents: tuple[Parent, ...] = ()
    sort_by: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    is_protected: bool = False

    def column(self, name: str) -> Column:
        """Give the column of a name; KeyError when there is none."""
        found = {column.name: column for column in self.columns}
        return found[name]


class RuleKind(StrEnum):
    """The ways in which a row can break the contract, in the order in which they are tried."""

    MISSING = "missing"
    TYPE = "bad type"
    ACCEPTED = "unaccepted"
    RANGE = "out of range"
    EARLY = "too early"
    FUTURE = "future"
    CHECK = "check"
    ORPHAN = "unknown"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the contract; a row is rejected by the first that it breaks.

    Parameters
    ----------
    table : str
    name : str
        As it stands in ``rejects`` and in the thresholds of ``source.toml``.
    kind : RuleKind
    column : str or None
        The column that it is about; None for checks and keys.
    """

    table: str
    name: str
    kind: RuleKind
    column: str | None = None


def wanted(table: Table, rule: Rule) -> str:
    """Say what a rule wants of a row, to stand behind its name; empty where the name says it."""
    if rule.kind is RuleKind.DUPLICATE:
        return f"one row per {' and '.join(table.key)}"
    if rule.column is None:
        return ""
    column = table.column(rule.column)
    parents = {parent.column: parent.table for parent in table.parents}
    return {
        RuleKind.TYPE: WANTED[column.kind],
        RuleKind.ACCEPTED: f"one of {', '.join(column.accepted)}",
        RuleKind.RANGE: _limits(column),
        RuleKind.EARLY: f"{column.first_year} or later",
        RuleKind.FUTURE: f"before {LAST_YEAR}" if column.is_scheduled else "no later than as_of",
        RuleKind.ORPHAN: f"a row of {parents.get(rule.column)} that was kept",
    }.get(rule.kind, "")


def _limits(column: Column) -> str:
    """Say the limits of a number; the largest that is stored goes without saying."""
    if column.most >= LARGEST and column.least > -LARGEST:
        return f"{column.least:,.0f} or more"
    return f"{column.least:,.0f} to {column.most:,.0f}"


def column_rules(table: str, column: Column) -> list[Rule]:
    """List the rules that one column brings with it, in the order in which they are tried."""
    kinds = []
    if column.required:
        kinds.append(RuleKind.MISSING)
    if column.kind is not Kind.TEXT:
        kinds.append(RuleKind.TYPE)
    if column.accepted:
        kinds.append(RuleKind.ACCEPTED)
    if column.has_limits:
        kinds.append(RuleKind.RANGE)
    if column.kind in TIME_KINDS:
        kinds.extend((RuleKind.EARLY, RuleKind.FUTURE))
    return [Rule(table, f"{kind} {column.name}", kind, column.name) for kind in kinds]


def rules(table: Table) -> tuple[Rule, ...]:
    """List every rule of a table, in the order in which they are tried.

    First each column's own, then the checks over several columns, then rows that must exist
    elsewhere, and last the key: of rows that share one and break no other rule the first in the
    file is kept and every later one is rejected.
    """
    found = [rule for column in table.columns for rule in column_rules(table.name, column)]
    found.extend(Rule(table.name, check.name, RuleKind.CHECK) for check in table.checks)
    found.extend(
        Rule(table.name, f"{RuleKind.ORPHAN} {parent.column}", RuleKind.ORPHAN, parent.column)
        for parent in table.parents
    )
    found.append(Rule(table.name, "duplicate key", RuleKind.DUPLICATE))
    return tuple(found)
