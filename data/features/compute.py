"""Compute the features of applications: a few in a page, all of a book in chunks of customers."""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import duckdb
import pandas as pd

from data.progress import Progress, silent

HERE = Path(__file__).parent
COMPARABLE = HERE.parent / "comparable"
KNOWN = (
    "known_customers",
    "known_orders",
    "known_totals",
    "known_lines",
    "known_categories",
    "known_visits",
    "known_loans",
    "known_instalments",
    "known_bureau",
)
SEEN_THROUGH = frozenset({"known_orders"})  # cheaper to look up again than to keep
FAMILIES = (
    "file_depth",
    "capacity",
    "regularity",
    "time_of_purchase",
    "basket",
    "payment_reliability",
    "bureau",
    "footprint",
    "browsing",
)
TABLES = ("facts", *(f"family_{family}" for family in FAMILIES))
COUNTS = ("rhythm_counts", "basket_counts")
CODED = ("coded_customers", "coded_categories", "coded_lines", "coded_orders", "coded_visits")
CODED_WHOLE = ("coded_customers", "coded_categories")
CHUNK_APPLICATIONS = 100_000
CODED_CUSTOMERS = 250_000


class FeatureEngine(Protocol):
    """Creates the tables `calendar`, `features` and the counts of comparable shoppers."""

    def __call__(self, con: duckdb.DuckDBPyConnection, *, progress: Progress) -> None:
        """Do it in the connection's current database, which holds the contract's tables."""


@cache
def sql(name: str, folder: Path = HERE) -> str:
    """Give the text of one of the SQL files of this folder."""
    return (folder / f"{name}.sql").read_text(encoding="utf-8")


def sql_hash() -> str:
    """Give the SHA-256 of everything that decides a feature's value, in hexadecimal.

    That is the feature SQL, the shim and the versioned reference files.
    """
    files = sorted([*HERE.glob("*.sql"), *(HERE.parent / "reference").glob("*.csv")])
    digest = sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the shim's functions; they last as long as the connection."""
    con.execute(sql("duckdb"))


def create_calendar(con: duckdb.DuckDBPyConnection) -> None:
    """Create the table `calendar` in the connection's database from the reference files."""
    con.execute(f"create or replace table calendar as {sql('calendar')}")


def lay_down(
    con: duckdb.DuckDBPyConnection,
    *,
    is_temporary: bool = False,
    chunk_customers: int = CODED_CUSTOMERS,
) -> None:
    """Create the coded tables, which the features are computed from, out of the contract's.

    They hold what no application changes, worked out once: local hours and months, flags, and a
    number for each text that is only compared.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection that was prepared, whose database holds the contract's tables, `book`,
        `calendar` and the reference tables.
    is_temporary : bool
        Put them into the connection's own memory, before tables of the same name.
    chunk_customers : int
        Customers at once, about: memory grows with it, not with the book.
    """
    con.execute(f"create or replace temp table codes as {sql('codes')}")
    kind = "temp table" if is_temporary else "table"
    for name in CODED_WHOLE:
        con.execute(f"create or replace {kind} {name} as {sql(name)}")
    ranges = customer_ranges(con, "customer_bounds", chunk_customers)
    for at, (first, following) in enumerate(ranges):
        values = {"first_customer": first, "next_customer": following}
        for name in CODED[len(CODED_WHOLE) :]:
            opening = f"create or replace {kind} {name} as" if at == 0 else f"insert into {name}"
            con.execute(f"{opening} {sql(name)}", values)
    con.execute("drop table temp.codes")


def set_scope(con: duckdb.DuckDBPyConnection, chosen: str, values: Mapping[str, object]) -> None:
    """Choose the applications to assess, as a temporary table `scope`.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection that was prepared.
    chosen : str
        The file that selects them: ``chosen_one``, ``chosen_customers`` or ``chosen_everyone``.
    values : Mapping[str, object]
        Exactly that file's ``$names``.
    """
    scope = f"with chosen as ({sql(chosen)}) select * from ({sql('scope')})"  # noqa: S608 - our files
    con.execute(f"create or replace temp table scope as {scope}", values)


def find_known(con: duckdb.DuckDBPyConnection, tables: Sequence[str] = KNOWN) -> None:
    """Collect what was known of the applications in scope, as temporary tables and views."""
    for name in tables:
        kind = "view" if name in SEEN_THROUGH else "table"
        con.execute(f"create or replace temp {kind} {name} as {sql(name)}")


def compute_families(con: duckdb.DuckDBPyConnection) -> None:
    """Compute the feature families of the applications in scope, as temporary tables."""
    for name in FAMILIES:
        con.execute(f"create or replace temp table family_{name} as {sql(name)}")
    con.execute(f"create or replace temp table facts as {sql('facts')}")


def assembled(con: duckdb.DuckDBPyConnection) -> str:
    """Write the SELECT that joins facts and families: numbers as DOUBLE, texts as they are.

    Their first column, `application_no`, only joins them.
    """
    columns = [column for table in TABLES for column in _listed(con, table)]
    joins = [
        f"join {table} on {table}.application_no = facts.application_no" for table in TABLES[1:]
    ]
    return "\n".join([f"select {', '.join(columns)}", "from facts", *joins])


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


def customer_ranges(
    con: duckdb.DuckDBPyConnection, bounds: str, rows: int
) -> list[tuple[str | None, str | None]]:
    """Cut the customers into ranges of about as many rows each.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection whose current database is a snapshot.
    bounds : str
        The file that counts the rows: ``chunk_bounds`` counts applications, ``customer_bounds``
        customers.
    rows : int
        How many rows a range holds, about.

    Returns
    -------
    list of (first, next)
        Ranges ``first <= customer_id < next`` in order; None is open.
    """
    found = con.execute(sql(bounds), {"rows": rows}).fetchall()
    return list(pairwise([None, *(str(row[0]) for row in found), None]))


def features_of(con: duckdb.DuckDBPyConnection, application_id: str) -> pd.DataFrame:
    """Compute one application's features afresh, from the contract's tables.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection (reading is enough) whose current database is a snapshot.
    application_id : str
        The application.

    Returns
    -------
    pandas.DataFrame
        One row with the columns of the table `features`; empty for an unknown application.
    """
    prepare(con)
    return frame_of(con, "chosen_one", {"application_id": application_id})


def frame_of(
    con: duckdb.DuckDBPyConnection, chosen: str, values: Mapping[str, object]
) -> pd.DataFrame:
    """Compute the features of chosen applications.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection that was prepared, whose current database is a snapshot; reading is enough.
    chosen : str
        The file that selects them: ``chosen_one``, ``chosen_customers`` or ``chosen_everyone``.
    values : Mapping[str, object]
        Exactly that file's ``$names``.

    Returns
    -------
    pandas.DataFrame
        The columns of the table `features`, sorted by customer and application.
    """
    set_scope(con, chosen, values)
    find_known(con)
    compute_families(con)
    # side by side in one order costs half of what joining them does
    parts = [con.execute(_in_order(con, table)).df() for table in TABLES]
    if len({len(part) for part in parts}) > 1:
        raise RuntimeError("every family should have one row for each application")
    return pd.concat(parts, axis=1)


def _in_order(con: duckdb.DuckDBPyConnection, table: str) -> str:
    listed = ", ".join(_listed(con, table))
    return f"select {listed} from {table} order by application_no"  # noqa: S608 - our tables


def _listed(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    listed = []
    for name, kind in _columns(con, table)[1:]:
        value = f"{table}.{name}"
        is_number = table != "facts" and kind != "VARCHAR"
        listed.append(f"cast({value} as double) as {name}" if is_number else value)
    return listed


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    described = con.execute(f"describe {table}").fetchall()
    return [(str(row[0]), str(row[1])) for row in described]


def _keep(con: duckdb.DuckDBPyConnection, table: str, select: str, *, is_first: bool) -> None:
    opening = f"create or replace table {table} as" if is_first else f"insert into {table}"
    con.execute(f"{opening} {select}")


def _forget(con: duckdb.DuckDBPyConnection) -> None:
    families = (f"family_{family}" for family in FAMILIES)
    for name in (*KNOWN, *families, "facts", "scope"):
        kind = "view" if name in SEEN_THROUGH else "table"
        con.execute(f"drop {kind} if exists temp.{name}")
