"""Takes text rows into an in-memory snapshot, without the sandbox."""

import dataclasses
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data import contract, intake, settings, snapshot
from data.staging import Staged
from data.table import Table
from tests.data.lender import Rows

AS_OF = datetime(2026, 6, 1)
ANYTHING_GOES = settings.Settings(
    currency="EUR",
    minor_digits=2,
    timezone="UTC",
    time_precision=None,
    as_of=AS_OF,
    is_simulated=False,
    reject_default=1.0,
    reject_limits=(),
    categories={"Windeln": "baby"},
    bad_days_past_due=90,
    outcome_window_months=6,
)


def strict() -> settings.Settings:
    """Give the default threshold."""
    return dataclasses.replace(ANYTHING_GOES, reject_default=settings.DEFAULT_LIMIT)


def new_snapshot() -> duckdb.DuckDBPyConnection:
    """Give an empty snapshot in memory, with its meta tables."""
    con = duckdb.connect(":memory:", config={"threads": 1})
    con.execute("set TimeZone = 'UTC'")
    for name in ("snapshot", "protected", "work"):
        con.execute(f"attach ':memory:' as {name}")
    con.execute("use snapshot")
    for name in snapshot.META:
        con.execute(snapshot.sql(name))
    con.execute(
        "create table ref_categories as select unnest(['groceries', 'baby', 'other']) as category"
    )
    for table in contract.TABLES:
        intake.create(con, table)
    return con


def staged(folder: Path, table: str, rows: Rows) -> Staged:
    """Write text rows to Parquet, as a CSV would be staged."""
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in rows[0]}
    path = folder / f"{table}.parquet"
    pq.write_table(pa.table(columns), path)
    return Staged(table, path, len(rows), dict.fromkeys(columns, "VARCHAR"))


def take_in(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    table: Table,
    rows: Rows,
    given: frozenset[str],
    chosen: settings.Settings = ANYTHING_GOES,
) -> intake.Counts:
    """Check text rows and put them where they belong."""
    return intake.take_in(
        con, table, staged(folder, table.name, rows), chosen, latest=AS_OF, tables_given=given
    )


def take_in_parents(
    con: duckdb.DuckDBPyConnection, folder: Path, table: Table, made: dict[str, Rows]
) -> None:
    """Take in whatever a table refers to, from good rows."""
    for parent in table.parents:
        above = contract.table(parent.table)
        found = con.execute(f"select count(*) from {above.name}").fetchone()
        if found == (0,):
            take_in_parents(con, folder, above, made)
            take_in(con, folder, above, made[above.name], frozenset(made))
