"""The features of written histories, by the very SQL that computes those of the book."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from data.features import coded, compute

HERE = Path(__file__).parent
WRITTEN = (
    "customers",
    "applications",
    "orders",
    "order_lines",
    "visits",
    "bureau",
    "loans",
    "instalments",
)


def features_of(con: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Compute the features of histories that stand in no book.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book, which gives the calendar, the reference files and what it says of itself; a
        cursor is taken from it.
    tables : mapping of str to pyarrow.Table
        Every table of `WRITTEN` in the contract's columns (`order_lines` with `customer_id`);
        they stand in the place of the book's. Applications whose id is their customer's are
        assessed; others only carry their loans.

    Returns
    -------
    pandas.DataFrame
        The columns of the table `features`, in the order of `tables["customers"]`.
    """
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        compute.prepare(cursor)
        for name in WRITTEN:  # found before the book's table of that name
            cursor.register("written", tables[name])
            cursor.execute(f"create or replace temp table {name} as from written")
            cursor.unregister("written")
        coded.lay_down(cursor, is_temporary=True)
        whole = {"first_customer": None, "next_customer": None}
        compute.set_scope(cursor, "chosen_customers", whole)
        cursor.execute(compute.sql("scope_assessed", HERE))
        found = compute.frame_of_scope(cursor)
    return in_their_order(found, tables)


def in_their_order(found: pd.DataFrame, tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Order features as the histories were given."""
    order = tables["customers"]["customer_id"].to_pylist()
    return found.set_index("application_id", drop=False).reindex(order).reset_index(drop=True)
