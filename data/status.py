"""What `python -m data status` says of the book in use, as text."""

from datetime import UTC, datetime, timedelta

import duckdb
import pandas as pd
from rich.table import Table

from data import book, read
from data.home import Home


def age(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was, in the largest whole unit of days, hours or minutes.

    Parameters
    ----------
    moment, now : datetime
        Both UTC with zone.
    """
    passed = now - moment
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        if passed >= length:
            number = passed // length
            return f"{number} {unit}{'' if number == 1 else 's'} ago"
    return f"{max(0, passed // timedelta(minutes=1))} min ago"


def chosen(home: Home) -> tuple[book.Book, bool]:
    """Give the book in use, or else the newest snapshot as a book that was not published.

    Returns
    -------
    (Book, bool)
        The book, and whether it is in use.

    Raises
    ------
    ThinfileError
        When there is neither, or the pointer is corrupt.
    """
    current = book.current(home)
    if current is not None:
        return current, True
    newest = book.newest_snapshot(home)
    return book.Book(newest, None, None, datetime.now(UTC)), False


def headline(con: duckdb.DuckDBPyConnection, shown: book.Book, *, is_current: bool) -> list[str]:
    """Say which book it is, of what, how old, and with which model."""
    now = datetime.now(UTC)
    row = read.query(con, "status_book").iloc[0]
    built = pd.Timestamp(row["built_at"]).to_pydatetime().replace(tzinfo=UTC)
    simulated = ", simulated" if row["is_simulated"] else ""
    lines = [
        f"Book {shown.snapshot} ({row['source']}, {row['currency']}{simulated})",
        f"  as of {row['as_of']:%Y-%m-%d %H:%M} UTC, built {age(built, now)}",
    ]
    if not is_current:
        lines.append("  not in use: no book is. Publish it: python -m scoring publish")
    else:
        scored = f"model {shown.model}" if shown.model else "no model, so nothing is scored"
        lines.append(f"  in use since {age(shown.published_at, now)}, {scored}")
    return lines


def tables(con: duckdb.DuckDBPyConnection) -> Table:
    """Lay out rows read, kept and rejected of each table."""
    shown = Table("table", "rows read", "kept", "rejected", title="Tables")
    for row in read.query(con, "status_tables").to_dict(orient="records"):
        if row["is_derived"]:
            shown.add_row(row["table_name"], "derived from instalments", "", "")
        elif not row["is_given"]:
            shown.add_row(row["table_name"], "not given", "", "")
        else:
            shown.add_row(
                row["table_name"],
                f"{row['rows_read']:,}",
                f"{row['rows_kept']:,}",
                f"{row['rows_rejected']:,}",
            )
    return shown


def rejects(con: duckdb.DuckDBPyConnection) -> Table | None:
    """Lay out the rejected rows by rule; None when there are none."""
    found = read.query(con, "status_rejects")
    if found.empty:
        return None
    shown = Table("table", "rule", "rows", "first row", "why more are allowed", title="Rejects")
    for row in found.to_dict(orient="records"):
        shown.add_row(
            row["table_name"],
            row["rule"],
            f"{row['rows_rejected']:,}",
            f"{row['first_file_row']:,}",
            row["reason"] if isinstance(row["reason"], str) else "",
        )
    return shown
