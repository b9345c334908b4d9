"""The cohorts on the screen: built here, held in the address as `a`, `b`, `c` and `d`.

Whoever comes back from another page finds those that were shown last.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import streamlit as st

from data.errors import ThinfileError
from desk.roles import Viewer
from scoring import cohort
from scoring.catalogue import Unit
from scoring.cohort import NAMES, Attribute, Cohort, Condition
from scoring.wording import Money
from ui import panel
from ui.risk import saved_cohorts

_SCORES, _SHOWN = "scores", "cohorts_shown"
_START = {"a": "depth_band:thin", "b": "depth_band:deep"}
_OFFERED = 40  # names of an attribute; months and lenders are all offered
_WHOLE = ("month", "lender")


def chosen() -> tuple[dict[str, Cohort], dict[str, ThinfileError]]:
    """Give the cohorts of the address by letter, and what is wrong with those that are none.

    At first sight they are thin files against deep ones.
    """
    held = _held()
    if not held:
        held = st.session_state.get(_SHOWN, _START)
        st.query_params.update(held)
    found: dict[str, Cohort] = {}
    broken: dict[str, ThinfileError] = {}
    for letter, text in held.items():
        try:
            found[letter.upper()] = cohort.parse(text)
        except ThinfileError as error:
            broken[letter.upper()] = error
    st.session_state[_SHOWN] = {name: held[name] for name in held if name.upper() in found}
    return found, broken


def tell(broken: Mapping[str, ThinfileError]) -> None:
    """Say what is wrong with cohorts of the address, and offer to clear each."""
    for letter, error in broken.items():
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"cohorts_broken_{letter}"
        ):
            st.error(f"**{letter}** {panel.escaped(str(error))}")
            _offer_to_clear(letter)


def _held() -> dict[str, str]:
    """Give what the address holds, by small letter."""
    asked = {name.lower(): st.query_params.get(name.lower(), "") for name in NAMES}
    return {letter: text for letter, text in asked.items() if text}


def build(
    viewer: Viewer, cohorts: dict[str, Cohort], values: Callable[[str], list[str]], money: Money
) -> None:
    """Show the cohorts and let the reader add a condition or clear one.

    Parameters
    ----------
    viewer : Viewer
    cohorts : dict
        As given by `chosen`.
    values : callable
        Gives the names that an attribute takes, the most frequent first.
    money : Money
    """
    known = cohort.attributes()
    with st.container(key="cohorts_build", horizontal=True, vertical_alignment="bottom"):
        letter = st.segmented_control(
            "Add to cohort", list(NAMES), required=True, key="cohorts_letter",
            default=next((name for name in NAMES if name not in cohorts), NAMES[-1]),
        )  # fmt: skip
        name = st.selectbox(
            "Condition", list(known), key="cohorts_attribute", width=280,
            format_func=lambda attribute: known[attribute].label,
        )  # fmt: skip
        condition = _ask(known[name], values, money)
        st.button(
            "Add", key="cohorts_add", disabled=condition is None, on_click=_add,
            args=(str(letter), condition, cohorts),
        )  # fmt: skip
        saved_cohorts.offer(viewer, str(letter), cohorts, money)
    for letter, held in cohorts.items():
        with st.container(horizontal=True, vertical_alignment="center", key=f"cohorts_{letter}"):
            said = (panel.escaped(part.says(money)) for part in held)
            told = " ".join(f":gray-badge[{part}]" for part in said)
            st.markdown(f"**{letter}** {told}", width="content")
            _offer_to_clear(letter)


def _ask(of: Attribute, values: Callable[[str], list[str]], money: Money) -> Condition | None:
    """Ask for a condition on an attribute, its numbers in the units that people use."""
    if of.is_name:
        names = _ask_names(of.name, values(of.name))
        return Condition(of.name, names=tuple(names)) if names else None
    if of.unit is Unit.FLAG:
        answer = st.selectbox(
            "is", ["yes", "no"], index=None, key=f"cohorts_flag_{of.name}", width=120
        )
        return None if answer is None else cohort.flag(of.name, is_set=answer == "yes")
    least, below = _ask_days(of.name) if of.unit is None else _ask_numbers(of, money)
    return None if least is None and below is None else Condition(of.name, (), least, below)


def _ask_names(name: str, every: list[str]) -> list[str]:
    newest_first = name == "month"
    offered = sorted(every, reverse=newest_first) if name in _WHOLE else every[:_OFFERED]
    part = "" if len(offered) == len(every) else (
        f": the {len(offered)} most frequent of {len(every):,}"
    )  # fmt: skip
    return st.multiselect(f"is one of{part}", offered, key=f"cohorts_names_{name}", width=320)


def _ask_numbers(of: Attribute, money: Money) -> tuple[float | None, float | None]:
    unit, size = of.asked_in(money)
    said = f", {unit}" if unit else ""
    given = [
        st.number_input(f"{word}{said}", value=None, key=f"cohorts_{end}_{of.name}", width=120)
        for word, end in (("from", "least"), ("below", "below"))
    ]
    least, below = (None if value is None else float(f"{value * size:.12g}") for value in given)
    return least, below


def _ask_days(name: str) -> tuple[float | None, float | None]:
    given = [
        st.date_input(word, value=None, key=f"cohorts_{end}_{name}", width=140)
        for word, end in (("from", "least"), ("before", "below"))
    ]
    least, below = (cohort.seconds(_midnight(day)) if day else None for day in given)
    return least, below


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _offer_to_clear(letter: str) -> None:
    st.button(
        "Clear", key=f"cohorts_clear_{letter}", type="tertiary", on_click=_clear, args=(letter,)
    )


def _add(letter: str, condition: Condition | None, cohorts: dict[str, Cohort]) -> None:
    if condition is None:
        return
    others = tuple(
        part for part in cohorts.get(letter, ()) if part.attribute != condition.attribute
    )
    st.query_params[letter.lower()] = cohort.written((*others, condition))


def _clear(letter: str) -> None:
    st.query_params.pop(letter.lower(), None)
    st.session_state[_SHOWN] = _held()


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
    # beside the cohort's own conditions, also on the score: all of them hold
    condition = Condition("score", least=least, below=least + 10)
    return str(letter), (*cohorts[str(letter)], condition)


def take_mark(mark: str) -> None:
    """Look closer at a mark of the score chart, "A 600"."""
    letter, scores = mark.split(" ")
    st.session_state["cohorts_of"] = letter
    st.query_params[_SCORES] = scores


def _all_scores() -> None:
    st.query_params.pop(_SCORES, None)
