"""What a page says when there is nothing to show: why, and what to do about it."""

from typing import NoReturn

import pandas as pd
import streamlit as st

from ui import places
from ui.panel import card

NO_BOOK = (
    "No book was published yet, so there is nothing to show. `make run` builds the demo book; "
    "`python -m data build`, then `python -m scoring publish`, use a lender's own files."
)
NO_APPLICATIONS = (
    "This book has no applications: its source brought purchases only, so nobody asks for credit "
    "and nothing can be scored. Add the table **applications** to the source, then build again."
)
NO_SCORES = (
    "This book has no scores yet, because no model was trained on loans whose outcome is known. "
    "`python -m scoring train`, `score` and `publish` make them, once the source brings "
    "**outcomes**, or **loans** and **instalments** to derive them from."
)


def show(name: str, text: str) -> None:
    """Write a message in a card, where the content would stand."""
    with card(name):
        st.markdown(text)


def no_book() -> NoReturn:
    """Say that nothing was published, and stop the page."""
    show("no_book", NO_BOOK)
    st.stop()


def why_unscored(imported: pd.DataFrame) -> str:
    """Say why a book has no scores.

    Parameters
    ----------
    imported : pandas.DataFrame
        Its tables, with `rows_kept`.
    """
    applications = imported.loc[imported["table_name"] == "applications", "rows_kept"].sum()
    return NO_SCORES if applications else NO_APPLICATIONS


def ask_for_application() -> NoReturn:
    """Ask which application to open, and stop the page until one is named."""
    with card("applicant_ask"):
        st.markdown("This page shows one application. Name it, or choose one in the queue.")
        asked = st.text_input("Application id", key="applicant_asked", width=320)
        st.page_link(places.QUEUE, label=":blue[To the queue]")
    if asked:
        st.query_params["application"] = asked.strip()
        st.rerun()
    st.stop()
