"""From a mark or a row to the people behind it: a cohort on its page, or one applicant."""

from collections.abc import Iterable

import streamlit as st

from scoring.risk.cohorts import cohort
from scoring.risk.cohorts.cohort import Condition
from ui import places

_ASKED = "followed"
_LEFT = "followed_from"
_APPLICATION, _COHORT = "application", "cohort"
_WAYS = {_APPLICATION: (places.APPLICANT, "application"), _COHORT: (places.COHORTS, "a")}
NOBODY = ""


def applicant(application_id: object) -> str:
    """Write a link to one applicant."""
    return f"{_APPLICATION} {application_id}"


def people(conditions: Iterable[Condition | None]) -> str:
    """Write a link to the cohort that meets some conditions; `NOBODY` where one cannot be said."""
    given = list(conditions)
    said = tuple(one for one in given if one is not None)
    return f"{_COHORT} {cohort.written(said)}" if said and len(said) == len(given) else NOBODY


def to(link: str) -> None:
    """Ask for what a link names; a callback of a chart or table, followed by the next run."""
    if link:
        st.session_state[_ASKED] = link


def go(title: str) -> None:
    """Go where the reader asked to, and give back what a page showed to who returns to it.

    The page ends here then. On the way out Streamlit writes the new page's address over the old
    one, so that the browser's way back would lead to a page of which nothing is chosen.

    Parameters
    ----------
    title : str
        The page's.
    """
    kind, _, name = st.session_state.pop(_ASKED, NOBODY).partition(" ")
    if kind in _WAYS:
        page, asked = _WAYS[kind]
        shown = {one: st.query_params.get_all(one) for one in st.query_params}
        st.session_state[_LEFT] = (title, {asked: [name]}, shown)
        st.switch_page(page, query_params={asked: name})
    left, over, shown = st.session_state.get(_LEFT, (None, None, None))
    if left == title and over == {one: st.query_params.get_all(one) for one in st.query_params}:
        del st.session_state[_LEFT]
        st.query_params.from_dict(shown)
        st.rerun()
