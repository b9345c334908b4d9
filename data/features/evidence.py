"""The rows behind a feature: what was known of one application, each row with its flags."""

import duckdb
import pandas as pd

from data.errors import ThinfileError
from data.features import compute

NEEDS = {"known_lines": "known_orders", "known_instalments": "known_loans"}


def known(con: duckdb.DuckDBPyConnection, application_id: str) -> dict[str, pd.DataFrame]:
    """Give everything that was known of one application, by table of known rows.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book, as given by `data.book.open_book`; a cursor is taken from it.
    application_id : str
        The application.

    Returns
    -------
    dict of str to pandas.DataFrame
        One frame for each of `data.features.compute.KNOWN`, in the order of their columns.
    """
    with con.cursor() as cursor:
        _prepare(cursor, application_id)
        return {name: _rows(cursor, name) for name in compute.KNOWN}


def known_rows(con: duckdb.DuckDBPyConnection, application_id: str, table: str) -> pd.DataFrame:
    """Give what was known of one application from one table, oldest first.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book, as given by `data.book.open_book`; a cursor is taken from it.
    application_id : str
        The application.
    table : str
        One of `data.features.compute.KNOWN`, such as ``known_orders``.

    Returns
    -------
    pandas.DataFrame
        The rows, with one boolean column for each flag that features count by.

    Raises
    ------
    ThinfileError
        When there is no such table of known rows.
    """
    if table not in compute.KNOWN:
        raise ThinfileError(f"Wanted one of {', '.join(compute.KNOWN)}; got '{table}'.")
    with con.cursor() as cursor:
        _prepare(cursor, application_id)
        if table in NEEDS:
            compute.find_known(cursor, [NEEDS[table]])
        return _rows(cursor, table)


def _prepare(cursor: duckdb.DuckDBPyConnection, application_id: str) -> None:
    cursor.execute("use snapshot")
    compute.prepare(cursor)
    compute.set_scope(cursor, "chosen_one", {"application_id": application_id})


def _rows(cursor: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    if table in NEEDS.values():
        compute.find_known(cursor, [table])
        source = f"temp.{table}"
    else:  # read by none of the others: no temporary table, which would take longer
        source = f"({compute.sql(table)})"
    return cursor.execute(f"select * from {source} order by all").df()  # noqa: S608 - our own names
