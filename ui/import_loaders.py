"""The caches of what the import kept and rejected, keyed by the book in use."""

import pandas as pd
import streamlit as st

from data import read
from data.book import Book
from data.home import Home
from desk.roles import Act, Viewer, require
from ui import loaders
from ui.book import NAMED, BookInUse

_TABLES = 16


@st.cache_resource(max_entries=_TABLES, show_spinner=False, hash_funcs=NAMED)
def _status(home: Home, book: Book, name: str, _of: BookInUse) -> pd.DataFrame:
    del home, book
    return read.query(loaders.connection(_of), name)


def imported_tables(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give the tables of the contract: given or not, rows read, kept and rejected."""
    require(viewer, Act.READ_DATA)
    return _status(book.home, book.book, "status_tables", book)


def rejects(viewer: Viewer, book: BookInUse) -> pd.DataFrame:
    """Give the rules that rejected rows, and how many."""
    require(viewer, Act.READ_DATA)
    return _status(book.home, book.book, "status_rejects", book)


@st.cache_resource(max_entries=_TABLES, show_spinner=False, hash_funcs=NAMED)
def _reject_rows(
    home: Home, book: Book, table_name: str, rule: str, most: int, _of: BookInUse
) -> pd.DataFrame:
    del home, book
    con = loaders.connection(_of)
    return read.query(con, "overview_reject_rows", table_name=table_name, rule=rule, most=most)


def reject_rows(
    viewer: Viewer, book: BookInUse, table_name: str, rule: str, *, most: int
) -> pd.DataFrame | None:
    """Give the first rows that a rule rejected from a table.

    They are whole rows of the files, of anybody's applicants: None unless the viewer sees every
    lender.
    """
    require(viewer, Act.READ_DATA)
    if viewer.lender_ids is not None:
        return None
    return _reject_rows(book.home, book.book, table_name, rule, most, book)
