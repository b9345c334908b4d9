"""What the book was built from and how good its model is, as cards."""

import pandas as pd
import streamlit as st

from scoring.models.manifest import Manifest
from ui import bar, book_tables, panel, rejected, sortable, words
from ui.book import BookInUse
from ui.header import Chip
from ui.panel import escaped

EXAMPLES = 5
ROWS_OF_ALL = (
    "The rows themselves may be of any lender's applicants: those who see every lender read them."
)


def chips(book: BookInUse) -> list[Chip]:
    """Name the book: its id, source, age, currency and clock."""
    listed = [
        Chip(f"id {book.book.snapshot}"),
        Chip(f"source {book.source}"),
        Chip(f"built {words.moment(book.built_at)} UTC, {words.age(book.age)} ago"),
        Chip(f"as of {words.day(book.as_of)}"),
        Chip(f"money in {book.money.currency}, times in {book.timezone}"),
    ]
    if book.time_precision == "day":
        listed.append(Chip("days only: no time of day in this source", is_doubt=True))
    if book.is_simulated:
        listed.append(Chip("simulated data", is_doubt=True))
    return listed


def show_tables(imported: pd.DataFrame) -> None:
    """Show the rows read, kept and rejected of every table."""
    with panel.card("book_tables"):
        st.markdown(":gray[Tables of the contract: rows read = rows kept + rows rejected]")
        panel.tabulate(book_tables.tables(imported), key="book_tables")


def choose_reject(found: pd.DataFrame) -> tuple[str, str] | None:
    """Show the rules that rejected rows; return the table and rule whose rows to show."""
    if found.empty:
        st.markdown(":gray[Rejected rows: none. Every row of every table fits the contract.]")
        return None
    st.markdown(":gray[Rejected rows by rule; choose one for examples]")
    table = book_tables.rejects(found)
    event = st.dataframe(
        sortable.shown(table),
        placeholder=sortable.unknown(table),
        key="book_rejects",
        hide_index=True,
        height="content",
        row_height=28,
        column_config=panel.separated(table),
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
    )
    row = panel.chosen_row(event) or 0
    return str(found["table_name"].iloc[row]), str(found["rule"].iloc[row])


def show_reject_rows(table_name: str, rule: str, rows: pd.DataFrame | None) -> None:
    """Show the first rejected rows of a table and rule; None where the viewer may not see them."""
    if rows is None:
        st.markdown(f":gray[{ROWS_OF_ALL}]")
        return
    what = f"{words.plain(table_name)}, {words.plain(rule)}"
    st.markdown(f":gray[The first {len(rows)} rows rejected from {escaped(what)}]")
    named = rows.assign(table_name=table_name, rule=rule)
    panel.tabulate(rejected.readable(named), key="book_reject_rows")


def show_missing(imported: pd.DataFrame) -> None:
    """Show which optional tables are missing and which features that costs."""
    missing = book_tables.missing(imported)
    with panel.card("book_missing"):
        if missing.empty:
            st.markdown(":gray[Missing tables: none. Every feature is available at this lender.]")
            return
        st.markdown(":gray[Missing optional tables, and the features that are missing with them]")
        panel.tabulate(missing, key="book_missing")


def show_model(model: Manifest) -> None:
    """Show what the model was trained on and how well it does."""
    bar.warn(model.warnings)
    with panel.card("book_model"):
        best = escaped(model.best_feature.label.lower())
        st.markdown(
            f":gray[Model {escaped(model.version)}, trained {words.moment(model.trained_at)} UTC "
            f"as of {words.day(model.as_of)}: {len(model.features)} features, {model.trees} trees; "
            f"metrics with 95 % intervals, beside those of the best single feature ({best})]"
        )
        panel.tabulate(book_tables.samples(model), key="book_samples")


def show_calibration(model: Manifest) -> None:
    """Show default predicted and observed, out of time."""
    with panel.card("book_calibration"):
        st.markdown(":gray[Calibration of the model, out of time: default predicted and observed]")
        panel.tabulate(book_tables.bands(model), key="book_bands")
