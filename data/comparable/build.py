"""Put the chunks' counts of comparable shoppers together, by lender, product and depth of file."""

from pathlib import Path

import duckdb

from data.features import compute, whole_book

ROLLED_UP = ("comparable_sizes", "comparable_rhythm", "comparable_basket")


def build(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of comparable shoppers and drop the counts they come from.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Writable connection after `data.features.whole_book.compute`.
    """
    folder = Path(__file__).parent
    for name in ROLLED_UP:
        con.execute(f"create or replace table {name} as {compute.sql(name, folder)}")
    for name in whole_book.COUNTS:
        con.execute(f"drop table {name}")
