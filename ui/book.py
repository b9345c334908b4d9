"""The book in use, as pages speak of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from data import read
from data.book import Book
from data.home import Home
from scoring.wording import Money

# what caches know a book by: taking each of its parts apart costs a page a tenth of its time
NAMED: dict[str | type[Any], Callable[[Any], Any]] = {Home: repr, Book: repr}


@dataclass(frozen=True, slots=True)
class BookInUse:
    """What the bar says of the book, and what pages need to write its numbers.

    Parameters
    ----------
    home : Home
        Where it lies.
    book : Book
        Its parts, by name.
    source : str
    money : Money
        Its currency.
    timezone, time_precision : str
    as_of, built_at : datetime
        UTC: the book's "today", and when it was built.
    is_simulated : bool
    """

    home: Home
    book: Book
    source: str
    money: Money
    timezone: str
    time_precision: str
    as_of: datetime
    built_at: datetime
    is_simulated: bool

    @property
    def is_scored(self) -> bool:
        """Whether the book has a model and its scores."""
        return self.book.scores is not None

    @property
    def age(self) -> timedelta:
        """How long ago it was built."""
        return datetime.now(UTC).replace(tzinfo=None) - self.built_at


def describe(con: duckdb.DuckDBPyConnection, home: Home, book: Book) -> BookInUse:
    """Read what an open book says of itself."""
    row = read.query(con, "book_in_use").iloc[0]
    return BookInUse(
        home=home,
        book=book,
        source=str(row["source"]),
        money=Money(str(row["currency"]), int(row["minor_digits"])),
        timezone=str(row["timezone"]),
        time_precision=str(row["time_precision"]),
        as_of=row["as_of"].to_pydatetime(),
        built_at=row["built_at"].to_pydatetime(),
        is_simulated=bool(row["is_simulated"]),
    )
