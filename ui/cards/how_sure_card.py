"""How sure the score is of a thin file: the interval in words, and which reasons would stand."""

from collections.abc import Callable

import streamlit as st

from data.errors import ThinfileError
from scoring.catalogue import Family
from scoring.explain.explanation import Explanation
from scoring.explain.uncertainty import Doubt
from ui import explaining, panel, words
from ui.cases.matter import Matter
from ui.fragments import fragment

SOON = 0.1  # seconds after the page's first paint
PENDING = "How far the score could have fallen out otherwise is being computed."
UNASKED = "How far the score could have fallen out otherwise is not kept for decided applications."
TOO_THIN = (
    "Orders in fewer than two weeks: nothing can be said of how the purchases could have fallen "
    "out otherwise. A person looks."
)
TOO_LONG = (
    "So long a history is not drawn again: nothing can be said of how the purchases could have "
    "fallen out otherwise. A person looks."
)
MEANS = (
    "About nine of ten such histories score in here; it does not say how likely the loan is repaid."
)
HELP = (
    "The shopper's own history is drawn again 200 times: the place of each week takes all that "
    "happened in one own week at most six weeks away. Each draw goes through the same SQL and the "
    "same model; home, earlier loans and the request stay as they are. The score of another such "
    "history of the same person lies within with a chance of 90 %. A reason is "
    "stable when its family counts against the applicant in at least 70 % of the draws."
)


def redraw(doubt: Doubt | None) -> tuple[int, int] | None:
    """Give the interval that the band draws, where there is one."""
    if doubt is None or doubt.redraw_low is None or doubt.redraw_high is None:
        return None
    return doubt.redraw_low, doubt.redraw_high


def unstable(doubt: Doubt | None, explained: Explanation) -> tuple[Family, ...]:
    """Give the families that lower the score and would not in many a draw; worst first."""
    if redraw(doubt) is None or doubt is None:
        return ()
    return tuple(
        family.family
        for family in explained.families
        if family.is_reason and not doubt.is_stable(family.family)
    )


def on_ask(matter: Matter) -> Callable[[], None] | None:
    """Give what asks for the doubt of a decided application; None where it comes unasked.

    Who decides needs it. Who looks back seldom does, and it costs more than the rest of the page.
    """
    key = matter.key("how_sure_asked")
    if not matter.is_decided or st.session_state.get(key):
        return None
    return lambda: st.session_state.update({key: True})


def show(
    doubt: Doubt | None, explained: Explanation, orders: int, ask: Callable[[], None] | None
) -> None:
    """Say the doubt in words, beside the band that draws it.

    Parameters
    ----------
    doubt : Doubt or None
    explained : Explanation
    orders : int
        Of the applicant.
    ask : callable or None
        As given by `on_ask`.
    """
    ends = redraw(doubt)
    if doubt is None and ask is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":gray[{UNASKED}]", width="content")
            st.button("Compute it", key="applicant_how_sure", on_click=ask, help=HELP)
    elif doubt is None:
        st.markdown(f":gray[{PENDING}]")
    elif doubt.is_too_long:
        st.markdown(f":yellow-badge[not drawn: {words.count(orders, 'order')}] {TOO_LONG}")
    elif ends is None:
        st.markdown(f":yellow-badge[too thin] {TOO_THIN}")
    else:
        st.markdown(
            "Had the purchases fallen out a little differently: "
            f"**{ends[0]} to {ends[1]}** "
            f":gray[(90 %, {doubt.resamples} draws of {words.count(doubt.active_weeks, 'week')} "
            f"with an order)]  \n:gray[{MEANS}]  \n"
            + _outside(explained.score, ends)
            + _stability(doubt, explained),
            help=HELP,
        )


def _outside(score: int, ends: tuple[int, int]) -> str:
    """Say where the score lies outside of its own interval."""
    low, high = ends
    if low <= score <= high:
        return ""
    where, far = ("above", "high") if score > high else ("below", "low")
    return (
        f":yellow-badge[outside] The score itself, {score}, lies {where}: few histories drawn from "
        f"these weeks score so {far}.  \n"
    )


def _stability(doubt: Doubt, explained: Explanation) -> str:
    against = [family for family in explained.families if family.is_reason]
    if not against:
        return ":gray[No reason lowers the score.]"
    shaky = unstable(doubt, explained)
    stable = [family.label for family in against if family.family not in shaky]
    shares = [
        f"{family.label} ({_share(doubt, family.family)})"
        for family in against
        if family.family in shaky
    ]
    parts = [f":gray[Stable reasons:] {', '.join(stable)}" if stable else ":gray[No stable reason]"]
    if shares:
        parts.append(f":gray[unstable: {', '.join(shares)}]")
    return " · ".join(parts)


def _share(doubt: Doubt, family: Family) -> str:
    """Write in how many draws a family counts against; the number and its sign on one line."""
    share = words.percent(doubt.negative_share.get(family, 0.0), 0)
    return words.unbroken(share)


def settle(matter: Matter) -> None:
    """Compute a doubt that is not there yet, after the page's first paint; then draw anew."""
    if matter.scored is None or matter.scored.doubt is not None or on_ask(matter) is not None:
        return
    key = matter.key("how_sure")
    refused = st.session_state.get(key)
    if isinstance(refused, str):
        st.error(panel.escaped(f"How sure the score is cannot be computed. {refused}"))
        return

    def compute() -> None:
        if not st.session_state.get(key):  # the first run only paints; the next one computes
            st.session_state[key] = True
            return
        try:
            explaining.settle(matter.book, matter.found)
            del st.session_state[key]
        except ThinfileError as error:
            st.session_state[key] = str(error)  # said instead of tried again and again
        st.rerun(scope="app")

    fragment(compute, run_every=SOON)()
