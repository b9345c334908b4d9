"""Roll the counts of comparable shoppers up into the groups that the pages compare with."""

from pathlib import Path

import duckdb

from data.features import compute, whole_book

LEAST_APPLICATIONS = 200
ROLLED_UP = ("comparable_sizes", "comparable_rhythm", "comparable_basket")


def build(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of comparable shoppers and drop the counts they come from.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Writable connection after `data.features.whole_book.compute`.
    """
    folder = Path(__file__).parent
    groups = compute.sql("comparable_groups", folder)
    con.execute(
        f"create or replace table comparable_groups as {groups}", {"least": LEAST_APPLICATIONS}
    )
    for name in ROLLED_UP:
        con.execute(f"create or replace table {name} as {compute.sql(name, folder)}")
    for name in whole_book.COUNTS:
        con.execute(f"drop table {name}")
