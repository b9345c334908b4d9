"""The frame around every page: who is here, where they can go, which book they look at."""

from pathlib import Path
from typing import Literal

import streamlit as st

from data.errors import ThinfileError
from data.home import Home
from desk.roles import Act, Viewer
from ui import bar, loaders, panel, places, sign_in, theme
from ui.book import BookInUse
from ui.theme import palette


def _page(place: Path, title: str, act: Act, url: str | None = None) -> st.Page:
    """Name a page, by its file unless told; the menu shows it to those who may do its act.

    Whoever comes by a link is told by the page itself what their role may not do.
    """
    may = viewer is None or viewer.may(act)
    return st.Page(
        place, title=title, url_path=url or place.stem, visibility="visible" if may else "hidden"
    )


def navigation(position: Literal["hidden", "top"]) -> tuple[st.Page, st.Page]:
    """Name the pages, a menu section a folder; return the one asked for, and the queue."""
    queue = _page(places.QUEUE, "Queue", Act.SEE_APPLICANTS)
    applicant = _page(places.APPLICANT, "Applicant", Act.SEE_APPLICANTS)
    score_new = _page(places.SCORE_NEW, "Score someone new", Act.DECIDE)
    portfolio = _page(places.PORTFOLIO, "Portfolio", Act.READ_RISK)
    cohorts = _page(places.COHORTS, "Cohorts", Act.READ_RISK)
    vintages = _page(places.VINTAGES, "Vintages", Act.READ_RISK)
    strategy = _page(places.STRATEGY, "Strategy lab", Act.READ_RISK)
    overrides = _page(places.OVERRIDES, "Overrides", Act.READ_RISK)
    performance = _page(places.PERFORMANCE, "Performance", Act.READ_RISK)
    stability = _page(places.STABILITY, "Stability", Act.READ_RISK)
    drivers = _page(places.DRIVERS, "Drivers", Act.READ_RISK)
    overview = _page(places.BOOK, "Book", Act.READ_DATA, "book")
    ledger = _page(places.LEDGER, "Ledger", Act.VERIFY)

    def home() -> None:
        """Send the bare address on: a default page would lose its own."""
        st.switch_page(queue)

    start = st.Page(home, title="Thinfile", default=True, visibility="hidden")
    sections = {
        "": [start],
        "Underwriting": [queue, applicant, score_new],
        "Risk": [portfolio, cohorts, vintages, overrides, strategy],
        "Model": [performance, drivers, stability],
        "Data": [overview],
        "Audit": [ledger],
    }
    return st.navigation(sections, position=position), queue


def book_or_waiting_model(viewer: Viewer) -> BookInUse | None:
    """Give the book in use; where none opens that has scores, a waiting model may be the remedy."""
    book = None
    try:
        book = loaders.book_in_use()
    finally:
        if book is None or not book.is_scored:
            from ui.risk.performance import waiting_model  # noqa: PLC0415 - seldom needed

            waiting_model.show_without_book(viewer, Home.from_environment())
    return book


st.set_page_config(page_title="Thinfile", layout="wide")
colours = palette(st.context.theme.type)
st.logo(theme.wordmark(colours), size="large")
st.html(f"<style>{theme.stylesheet(colours)}</style>")
sign_in.refuse_strangers()
viewer = sign_in.signed_in()
page, queue = navigation("hidden" if viewer is None else "top")
if viewer is None:
    sign_in.ask()
    st.stop()
try:
    bar.show(book_or_waiting_model(viewer), viewer)
    page.run()
except ThinfileError as error:
    st.error(panel.escaped(str(error)))
    st.page_link(queue, label="Go to the queue")
