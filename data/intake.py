"""Takes one staged table into the snapshot: kept rows sorted, the others into `rejects`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from data import checks, faults, in_order, rejects
from data.checks import listed, quoted
from data.errors import ThinfileError
from data.settings import Settings
from data.staging import SOURCE_ROW, Staged
from data.table import Column, Kind, Table

DUPLICATE = "duplicate key"
PACKED = " using compression zstd"  # a third to half of the time that a dictionary takes


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a table's rows; ``rows_read == rows_kept + rows_rejected``.

    Parameters
    ----------
    table : str
    rows_read, rows_kept, rows_rejected : int
    """

    table: str
    rows_read: int
    rows_kept: int
    rows_rejected: int


def home_of(table: Table) -> str:
    """Name the attached database in which a table lies."""
    return "protected" if table.is_protected else "snapshot"


def create(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Make the empty table, with the columns of the contract and those it carries over."""
    columns = [
        f"{quoted(column.name)} {column.kind}{' not null' if column.required else ''}"
        f"{PACKED if _hardly_repeats(table, column) else ''}"
        for column in table.columns
    ]
    columns.extend(f"{quoted(name)} VARCHAR not null" for name in table.carried)
    con.execute(f"create table {home_of(table)}.{table.name} ({', '.join(columns)})")


def _hardly_repeats(table: Table, column: Column) -> bool:
    """Tell whether rows, or a few at a time, have an id of their own here and lie by another."""
    return (
        column.name == table.key[0] and column.kind is Kind.TEXT and table.sort_by[0] != column.name
    )


def take_in(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    staged: Staged,
    settings: Settings,
    *,
    latest: datetime,
    tables_given: frozenset[str],
) -> Counts:
    """Check a staged table and put its rows where they belong.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        With ``snapshot``, ``protected`` and ``work`` attached; the table exists and is empty.
    table : Table
    staged : Staged
    settings : Settings
        Category names and thresholds.
    latest : datetime
        UTC without zone; later times are in the future.
    tables_given : frozenset of str
        Names of all the tables that were given.

    Raises
    ------
    ThinfileError
        When more rows are rejected than the threshold allows, or the file turns out damaged.
    """
    try:
        return _take_in(con, table, staged, settings, latest=latest, tables_given=tables_given)
    except (duckdb.Error, UnicodeDecodeError) as broken:
        words = faults.of_the_file(str(broken))
        if words is None or faults.of_the_machine(str(broken)) is not None:
            raise
        raise ThinfileError(f"Wanted the rows of {table.name}, but {words}") from broken


def _take_in(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    staged: Staged,
    settings: Settings,
    *,
    latest: datetime,
    tables_given: frozenset[str],
) -> Counts:
    _map_categories(con, table, staged, settings)
    con.execute("create table work.duplicates (staged_row bigint, file_row bigint)")
    checked = f"({checks.checked_select(table, staged, tables_given)}) as checked"
    bound = {"file": str(staged.path), **checks.bindings(table, latest)}
    keys_rise = in_order.keys_rise(con, table, staged)
    twice = 0 if keys_rise else _count_duplicates(con, table, staged, checked, bound)
    kept = _keep(con, table, staged, bound, tables_given, keys_rise=keys_rise)
    _find_faulty(con, checked, bound, expected=staged.rows - kept - twice)
    names = [rule.name for rule in checks.row_rules(table, tables_given)]
    columns = [name for name in staged.types if name != SOURCE_ROW]
    shown = [name for name in columns if name in table.key] if table.is_protected else columns
    rejects.write(con, table, staged, [*names, DUPLICATE], shown)
    rejected = rejects.judge(con, table, staged.rows, settings)
    con.execute("drop table work.faulty")
    con.execute("drop table work.duplicates")
    counts = Counts(table.name, staged.rows, kept, rejected)
    if staged.rows != kept + rejected:
        raise RuntimeError(f"rows were lost or made up in the checks: {counts}")
    return counts


def _map_categories(
    con: duckdb.DuckDBPyConnection, table: Table, staged: Staged, settings: Settings
) -> None:
    """Map every category name of the table to the closed list, or to `other`; count the rows."""
    for column in table.columns:
        if not column.is_category or column.name not in staged.types:
            continue
        con.execute(
            f"""
            insert into work.category_map
            with given as (
                select cast({quoted(column.name)} as varchar) as raw_category, count(*) as rows_read
                from read_parquet($file)
                group by all
            ),
            named as (
                select unnest($raw) as raw_category, unnest($mapped) as category
            )
            select
                $table, given.raw_category,
                coalesce(named.category, ref_categories.category, 'other'), given.rows_read
            from given
            left join named on named.raw_category = given.raw_category
            left join snapshot.ref_categories as ref_categories
                on ref_categories.category = lower(trim(given.raw_category))
            where trim(given.raw_category) <> ''
            """,  # noqa: S608 - identifiers of the contract
            {
                "file": str(staged.path),
                "table": table.name,
                "raw": list(settings.categories.keys()),
                "mapped": list(settings.categories.values()),
            },
        )


def _count_duplicates(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    staged: Staged,
    checked: str,
    bound: dict[str, object],
) -> int:
    """Mark every row without fault whose key an earlier row without fault has; count them.

    Keys are hashed first: few rows share a hash, and only those are looked at closely.
    """
    key = listed(table.key)
    con.execute(
        f"""
        create table work.suspects as
        select hash({key}) as key_hash
        from ({checks.keys_select(table, staged)})
        group by key_hash
        having count(*) > 1
        """,  # noqa: S608 - identifiers of the contract
        {"file": str(staged.path)},
    )
    if con.execute("select count(*) from work.suspects").fetchone() != (0,):
        con.execute(
            f"""
            insert into work.duplicates
            with counted as (
                select staged_row, file_row, row_number() over (
                    partition by {key} order by file_row, staged_row
                ) as occurrence
                from {checked}
                semi join work.suspects on suspects.key_hash = hash({key})
                where rule_no is null
            )
            select staged_row, file_row from counted where occurrence > 1
            """,  # noqa: S608 - identifiers of the contract
            bound,
        )
    con.execute("drop table work.suspects")
    found = con.execute("select count(*) from work.duplicates").fetchone()
    return int(found[0]) if found else 0


def _find_faulty(
    con: duckdb.DuckDBPyConnection, checked: str, bound: dict[str, object], *, expected: int
) -> None:
    """Collect the rows that break a rule of their own; a table without any is not read again."""
    con.execute("create table work.faulty (staged_row bigint, file_row bigint, rule_no integer)")
    if expected:
        con.execute(
            f"""
            insert into work.faulty
            select staged_row, file_row, rule_no from {checked} where rule_no is not null
            """,  # noqa: S608 - identifiers of the contract
            bound,
        )


def listed_as(alias: str, names: Sequence[str]) -> str:
    """Quote and join identifiers, each behind an alias."""
    return ", ".join(f"{alias}.{quoted(name)}" for name in names)


def _keep(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    staged: Staged,
    bound: dict[str, object],
    tables_given: frozenset[str],
    *,
    keys_rise: bool,
) -> int:
    """Insert the rows without fault in the table's order, one range of them after another."""
    carried_rises = in_order.carried_rises(con, table)
    ranges = in_order.ranges(con, table, staged) if carried_rises else [in_order.WHOLE]
    is_cut = len(ranges) > 1
    is_followed = keys_rise and carried_rises and table.sort_by == (*table.carried, *table.key)
    # a number is sorted by in three quarters of the time that names take
    order = ["staged_row"] if is_followed else table.sort_by
    checked = checks.checked_select(table, staged, tables_given, is_cut=is_cut)
    columns = [*(column.name for column in table.columns), *table.carried]
    insert = f"""
        insert into {home_of(table)}.{table.name} ({listed(columns)})
        select {listed_as("checked", columns)}
        from ({checked}) as checked
        anti join work.duplicates on duplicates.staged_row = checked.staged_row
        where checked.rule_no is null
        order by {listed_as("checked", order)}
        """  # noqa: S608 - identifiers of the contract
    rows = 0
    seams = set()
    for low, high in ranges:
        seams.add(rows)
        ends = {"low": low, "high": high} if is_cut else {}
        inserted = con.execute(insert, {**bound, **ends}).fetchone()
        rows += int(inserted[0]) if inserted else 0
    name = f"{home_of(table)}.{table.name}"
    if not in_order.holds_at(con, name, table.sort_by, sorted(seams - {0, rows})):
        _sort(con, table)
    return rows


def _sort(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Make the table anew, so that no deleted row stands between its rows."""
    home = home_of(table)
    con.execute(f"alter table {home}.{table.name} rename to unsorted")
    create(con, table)
    con.execute(
        f"insert into {home}.{table.name} from {home}.unsorted order by {listed(table.sort_by)}"
    )
    con.execute(f"drop table {home}.unsorted")
