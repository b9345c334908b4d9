"""What a risk page exports: figures as SVG and PNG, tables as CSV and Parquet, itself as PDF."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from ui import panel
from ui.book import BookInUse
from ui.fragments import fragment
from ui.risk.takeaway import export, report

_HERE = Path(__file__)


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "thinfile_takeaway",
        html='<div class="takeaway"></div>',
        css=_HERE.with_suffix(".css").read_text("utf-8"),
        js=_HERE.with_suffix(".js").read_text("utf-8"),
        isolate_styles=False,
    )


@fragment
def offer(title: str, book: BookInUse) -> None:
    """Offer the page, its figures and its tables; nothing is made before it is asked for.

    Parameters
    ----------
    title : str
        The page's.
    book : BookInUse
        Whose numbers it shows.
    """
    name = title.lower().replace(" ", "_")
    with st.popover("Export", type="tertiary", key=f"export_{name}", on_change="rerun") as list_of:
        if not list_of.open:
            return
        asked = _component()(key=f"takeaway_{name}", on_page_change=_nothing)
        if asked.page:
            _save(asked.page, name, book)
        export.offer()


def _save(page: Mapping[str, object], name: str, book: BookInUse) -> None:
    with panel.errors_in_words():
        made = report.pdf(report.shown(page), _source(book), datetime.now(UTC))
        st.download_button(
            "Save the PDF",
            made,
            file_name=f"{name}.pdf",
            mime="application/pdf",
            key=f"report_{name}",
            on_click="ignore",
        )


def _nothing() -> None:
    """Let the component tell when it was asked."""


def _source(book: BookInUse) -> str:
    simulated = " · simulated data" if book.is_simulated else ""
    return f"Thinfile · book {book.book.snapshot} · model {book.book.model}{simulated}"
