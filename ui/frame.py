"""The frame around every page: who is here, where they can go, which book they look at."""

from typing import Literal

import streamlit as st

from data.errors import ThinfileError
from desk.roles import Act
from ui import bar, loaders, places, sign_in, theme
from ui.theme import palette


def navigation(position: Literal["hidden", "top"]) -> tuple[st.Page, st.Page]:
    """Name the pages, a menu section a folder; return the one asked for, and the queue."""
    queue = st.Page(places.QUEUE, title="Queue", url_path="queue")
    applicant = st.Page(places.APPLICANT, title="Applicant", url_path="applicant")
    score_new = st.Page(places.SCORE_NEW, title="Score someone new", url_path="score_new")
    overview = st.Page(places.BOOK, title="Book", url_path="book")
    audits = viewer is not None and viewer.may(Act.VERIFY)
    ledger = st.Page(
        places.LEDGER,
        title="Ledger",
        url_path="ledger",
        visibility="visible" if audits else "hidden",
    )
    portfolio = st.Page(places.PORTFOLIO, title="Portfolio", url_path="portfolio")
    cohorts = st.Page(places.COHORTS, title="Cohorts", url_path="cohorts")
    strategy = st.Page(places.STRATEGY, title="Strategy lab", url_path="strategy")

    def home() -> None:
        """Send the bare address on: a default page would lose its own."""
        st.switch_page(queue)

    start = st.Page(home, title="Thinfile", default=True, visibility="hidden")
    sections = {
        "": [start],
        "Underwriting": [queue, applicant, score_new],
        "Risk": [portfolio, cohorts, strategy],
        "Data": [overview],
        "Audit": [ledger],
    }
    return st.navigation(sections, position=position), queue


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
    bar.show(loaders.book_in_use(), viewer)
    page.run()
except ThinfileError as error:
    st.error(str(error))
    st.page_link(queue, label="Go to the queue")
