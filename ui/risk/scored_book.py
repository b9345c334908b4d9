"""What every risk page stands on: a viewer, a scored book, and a span of applications."""

from dataclasses import dataclass

import streamlit as st

from desk.roles import Viewer
from ui import header, loaders, sign_in, states
from ui.book import BookInUse
from ui.header import Chip
from ui.risk import loaders as risk
from ui.risk import takeaway
from ui.risk.loaders import Period


@dataclass(frozen=True, slots=True)
class ScoredBook:
    """A book that a risk page may count.

    Parameters
    ----------
    viewer : Viewer
    book : BookInUse
    period : Period
        Of the viewer's applications.
    """

    viewer: Viewer
    book: BookInUse
    period: Period

    def head(self, title: str, chips: list[Chip]) -> None:
        """Draw the page's head, with what can be taken away; a simulated book says so."""
        doubt = [Chip("simulated data", is_doubt=True)] if self.book.is_simulated else []
        with header.show(title, [*chips, *doubt]):
            takeaway.offer(title, self.book)


def require(title: str) -> ScoredBook:
    """Give the book that a page counts, or say what is missing and end the page.

    Parameters
    ----------
    title : str
        The page's.
    """
    viewer = sign_in.viewer()
    book = loaders.book_in_use()
    if book is None:
        states.no_book()
    period = risk.period(viewer, book)
    if period is None or not book.is_scored:
        header.show(title, [])
        states.show("risk_unscored", states.NO_SCORES if period else states.NO_APPLICATIONS)
        st.stop()
    return ScoredBook(viewer, book, period)
