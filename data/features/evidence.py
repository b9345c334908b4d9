"""The rows behind a feature: what was known of one application, each row with its flags."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pandas as pd

from data.errors import ThinfileError
from data.features import compute, one_shopper
from data.features.compute import INSTALLED, Recipe

SUMMED_UP = ("known_totals", "known_categories", "known_spending")
TABLES = tuple(name for name in compute.KNOWN if name not in SUMMED_UP)
ORDERED = ("known_orders", "known_lines")


def known(
    con: duckdb.DuckDBPyConnection, application_id: str, recipe: Recipe = INSTALLED
) -> dict[str, pd.DataFrame]:
    """Give everything that was known of one application, by table of known rows.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book, as given by `data.book.open_book`; a cursor is taken from it.
    application_id : str
        The application.
    recipe : Recipe
        How; by default as this version does.

    Returns
    -------
    dict of str to pandas.DataFrame
        One frame for each of `TABLES`, oldest row first.
    """
    tables = tuple(name for name in recipe.known if name not in SUMMED_UP)
    return _of_book(con, application_id, tables, recipe)


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
    return _of_book(con, application_id, (table,), INSTALLED)[table]


def rows_of(
    con: duckdb.DuckDBPyConnection,
    application_id: str,
    tables: tuple[str, ...],
    recipe: Recipe = INSTALLED,
) -> dict[str, pd.DataFrame]:
    """Give the known rows of one application from some tables, over all that the book holds.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection that was prepared, whose current database is a snapshot; reading is enough.
    application_id : str
    tables : tuple of str
        Some of `TABLES`.
    recipe : Recipe

    Returns
    -------
    dict of str to pandas.DataFrame
        By table; orders, lines and visits with the words that features leave out.
    """
    compute.set_scope(con, "chosen_one", {"application_id": application_id}, recipe)
    needed = sorted({recipe.needs[name] for name in tables if name in recipe.needs})
    compute.find_known(con, needed, recipe)
    return {name: _rows(con, name, recipe, is_found=name in needed) for name in tables}


def _of_book(
    con: duckdb.DuckDBPyConnection, application_id: str, tables: tuple[str, ...], recipe: Recipe
) -> dict[str, pd.DataFrame]:
    # each statement has a cost of its own, however few its rows: two connections share them
    halves = [
        tuple(name for name in tables if (name in ORDERED) is is_ordered)
        for is_ordered in (True, False)
    ]
    with ThreadPoolExecutor(len(halves)) as workers:
        found = [
            workers.submit(_half, con, application_id, half, recipe) for half in halves if half
        ]
        rows = {name: frame for half in found for name, frame in half.result().items()}
    return {name: rows[name] for name in tables}


def _half(
    con: duckdb.DuckDBPyConnection, application_id: str, tables: tuple[str, ...], recipe: Recipe
) -> dict[str, pd.DataFrame]:
    if recipe is not INSTALLED:
        with con.cursor() as cursor:
            cursor.execute("use snapshot")
            compute.prepare(cursor, recipe)
            return rows_of(cursor, application_id, tables, recipe)
    try:
        return one_shopper.known_of(con, application_id, tables)
    except (duckdb.CatalogException, duckdb.BinderException) as unfit:
        raise ThinfileError(
            f"The book in use was built by another version of Thinfile ({unfit}). "
            "Build, score and publish it again."
        ) from unfit


def _rows(
    con: duckdb.DuckDBPyConnection, table: str, recipe: Recipe, *, is_found: bool
) -> pd.DataFrame:
    if (recipe.worded / f"{table}.sql").is_file():
        select = compute.sql(table, recipe.worded)
    elif is_found:
        select = f"select * from temp.{table} order by all"  # noqa: S608 - our own names
    else:  # read by none of the others: no temporary table, which would take longer
        select = f"select * from ({recipe.sql(table)}) order by all"  # noqa: S608 - our own text
    return con.execute(f"select * exclude (application_no) from ({select})").df()  # noqa: S608 - our own text
