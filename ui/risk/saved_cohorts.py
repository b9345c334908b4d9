"""Cohorts under a name: kept in the ledger, put on the screen by anyone who reads the page."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from data.errors import ThinfileError
from desk.roles import Act, Viewer
from desk.work import cohort_list
from desk.work.cohort_list import KeptCohort
from scoring import cohort
from scoring.cohort import Cohort
from ui import answers, panel, words
from ui.cases import office

ABOUT = "cohorts"


def offer(viewer: Viewer, letter: str, cohorts: Mapping[str, Cohort]) -> None:
    """Offer to put a kept cohort under a letter, and to keep the one that stands there."""
    with st.popover("Kept cohorts", type="tertiary"):
        kept = cohort_list.kept(office.ledger(), viewer)
        if kept:
            _take(viewer, letter, kept)
        else:
            st.markdown(":gray[None is kept yet.]")
        if viewer.may(Act.WRITE_DRAFTS) and letter in cohorts:
            name = st.text_input(f"Keep {letter} as", key="cohorts_name", max_chars=60)
            written = cohort.written(cohorts[letter])
            st.button(
                f"Keep {letter}",
                key="cohorts_keep",
                width="stretch",
                disabled=not name.strip(),
                on_click=_keep,
                args=(viewer, name, written, f"Cohort '{name.strip()}' is kept."),
            )


def cuts(viewer: Viewer) -> dict[str, str]:
    """Give the kept cohorts that a page can cut by: as written, to "by cohort" and the name.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    kept = cohort_list.kept(office.ledger(), viewer)
    return {one.cohort: f"by cohort {name}" for name, one in kept.items()}


def _take(viewer: Viewer, letter: str, kept: Mapping[str, KeptCohort]) -> None:
    name = st.selectbox("Kept", list(kept), key="cohorts_kept", label_visibility="collapsed")
    one = kept[name]
    told = "; ".join(part.says for part in cohort.parse(one.cohort))
    st.markdown(
        f":gray[{panel.escaped(told)}, by {panel.escaped(one.kept_by)}, {words.moment(one.kept_at)}"
        " UTC]"
    )
    st.button(
        f"Show it as {letter}",
        key="cohorts_take",
        width="stretch",
        type="primary",
        on_click=_show,
        args=(letter, one.cohort),
    )
    if viewer.may(Act.WRITE_DRAFTS):
        st.button(
            "Take it off the list",
            key="cohorts_drop",
            width="stretch",
            on_click=_keep,
            args=(viewer, name, "", f"Cohort '{name}' is off the list."),
        )


def _show(letter: str, written: str) -> None:
    st.session_state["cohorts_touched"] = True
    st.query_params[letter.lower()] = written


def _keep(viewer: Viewer, name: str, written: str, said: str) -> None:
    act = f"cohort:{name.strip()}"
    write = partial(cohort_list.keep, office.ledger(), name=name, written=written)
    try:
        write(by=office.by(viewer, act))
    except ThinfileError as error:
        answers.refuse(ABOUT, str(error))
    else:
        answers.say(ABOUT, said)
    office.done(act)
