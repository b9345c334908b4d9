"""The cohorts on the screen: built here, held in the address as `a`, `b`, `c` and `d`.

Whoever comes back from another page finds those that were shown last.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from data.errors import ThinfileError
from desk.roles import Viewer
from scoring.catalogue import Unit
from scoring.risk.cohorts import cohort
from scoring.risk.cohorts.cohort import NAMES, Attribute, Cohort, Condition
from scoring.wording import Money
from ui import panel, places, words
from ui.charts.rhythm import WEEKDAYS
from ui.risk.cohorts import saved_cohorts

_SCORES, _HOUR, _SHOWN, PAGE = "scores", "hour", "cohorts_shown", "cohorts_page"
_DAYS, _HOURS = tuple("0123456"), tuple(str(hour) for hour in range(24))
_LISTED = 100  # applications of a page
_START = {"a": "depth_band:thin", "b": "depth_band:deep"}
_MONTHS = ("month", "vintage", "decided")
_OFFERED = 40  # names of an attribute; months and lenders are all offered
_WHOLE = ("month", "lender", "vintage", "decided")


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
    newest_first = name in _MONTHS
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


@dataclass(frozen=True, slots=True)
class Closer:
    """What is looked at closely.

    Parameters
    ----------
    letter : str
        The cohort's.
    cohort : Cohort
        With the chosen scores.
    hour : (int, int) or None
        Weekday (0 = Monday) and hour in which the applicants listed have ordered.
    says : str
        Who they are, in words.
    """

    letter: str
    cohort: Cohort
    hour: tuple[int, int] | None
    says: str


def closer(cohorts: dict[str, Cohort], buyers_of: Callable[[int], int | None]) -> Closer:
    """Ask which cohort to look at closely, and say which of its marks was chosen.

    Parameters
    ----------
    cohorts : dict
        As given by `chosen`.
    buyers_of : callable
        Gives of how many random applications of a cohort, by its place, it is asked when they
        buy; None where of all.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="cohorts_closer"):
        st.markdown(":gray[Look closer at]", width="content")
        letter = str(st.segmented_control(
            "Look closer at", list(cohorts), default=next(iter(cohorts)), required=True,
            key="cohorts_of", bind="query-params", label_visibility="collapsed",
        ))  # fmt: skip
        found = marked(letter, cohorts[letter], partial(buyers_of, list(cohorts).index(letter)))
        if found.says != letter:
            st.markdown(f":gray-badge[applicants {found.says.removeprefix(f'{letter}, ')}]")
            st.button("All of it", key="cohorts_all", type="tertiary", on_click=_all)
        st.page_link(
            places.STRATEGY,
            label=f":blue[Move the cut-offs for {letter} alone]",
            query_params={"strategy_cohort": cohort.written(cohorts[letter])},
        )
    return found


def marked(letter: str, chosen: Cohort, buyers_of: Callable[[], int | None]) -> Closer:
    """Give what of a cohort the marks in the address leave; the rest as in `closer`."""
    hour, told = None, [letter]
    scores = st.query_params.get(_SCORES, "")
    if scores.isdecimal():
        least = float(scores)
        # beside the cohort's own conditions, also on the score: all of them hold
        chosen = (*chosen, Condition("score", least=least, below=least + 10))
        told.append(f"with a score of {least:g} to {least + 9:g}")
    day, _, at = st.query_params.get(_HOUR, "").partition("-")
    if day in _DAYS and at in _HOURS:
        hour = int(day), int(at)
        told.append(f"with an order on {WEEKDAYS[hour[0]]} from {at} to {hour[1] + 1} h")
        of = buyers_of()
        if of is not None:
            told.append(f"among {words.count(of, 'random application')} of {letter}")
    return Closer(letter, chosen, hour, ", ".join(told))


def take_mark(mark: str) -> None:
    """Look closer at a mark of the score chart, "600 A"; without a letter, the cohort stays."""
    scores, _, letter = mark.partition(" ")
    if letter:
        st.session_state["cohorts_of"] = letter
    st.query_params[_SCORES] = scores
    _from_the_first_page()


def take_hour(mark: str) -> None:
    """Look closer at a mark of the rhythm canvas, "0-20" for Monday from 20 h on."""
    st.query_params[_HOUR] = mark
    _from_the_first_page()


def page(applications: int, key: str) -> slice:
    """Ask which page of so many applications to list, by a widget of that key; give its places."""
    pages = max(-(-applications // _LISTED), 1)
    at = 1 if pages == 1 else st.pagination(pages, key=key)
    return slice(_LISTED * (at - 1), _LISTED * at)


def _from_the_first_page() -> None:
    st.session_state.pop(PAGE, None)


def _all() -> None:
    for name in (_SCORES, _HOUR):
        st.query_params.pop(name, None)
    _from_the_first_page()
