"""Every cache of the app, and nothing else: thin wraps, bounded, keyed by the book in use."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb
import streamlit as st

from data import book as books
from data import read
from data.book import Book
from data.home import Home

_BOOKS = 2  # the one in use, and the one before it while its last scripts end


@dataclass(frozen=True, slots=True)
class BookInUse:
    """What the bar says of the book, and what pages need to write its numbers.

    Parameters
    ----------
    book : Book
        Its parts, by name.
    currency, minor_digits
        Money is minor units of this currency.
    as_of, built_at : datetime
        UTC: the book's "today", and when it was built.
    is_simulated : bool
    source, timezone, time_precision : str
    """

    book: Book
    source: str
    currency: str
    minor_digits: int
    timezone: str
    time_precision: str
    as_of: datetime
    built_at: datetime
    is_simulated: bool

    @property
    def model(self) -> str | None:
        """Version of the model; None before the first."""
        return self.book.model

    @property
    def age(self) -> timedelta:
        """How long ago it was built."""
        return datetime.now(UTC).replace(tzinfo=None) - self.built_at


@st.cache_resource(max_entries=_BOOKS, show_spinner=False, on_release=duckdb.DuckDBPyConnection.close)
def connection(home: Home, book: Book) -> duckdb.DuckDBPyConnection:
    """Keep a book open, read-only; every query takes a cursor of its own."""
    return books.open_book(home, book)
