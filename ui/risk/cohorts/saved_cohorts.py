"""Cohorts under a name: kept in the ledger, put on the screen by anyone who reads the page."""

from collections.abc import Mapping

import streamlit as st

from data.errors import ThinfileError
from desk.roles import Act, Viewer
from desk.work import cohort_list
from desk.work.cohort_list import KeptCohort
from scoring.risk.cohorts import cohort
from scoring.risk.cohorts.cohort import Cohort
from scoring.wording import Money
from ui import panel, words
from ui.cases import office

ABOUT = "cohorts"


def offer(viewer: Viewer, letter: str, cohorts: Mapping[str, Cohort], money: Money) -> None:
    """Offer to put a kept cohort under a letter, and to keep the one that stands there."""
    with st.popover("Kept cohorts", type="tertiary"):
        kept = cohort_list.kept(office.ledger(), viewer)
        if kept:
            _take(viewer, letter, kept, money)
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


def cuts(
    viewer: Viewer, own: Mapping[str, str], key: str, called: str = "by cohort"
) -> dict[str, str]:
    """Give what a page can be cut by, with what it is called: its own cuts, then kept cohorts.

    A cohort that the link writes out, and that is not on the list, is offered beside them. What
    the link names and nobody can find is said in words.

    Parameters
    ----------
    viewer : Viewer
    own : mapping
        The page's own cuts, each with what it is called.
    key : str
        Of the widget that asks for the cut, which the address holds by what it is called.
    called : str
        What a kept cohort's name stands after.

    Returns
    -------
    dict
        Cohorts as written, called so and by their name.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    kept = cohort_list.kept(office.ledger(), viewer)
    found = dict(own) | {one.cohort: f"{called} {name}" for name, one in kept.items()}
    asked = st.query_params.get(key, "")
    if not asked or asked in found.values():
        return found
    try:
        cohort.parse(asked)
    except ThinfileError:
        st.warning(
            f"This link asks for '{panel.escaped(asked)}', which is not on the list of cuts and "
            "kept cohorts, or not any more. Choose another."
        )
        return found
    return found | {asked: asked}


def named(cut: str, called: str) -> str:
    """Name what a page is cut by within a sentence."""
    return "a cohort not on the list" if called == cut else called.removeprefix("by ")


def defined(cut: str, called: str, money: Money) -> str:
    """Say what a cohort that cuts a page is: its conditions in words."""
    told = "; ".join(part.says(money) for part in cohort.parse(cut))
    return f"a cohort not on the list: {told}" if called == cut else f"the cohort: {told}"


def _take(viewer: Viewer, letter: str, kept: Mapping[str, KeptCohort], money: Money) -> None:
    name = st.selectbox("Kept", list(kept), key="cohorts_kept", label_visibility="collapsed")
    one = kept[name]
    told = "; ".join(part.says(money) for part in cohort.parse(one.cohort))
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
    st.query_params[letter.lower()] = written


def _keep(viewer: Viewer, name: str, written: str, said: str) -> None:
    office.attempt(
        viewer,
        f"cohort:{name.strip()}",
        ABOUT,
        lambda by: cohort_list.keep(office.ledger(), by, name=name, written=written),
        lambda _: said,
    )
