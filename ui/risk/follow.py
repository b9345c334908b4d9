"""From a mark or a row to the people behind it: a cohort on its page, or one applicant."""

from collections.abc import Iterable

import streamlit as st

from scoring import cohort
from scoring.cohort import Condition
from ui import places

_ASKED = "followed"
_APPLICATION, _COHORT = "application", "cohort"
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


def go() -> None:
    """Go where the reader asked to; the page ends here then."""
    kind, _, name = st.session_state.pop(_ASKED, NOBODY).partition(" ")
    if kind == _APPLICATION:
        st.switch_page(places.APPLICANT, query_params={"application": name})
    if kind == _COHORT:
        st.switch_page(places.COHORTS, query_params={"a": name})
