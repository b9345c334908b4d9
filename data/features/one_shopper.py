"""The rows behind one application: statements planned once, run over its shopper's rows alone."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

import duckdb
import pandas as pd

from data.features import compute
from data.features.compute import INSTALLED

OF_CUSTOMER = "customer_id = $customer_id"
OF_NUMBER = "customer_no = $customer_no"
TAKEN = {  # what is laid aside: from which table of the snapshot, and how it is found there
    "scope": ("scopes", "application_id = $application_id returning customer_id, customer_no"),
    "orders": ("orders", OF_CUSTOMER),
    "coded_orders": ("coded_orders", OF_NUMBER),
    "order_lines": ("order_lines", OF_CUSTOMER),
    "visits": ("visits", OF_CUSTOMER),
    "coded_visits": ("coded_visits", OF_NUMBER),
    "bureau": ("bureau", OF_CUSTOMER),
    "applications": ("applications", OF_CUSTOMER),
    "loans": ("loans", "application_id in (select application_id from temp.applications)"),
    "instalments": ("instalments", "loan_id in (select loan_id from temp.loans)"),
}
READS = {
    "known_customers": (),
    "known_orders": ("orders", "coded_orders"),
    "known_lines": ("orders", "coded_orders", "order_lines"),
    "known_visits": ("visits", "coded_visits"),
    "known_loans": ("applications", "loans"),
    "known_instalments": ("applications", "loans", "instalments"),
    "known_bureau": ("bureau",),
}
UNREAD = {  # columns that no row as people read it has or is told from: the more, the slower
    "orders": (
        "amount",
        "discount",
        "channel",
        "instalment_count",
        "delivery_address_id",
        "status_at",
        "recorded_at",
    ),
    "coded_orders": (
        "month_no",
        "month_bit",
        "hour_cosine",
        "hour_sine",
        "payment_no",
        "payment_bit",
        "device_no",
        "address_no",
        "has_lines",
        "turn_no",
        "previous_at",
        "previous_known_at",
    ),
}
SCOPE = (
    "application_no",
    "customer_no",
    "application_id",
    "customer_id",
    "applied_at",
    "known_before",
    "registered_at",
)
VIEWS = ("known_orders", "known_visits", "known_loans")  # which others read

_free: WeakKeyDictionary[duckdb.DuckDBPyConnection, list["OneShopper"]] = WeakKeyDictionary()


def lay_down(con: duckdb.DuckDBPyConnection) -> None:
    """Create the table `scopes`: of each application, whose it is and what is known of it by when.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection that was prepared, whose current database holds the contract's tables, `book`
        and the coded tables.
    """
    scope = compute.scope("from applications")
    con.execute(f"create or replace table scopes as select {', '.join(SCOPE)} from ({scope})")  # noqa: S608 - our own names
    con.execute("create index scope_index on scopes (application_id)")


def known_of(
    con: duckdb.DuckDBPyConnection, application_id: str, tables: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    """Give the known rows of one application, on a cursor that is kept as long as its book.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book. Any number of threads may share it; those that come at once get a cursor
        each.
    application_id : str
    tables : tuple of str
        Some of the keys of `READS`.

    Returns
    -------
    dict of str to pandas.DataFrame
        By table, oldest row first; none of an application that the book lacks.
    """
    free = _free.setdefault(con, [])
    try:
        shopper = free.pop()
    except IndexError:
        shopper = OneShopper(con, "snapshot")
    rows = shopper.rows(application_id, tables)  # where that fails, the cursor is not kept
    free.append(shopper)
    return rows


class OneShopper:
    """A cursor whose tables hold one shopper's rows at a time, and statements over them.

    Most of what it takes to read one shopper is planning. Here the engine keeps its plans: those
    of statements that have no parameters and are not optimised, which so few rows do not need.
    The shopper's rows are found by constants, so that all others are passed over, and what is
    written down of them is never committed.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        A cursor is taken from it.
    database : str
        The database that holds the snapshot's tables.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, database: str) -> None:
        self._con = con.cursor()
        self._con.execute(f"use {database}")
        compute.prepare(self._con)
        self._taking = {}
        for name, (table, found) in TAKEN.items():
            every = f"select rowid as rowid, * from {database}.{table}"  # noqa: S608 - our own names
            # found before the snapshot's table of that name
            self._con.execute(f"create temp table {name} as {every} limit 0")
            left_out = f"exclude ({', '.join(UNREAD[name])})" if name in UNREAD else ""
            rows = f"select rowid as rowid, * {left_out} from {database}.{table}"  # noqa: S608 - our own names
            taking = f"insert into temp.{name} by name {rows} where {found}"
            self._taking[name] = self._con.extract_statements(taking)[0]
        for name in VIEWS:
            self._con.execute(f"create temp view {name} as {compute.sql(name)}")
        self._selected: set[str] = set()

    def rows(self, application_id: str, tables: tuple[str, ...]) -> dict[str, pd.DataFrame]:
        """Give the known rows of an application from some tables, as `known_of` does."""
        self._con.execute("begin; pragma enable_optimizer")
        of_whom = self._take("scope", {"application_id": application_id}) or (None, None)
        asked = dict(zip(("customer_id", "customer_no"), of_whom, strict=True))
        for name in dict.fromkeys(need for table in tables for need in READS[table]):
            self._take(name, asked)
        self._con.execute("pragma disable_optimizer")
        found = {table: self._known(table) for table in tables}
        self._con.execute("rollback")
        return found

    def _take(self, name: str, asked: Mapping[str, object]) -> tuple[object, ...] | None:
        """Lay rows aside, and give what the first returns: what others are found by."""
        taking = self._taking[name]
        wanted = {key: asked[key] for key in taking.named_parameters}
        return self._con.execute(taking, wanted or None).fetchone()

    def _known(self, table: str) -> pd.DataFrame:
        if table not in self._selected:
            if (INSTALLED.worded / f"{table}.sql").is_file():
                select = compute.sql(table, INSTALLED.worded)
            else:
                select = f"select * from ({compute.sql(table)}) order by all"  # noqa: S608 - ours
            self._con.execute(
                f"prepare select_{table} as select * exclude (application_no) from ({select})"  # noqa: S608
            )
            self._selected.add(table)
        return self._con.execute(f"execute select_{table}").df()
