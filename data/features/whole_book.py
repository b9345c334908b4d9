"""Compute the features of all applications of a book, in chunks of customers."""

from typing import Protocol

import duckdb

from data.features.coded import create_calendar, lay_down
from data.features.compute import (
    FAMILIES,
    HERE,
    KNOWN,
    SEEN_THROUGH,
    assembled,
    compute_families,
    find_known,
    prepare,
    set_scope,
    sql,
)
from data.features.ranges import customer_ranges
from data.progress import Progress, silent

COMPARABLE = HERE.parent / "comparable"
COUNTS = ("rhythm_counts", "basket_counts")
CHUNK_APPLICATIONS = 100_000


class FeatureEngine(Protocol):
    """Creates the tables `calendar`, `features` and the counts of comparable shoppers."""

    def __call__(self, con: duckdb.DuckDBPyConnection, *, progress: Progress) -> None:
        """Do it in the connection's current database, which holds the contract's tables."""


def compute(
    con: duckdb.DuckDBPyConnection,
    *,
    progress: Progress = silent,
    chunk_applications: int = CHUNK_APPLICATIONS,
) -> None:
    """Create the tables `calendar`, `features` and the counts of comparable shoppers.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Writable connection whose current database holds the contract's tables, `book` and the
        reference tables.
    progress : Progress
        Told of each chunk.
    chunk_applications : int
        Applications at once, about: memory grows with it, not with the book.
    """
    prepare(con)
    create_calendar(con)
    lay_down(con)
    chunks = customer_ranges(con, "chunk_bounds", chunk_applications)
    for at, (first, following) in enumerate(chunks):
        progress("features", at, len(chunks))
        values = {"first_customer": first, "next_customer": following}
        set_scope(con, "chosen_customers", values)
        find_known(con)
        compute_families(con)
        _keep(con, "features", assembled(con), is_first=at == 0)
        for name in COUNTS:
            _keep(con, name, sql(name, COMPARABLE), is_first=at == 0)
    _forget(con)
    progress("features", len(chunks), len(chunks))


def create_tables(con: duckdb.DuckDBPyConnection) -> str:
    """Create `calendar`, and `features` and the counts without a row, for another engine to fill.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        As for `compute`.

    Returns
    -------
    str
        The SELECT that joins facts and families, as `assembled` gives it.
    """
    prepare(con)
    create_calendar(con)
    lay_down(con)
    set_scope(con, "chosen_one", {"application_id": None})
    find_known(con)
    compute_families(con)
    select = assembled(con)
    _keep(con, "features", select, is_first=True)
    for name in COUNTS:
        _keep(con, name, sql(name, COMPARABLE), is_first=True)
    _forget(con)
    return select


def _keep(con: duckdb.DuckDBPyConnection, table: str, select: str, *, is_first: bool) -> None:
    opening = f"create or replace table {table} as" if is_first else f"insert into {table}"
    con.execute(f"{opening} {select}")


def _forget(con: duckdb.DuckDBPyConnection) -> None:
    families = (f"family_{family}" for family in FAMILIES)
    for name in (*KNOWN, *families, "facts", "scope"):
        kind = "view" if name in SEEN_THROUGH else "table"
        con.execute(f"drop {kind} if exists temp.{name}")
