"""The rows behind a feature: what was known of one application, each row with its flags."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pandas as pd

from data.errors import ThinfileError
from data.features import compute, one_shopper

SUMMED_UP = ("known_totals", "known_categories", "known_spending")
TABLES = tuple(name for name in compute.KNOWN if name not in SUMMED_UP)
ORDERED = ("known_orders", "known_lines")


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


def _of_book(
    con: duckdb.DuckDBPyConnection, application_id: str, tables: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    # each statement has a cost of its own, however few its rows: two connections share them
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
    try:
        return one_shopper.known_of(con, application_id, tables)
    except (duckdb.CatalogException, duckdb.BinderException) as unfit:
        raise ThinfileError(
            f"The book in use was built by another version of Thinfile ({unfit}). "
            "Build, score and publish it again."
        ) from unfit
