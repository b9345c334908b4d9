"""Lay down what features are computed from: the calendar, and all purchases in numbers."""

import duckdb

from data.features.compute import INSTALLED, Recipe
from data.features.ranges import customer_ranges

CODED_CUSTOMERS = 250_000
# left in no order by windows and joins: a customer's rows, and a range's, are found fast only where
# they lie together
IN_ORDER = {"coded_orders": "customer_no, order_no", "coded_visits": "customer_no, visit_no"}


def create_calendar(con: duckdb.DuckDBPyConnection, recipe: Recipe = INSTALLED) -> None:
    """Create the table `calendar` in the connection's database from the reference files."""
    con.execute(f"create or replace table calendar as {recipe.sql('calendar')}")


def lay_down(
    con: duckdb.DuckDBPyConnection,
    *,
    is_temporary: bool = False,
    chunk_customers: int = CODED_CUSTOMERS,
    recipe: Recipe = INSTALLED,
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
    recipe : Recipe
    """
    con.execute(f"create or replace temp table codes as {recipe.sql('codes')}")
    kind = "temp table" if is_temporary else "table"
    for name in recipe.coded_whole:
        con.execute(f"create or replace {kind} {name} as {recipe.sql(name)}")
    ranges = customer_ranges(con, "customer_bounds", chunk_customers)
    for at, (first, following) in enumerate(ranges):
        values = {"first_customer": first, "next_customer": following}
        for name in recipe.coded[len(recipe.coded_whole) :]:
            opening = f"create or replace {kind} {name} as" if at == 0 else f"insert into {name}"
            is_sorted = name in IN_ORDER and not is_temporary
            ending = f"order by {IN_ORDER[name]}" if is_sorted else ""
            con.execute(f"{opening} {recipe.sql(name)} {ending}", values)
    con.execute("drop table temp.codes")
