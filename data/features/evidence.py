"""The rows behind a feature: what was known of one application, each row with its flags."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pandas as pd

from data.errors import ThinfileError
from data.features import compute

WORDED = Path(__file__).with_name("worded")
SUMMED_UP = ("known_totals", "known_categories", "known_spending")
TABLES = tuple(name for name in compute.KNOWN if name not in SUMMED_UP)
ORDERED = ("known_orders", "known_lines")
NEEDS = {
    "known_orders": "known_orders",
    "known_lines": "known_orders",
    "known_visits": "known_visits",
    "known_instalments": "known_loans",
}


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
        One frame for each of `TABLES`, oldest row first.
    """
    return _of_book(con, application_id, TABLES)


def known_rows(con: duckdb.DuckDBPyConnection, application_id: str, table: str) -> pd.DataFrame:
    """Give what was known of one application from one table, oldest first.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book, as given by `data.book.open_book`; a cursor is taken from it.
    application_id : str
        The application.
    table : str
        One of `TABLES`, such as ``known_orders``.

    Returns
    -------
    pandas.DataFrame
        The rows, with one boolean column for each flag that features count by.

    Raises
    ------
    ThinfileError
        When there is no such table of known rows.
    """
    if table not in TABLES:
        raise ThinfileError(f"Wanted one of {', '.join(TABLES)}; got '{table}'.")
    return _of_book(con, application_id, (table,))[table]


def rows_of(
    con: duckdb.DuckDBPyConnection, application_id: str, tables: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    """Give the known rows of one application from some tables.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection that was prepared, whose current database is a snapshot; reading is enough.
    application_id : str
    tables : tuple of str
        Some of `TABLES`.

    Returns
    -------
    dict of str to pandas.DataFrame
        By table; orders, lines and visits with the words that features leave out.
    """
    compute.set_scope(con, "chosen_one", {"application_id": application_id})
    needed = sorted({NEEDS[name] for name in tables if name in NEEDS})
    compute.find_known(con, needed)
    return {name: _rows(con, name, is_found=name in needed) for name in tables}


def _of_book(
    con: duckdb.DuckDBPyConnection, application_id: str, tables: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    # planning takes the time, not reading: two connections plan on two cores
    halves = [
        tuple(name for name in tables if (name in ORDERED) is is_ordered)
        for is_ordered in (True, False)
    ]
    with ThreadPoolExecutor(len(halves)) as workers:
        found = [workers.submit(_half, con, application_id, half) for half in halves if half]
        rows = {name: frame for half in found for name, frame in half.result().items()}
    return {name: rows[name] for name in tables}


def _half(
    con: duckdb.DuckDBPyConnection, application_id: str, tables: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        compute.prepare(cursor)
        try:
            return rows_of(cursor, application_id, tables)
        except (duckdb.CatalogException, duckdb.BinderException) as unfit:
            raise ThinfileError(
                f"The book in use was built by another version of Thinfile ({unfit}). "
                "Build, score and publish it again."
            ) from unfit


def _rows(con: duckdb.DuckDBPyConnection, table: str, *, is_found: bool) -> pd.DataFrame:
    if (WORDED / f"{table}.sql").is_file():
        select = compute.sql(table, WORDED)
    elif is_found:
        select = f"select * from temp.{table} order by all"  # noqa: S608 - our own names
    else:  # read by none of the others: no temporary table, which would take longer
        select = f"select * from ({compute.sql(table)}) order by all"  # noqa: S608 - our own text
    return con.execute(f"select * exclude (application_no) from ({select})").df()  # noqa: S608 - our own text
