"""The contract's rules as SQL: one pass over a staged table types every value and finds its fault.

Names in the SQL come from the contract; values are bound.
"""

from collections.abc import Iterable

from data.staging import SOURCE_ROW, Staged
from data.table import (
    LAST_YEAR,
    TIME_KINDS,
    WHOLE_KINDS,
    Column,
    Kind,
    Rule,
    RuleKind,
    Table,
    rules,
)

WHOLE_LIMITS = {Kind.WHOLE: 2**53, Kind.COUNT: 2**31 - 1, Kind.MINUTES: 2**15 - 1}


def quoted(name: str) -> str:
    """Quote an identifier of the contract."""
    return f'"{name}"'


def listed(names: Iterable[str]) -> str:
    """Quote and join identifiers."""
    return ", ".join(quoted(name) for name in names)


def given(name: str) -> str:
    """Name the column that says whether a value was given at all."""
    return quoted(f"{name} given")


def number(name: str) -> str:
    """Name the column that holds a number before it is known to fit its type."""
    return quoted(f"{name} number")


def parsed_columns(column: Column, staged: Staged) -> list[str]:
    """Give the select items that turn one staged column into its typed value.

    A value that does not fit becomes null; the flag beside it tells it from one not given.
    """
    name = quoted(column.name)
    if column.name not in staged.types:
        items = [f"cast(null as {column.kind}) as {name}", f"false as {given(column.name)}"]
        if column.has_limits:
            items.append(f"cast(null as double) as {number(column.name)}")
        return items
    raw = f"staged.{name}"
    is_text = staged.types[column.name] == "VARCHAR"
    filled = f"{raw} is not null" + (f" and {is_filled(raw)}" if is_text else "")
    items = [f"({filled}) as {given(column.name)}"]
    if column.is_category:
        items.append(f"category_map.category as {name}")
    elif column.has_limits:
        items.append(f"try_cast({raw} as double) as {number(column.name)}")
    else:
        items.append(f"{_typed(column, raw, staged.types[column.name])} as {name}")
    return items


def is_filled(text: str) -> str:
    """Give the condition that a text holds more than white space.

    Looking at the first byte settles nearly every value; `trim` reads whole texts, and took more
    time than any other part of the checks.
    """
    return f"case when {text} between '!' and '~' then true else trim({text}) <> '' end"


def _typed(column: Column, raw: str, came: str) -> str:
    if column.kind is Kind.TEXT:
        text = raw if came == "VARCHAR" else f"cast({raw} as varchar)"
        return f"case when {is_filled(text)} then {text} end"
    if column.kind is Kind.FLAG and came not in {"VARCHAR", "BOOLEAN"}:
        return f"case {raw} when 0 then false when 1 then true end"
    if column.kind is Kind.TIME and (came == "VARCHAR" or came.endswith("TIME ZONE")):
        return f"try_cast(try_cast({raw} as timestamptz) as timestamp)"
    return f"try_cast({raw} as {column.kind})"


def value_columns(column: Column, staged: Staged) -> str:
    """Give the select item of a value that has been parsed; only a number changes once more."""
    name = quoted(column.name)
    if not column.has_limits or column.name not in staged.types:
        return name
    if column.kind is Kind.NUMBER:
        return f"{number(column.name)} as {name}"
    limit = WHOLE_LIMITS[column.kind]
    fits = f"abs({number(column.name)}) <= {limit}"
    return f"case when {fits} then cast({number(column.name)} as {column.kind}) end as {name}"


def broken(rule: Rule, table: Table) -> str:
    """Give the condition under which a parsed row breaks a rule.

    Parameters bound by the caller: ``latest``, and ``accepted_<column>`` for closed sets.
    """
    if rule.kind is RuleKind.CHECK:
        return next(check.breaks for check in table.checks if check.name == rule.name)
    if rule.column is None:
        raise ValueError(f"{rule} is not a rule of one row")
    return _conditions(table.column(rule.column))[rule.kind]


def _conditions(column: Column) -> dict[RuleKind, str]:
    name, was_given, value = quoted(column.name), given(column.name), number(column.name)
    inside = f"{value} between {float(column.least)!r} and {float(column.most)!r}"
    latest = f"timestamp '{LAST_YEAR}-01-01'" if column.is_scheduled else "$latest"
    misfit = f"{name} is null"
    if column.has_limits:
        misfit = f"{value} is null"
    if column.kind in WHOLE_KINDS:
        misfit = f"({value} is null or (isfinite({value}) and {value} <> trunc({value})))"
    return {
        RuleKind.MISSING: f"not {was_given}",
        RuleKind.TYPE: f"{was_given} and {misfit}",
        RuleKind.ACCEPTED: (
            f"{name} is not null and not list_contains($accepted_{column.name}, {name})"
        ),
        RuleKind.RANGE: f"{value} is not null and not (isfinite({value}) and {inside})",
        RuleKind.EARLY: f"{name} < timestamp '{column.first_year}-01-01'",
        RuleKind.FUTURE: f"{name} > {latest}",
        RuleKind.ORPHAN: f"{name} is not null and {quoted(column.name + ' parent')} is null",
    }


def row_rules(table: Table, tables_given: frozenset[str]) -> tuple[Rule, ...]:
    """List the rules that one row can break by itself or by what it refers to.

    A reference that may be null is checked only where the table it refers to was given.
    """
    parents = {parent.column: parent.table for parent in table.parents}
    found = []
    for rule in rules(table):
        if rule.kind is RuleKind.DUPLICATE:
            continue
        if rule.kind is RuleKind.ORPHAN and rule.column is not None:
            is_optional = not table.column(rule.column).required
            if is_optional and parents[rule.column] not in tables_given:
                continue
        found.append(rule)
    return tuple(found)


def checked_select(
    table: Table, staged: Staged, tables_given: frozenset[str], *, is_cut: bool = False
) -> str:
    """Write the SELECT that gives every staged row its typed values and its first fault.

    Parameters bound by the caller: ``file`` and those of `bindings`; where the rows are cut to a
    range of the first parent's key also ``low`` and ``high``, either of them null when open.

    Returns
    -------
    str
        Columns: ``file_row``, ``staged_row``, the table's, those it carries over from its first
        parent, and ``rule_no`` (from 1, by `row_rules`; null for a row without fault).
    """
    row = "staged.file_row_number"
    file_row = f"coalesce(staged.{SOURCE_ROW}, {row} + 1)" if _has_rows(staged) else f"{row} + 1"
    parsed = [item for column in table.columns for item in parsed_columns(column, staged)]
    values = [value_columns(column, staged) for column in table.columns]
    flags = [given(column.name) for column in table.columns]
    numbers = [number(column.name) for column in table.columns if column.has_limits]
    used = row_rules(table, tables_given)
    whens = "\n".join(
        f"        when {broken(rule, table)} then {no}" for no, rule in enumerate(used, start=1)
    )
    carried = [f"parent_1.{quoted(name)}" for name in table.carried]
    return f"""
    with parsed as (
        select cast({file_row} as bigint) as file_row, {row} as staged_row,
            {", ".join(parsed)}
        from read_parquet($file, file_row_number = true) as staged
        {_category_join(table, staged)}
        {_cut("staged", table) if is_cut else ""}
    ),
    valued as (
        select file_row, staged_row, {", ".join([*values, *flags, *numbers])}
        from parsed
    ),
    related as (
        select {", ".join(["valued.*", *carried, *_parent_keys(table)])}
        from valued
        {_parent_joins(table, is_cut=is_cut)}
    )
    select file_row, staged_row,
        {listed([*(column.name for column in table.columns), *table.carried])},
        case
{whens}
        end as rule_no
    from related
    """  # noqa: S608 - identifiers of the contract


def keys_select(table: Table, staged: Staged) -> str:
    """Write the SELECT that gives number and typed key of every staged row that has one.

    Parameter bound by the caller: ``file``.
    """
    columns = [table.column(name) for name in table.key]
    parsed = [item for column in columns for item in parsed_columns(column, staged)]
    values = [value_columns(column, staged) for column in columns]
    there = " and ".join(f"{quoted(name)} is not null" for name in table.key)
    return f"""
    with parsed as (
        select staged.file_row_number as staged_row, {", ".join(parsed)}
        from read_parquet($file, file_row_number = true) as staged
    ),
    valued as (
        select staged_row, {", ".join(values)}
        from parsed
    )
    select staged_row, {listed(table.key)} from valued where {there}
    """  # noqa: S608 - identifiers of the contract


def _has_rows(staged: Staged) -> bool:
    return SOURCE_ROW in staged.types


def _category_join(table: Table, staged: Staged) -> str:
    return "\n".join(
        f"left join work.category_map on category_map.table_name = '{table.name}' "
        f"and category_map.raw_category = cast(staged.{quoted(column.name)} as varchar)"
        for column in table.columns
        if column.is_category and column.name in staged.types
    )


def _parent_keys(table: Table) -> list[str]:
    return [
        f"parent_{no}.{quoted(parent.column)} as {quoted(parent.column + ' parent')}"
        for no, parent in enumerate(table.parents, start=1)
    ]


def _cut(alias: str, table: Table) -> str:
    key = f"{alias}.{quoted(table.parents[0].column)}"
    return f"where ($low is null or {key} >= $low) and ($high is null or {key} < $high)"


def _parent_joins(table: Table, *, is_cut: bool) -> str:
    cuts = {1: _cut("parents", table)} if is_cut else {}
    return "\n".join(
        f"left join (from snapshot.{parent.table} as parents {cuts.get(no, '')}) as parent_{no} "
        f"on parent_{no}.{quoted(parent.column)} = valued.{quoted(parent.column)}"
        for no, parent in enumerate(table.parents, start=1)
    )


def bindings(table: Table, latest: object) -> dict[str, object]:
    """Give the values that `checked_select` binds beside ``file``.

    Parameters
    ----------
    table : Table
    latest : datetime
        UTC without zone; later times are in the future.
    """
    bound: dict[str, object] = {
        f"accepted_{column.name}": list(column.accepted)
        for column in table.columns
        if column.accepted
    }
    if any(column.kind in TIME_KINDS and not column.is_scheduled for column in table.columns):
        bound["latest"] = latest
    return bound
