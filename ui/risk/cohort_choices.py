"""The cohorts on the screen: built here, kept in the address as `a`, `b`, `c` and `d`."""

from collections.abc import Callable

import streamlit as st

from data.errors import ThinfileError
from desk.roles import Viewer
from scoring import cohort
from scoring.cohort import MOST, NAMES, Cohort, Condition
from ui import panel
from ui.risk import saved_cohorts

_SCORES = "scores"
_START = {"a": "depth_band:thin", "b": "depth_band:deep"}


def chosen() -> dict[str, Cohort]:
    """Give the cohorts of the address by letter; at first sight thin files against deep ones."""
    held = {name: st.query_params.get(name.lower(), "") for name in NAMES}
    if not any(held.values()) and not st.session_state.get("cohorts_touched"):
        st.query_params.update(_START)
        held = {name: _START.get(name.lower(), "") for name in NAMES}
    return {name: cohort.parse(text) for name, text in held.items() if text}


def build(viewer: Viewer, cohorts: dict[str, Cohort], values: Callable[[str], list[str]]) -> None:
    """Show the cohorts and let the reader add a condition or clear one.

    Parameters
    ----------
    viewer : Viewer
    cohorts : dict
        As given by `chosen`.
    values : callable
        Gives the names that an attribute takes.
    """
    known = cohort.attributes()
    with st.container(key="cohorts_build", horizontal=True, vertical_alignment="bottom"):
        letter = st.segmented_control(
            "Add to cohort", list(NAMES[:MOST]), default=NAMES[min(len(cohorts), MOST - 1)],
            required=True, key="cohorts_letter",
        )  # fmt: skip
        name = st.selectbox(
            "Condition", list(known), key="cohorts_attribute", width=280,
            format_func=lambda attribute: known[attribute].label,
        )  # fmt: skip
        if known[name].is_name:
            names = st.multiselect(
                "is one of", values(name), key=f"cohorts_names_{name}", width=320
            )
            condition = Condition(name, names=tuple(names)) if names else None
        else:
            least = st.number_input("from", value=None, key=f"cohorts_least_{name}", width=120)
            below = st.number_input("below", value=None, key=f"cohorts_below_{name}", width=120)
            is_open = least is None and below is None
            condition = None if is_open else Condition(name, least=least, below=below)
        st.button(
            "Add", key="cohorts_add", disabled=condition is None, on_click=_add,
            args=(str(letter), condition, cohorts),
        )  # fmt: skip
        saved_cohorts.offer(viewer, str(letter), cohorts)
    for letter, held in cohorts.items():
        with st.container(horizontal=True, vertical_alignment="center", key=f"cohorts_{letter}"):
            told = " ".join(f":gray-badge[{panel.escaped(part.says)}]" for part in held)
            st.markdown(f"**{letter}** {told}", width="content")
            st.button("Clear", key=f"cohorts_clear_{letter}", type="tertiary", on_click=_clear,
                      args=(letter,))  # fmt: skip


def _add(letter: str, condition: Condition | None, cohorts: dict[str, Cohort]) -> None:
    if condition is None:
        return
    others = tuple(
        part for part in cohorts.get(letter, ()) if part.attribute != condition.attribute
    )
    st.session_state["cohorts_touched"] = True
    st.query_params[letter.lower()] = cohort.written((*others, condition))


def _clear(letter: str) -> None:
    st.session_state["cohorts_touched"] = True
    st.query_params.pop(letter.lower(), None)


def refuse_broken() -> dict[str, Cohort]:
    """Give `chosen`, or say what is wrong with the link and stop the page."""
    try:
        return chosen()
    except ThinfileError as error:
        st.error(panel.escaped(str(error)))
        st.stop()


def closer(cohorts: dict[str, Cohort]) -> tuple[str, Cohort]:
    """Ask which cohort to look at closely; give its letter, and it with the chosen scores."""
    with st.container(horizontal=True, vertical_alignment="center", key="cohorts_closer"):
        st.markdown(":gray[Look closer at]", width="content")
        letter = st.segmented_control(
            "Look closer at", list(cohorts), default=next(iter(cohorts)), required=True,
            key="cohorts_of", bind="query-params", label_visibility="collapsed",
        )  # fmt: skip
        held = st.query_params.get(_SCORES, "")
        if not held.isdecimal():
            return str(letter), cohorts[str(letter)]
        least = float(held)
        st.markdown(f":gray-badge[applicants with a score of {least:g} to {least + 9:g}]")
        st.button("All scores", key="cohorts_all_scores", type="tertiary", on_click=_all_scores)
    condition = Condition("score", least=least, below=least + 10)
    others = tuple(part for part in cohorts[str(letter)] if part.attribute != "score")
    return str(letter), (*others, condition)


def take_mark(mark: str) -> None:
    """Look closer at a mark of the score chart, "A 600"."""
    letter, scores = mark.split(" ")
    st.session_state["cohorts_of"] = letter
    st.query_params[_SCORES] = scores


def _all_scores() -> None:
    st.query_params.pop(_SCORES, None)
