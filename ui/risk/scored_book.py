"""What every risk page stands on: a viewer, a scored book, and a span of applications."""

from dataclasses import dataclass

import streamlit as st

from desk.roles import Viewer
from ui import header, loaders, sign_in, states, words
from ui.book import BookInUse
from ui.header import Chip
from ui.risk import follow
from ui.risk import loaders as risk
from ui.risk.loaders import Period
from ui.risk.takeaway import export, takeaway

_OF_ALL = (
    "your lenders' applications; samples, challengers and bins of the model are of all lenders"
)


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

    def head(
        self,
        title: str,
        chips: list[Chip],
        *,
        tells_decisions: bool = True,
        counts_desk: bool = False,
        tells_model: bool = False,
    ) -> None:
        """Draw the page's head, with what can be taken away.

        A simulated book says so. A page that counts the desk's decisions beside the book's says how
        many; another says how many the book lacks: they come with `python -m desk export` and the
        next build. One that asks for no decisions need not tell. Where numbers of the model stand
        beside those of some lenders alone, the page says so.
        """
        doubt = [Chip("simulated data", is_doubt=True)] if self.book.is_simulated else []
        since = len(risk.decided_since(self.viewer, self.book)) if tells_decisions else 0
        if since:
            told = f"{words.count(since, 'decision')} of the desk"
            has = "since this book counted" if counts_desk else "not in this book yet"
            doubt.append(Chip(f"{told} {has}", is_doubt=not counts_desk))
        if tells_model and self.viewer.lender_ids is not None:
            doubt.append(Chip(_OF_ALL, is_doubt=True))
        with header.show(title, [*chips, *doubt]):
            takeaway.offer(title, self.book)


def require(title: str) -> ScoredBook:
    """Give the book that a page counts, or say what is missing and end the page.

    Who chose a mark or a row on it goes where that leads.

    Parameters
    ----------
    title : str
        The page's.
    """
    follow.go(title)
    export.begin()
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
