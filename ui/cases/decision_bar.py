"""The bar that stays at hand on the applicant's page: how the case stands, what may be done."""

from collections.abc import Callable

import streamlit as st

from desk.roles import Act
from desk.work import drafts, people
from desk.work.cases import Case, Status
from desk.work.checks import HELD
from ui import next_application, panel, words
from ui.cards import reasons_card
from ui.cases import attempted, decision_form, forms, newer_book, office, says, typed, writes
from ui.cases.matter import Matter
from ui.fragments import fragment
from ui.panel import escaped

Form = Callable[[Matter, Case], None]


@fragment
def show(matter: Matter) -> None:
    """Show the bar; what it writes is answered here, and redraws the whole page when saved.

    Parameters
    ----------
    matter : Matter
        As it stood when the page was drawn: what a write says that was seen.
    """
    if writes.is_saved():
        st.rerun(scope="app")
    with st.container(key="desk_bar"), panel.errors_in_words():
        _refused()
        case, kept = matter.case, typed.kept(matter)
        tried = kept.get(typed.ATTEMPTED)
        if case is not None and isinstance(tried, dict):
            attempted.show(matter, case, tried)
        offered = {} if case is None else _offered(matter, case)
        with st.container(
            key="desk_line",
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
        ):
            st.markdown(f"{_stands(matter)}{_draft_badge(matter, offered, kept)}", width="content")
            with st.container(
                key="desk_acts", horizontal=True, width="content", vertical_alignment="center"
            ):
                _buttons(matter)
                chosen = _choice(matter, offered)
                _next(matter)
        if case is not None and chosen is not None:
            typed.restore(matter, kept)
            offered[chosen](matter, case)


def _refused() -> None:
    refused = writes.refused()
    if refused is None:
        return
    said, changed = refused
    with st.container(key="desk_refused", horizontal=True, vertical_alignment="center"):
        st.error(escaped(said))
        if changed:
            st.button("See it as it is now", key="desk_see", on_click=writes.look_again)


def _stands(matter: Matter) -> str:
    case = matter.case
    if case is None:
        before = matter.found.facts["decision"]
        if before is not None:
            told = words.plain(str(before))
            return f"**Decided** :gray[before the desk came into use: {told}]"
        return f"**No case yet** {says.clock_badge(matter.clock)}"
    name = _name(case.claimed_by)
    how = says.state(case, name, is_mine=matter.is_mine)
    parts = [f"**Case {case.case_id}** {escaped(how)}"]
    if case.status is Status.DECIDED:
        parts.append(f":gray[{escaped(_decided(matter, case))}]")
        if case.notified_at is None:
            parts.append("[see the letter](#letter)")
    elif case.status is Status.AWAITING_SECOND and case.claimed_by is not None:
        parts.append(f":gray[{escaped(_pending(matter, case))}]")
    badge = "" if matter.has_its_book else " :orange-badge[its book is gone: this is a newer one]"
    if matter.is_mine and case.status in HELD and newer_book.is_there(matter):
        badge = " :yellow-badge[newer book in use]"
    return f"{_joined(parts)} {says.clock_badge(matter.clock)}{badge}"


def _draft_badge(matter: Matter, offered: dict[str, Form], kept: drafts.Typed) -> str:
    """Say that a decision is half written, where its form could be open and is not."""
    waits = "Decide" in offered and typed.holds_decision(kept)
    if not waits or st.session_state.get(matter.key("form")) == "Decide":
        return ""
    return " :blue-badge[a draft of yours waits]"


def _joined(parts: list[str]) -> str:
    return ": ".join(parts[:2]) + "".join(f" · {part}" for part in parts[2:])


def _name(user_id: str | None) -> str | None:
    if user_id is None:
        return None
    named = {user.user_id: user.name for user in people.everybody(office.ledger())}
    return named.get(user_id, user_id)


def _decided(matter: Matter, case: Case) -> str:
    event = forms.decision(matter, case, case.decision_no)
    if event is None:
        return ""
    terms = says.terms(event.facts, matter.book.money)
    return f"{terms} by {event.name}, {words.moment(event.written_at)} UTC"


def _pending(matter: Matter, case: Case) -> str:
    event = forms.decision(matter, case, case.pending_no)
    if event is None:
        return ""
    return f"{event.name} would {says.terms(event.facts, matter.book.money)}"


def _buttons(matter: Matter) -> None:
    """Offer what takes no form."""
    case, viewer = matter.case, matter.viewer
    is_undecided = case is None and matter.found.facts["decision"] is None
    is_referred = case is not None and (
        case.status is Status.AWAITING_SECOND and case.claimed_by is None
    )
    is_free = is_undecided or (case is not None and case.status is Status.NEW)
    if (is_free and viewer.may(Act.DECIDE)) or (is_referred and viewer.may(Act.DECIDE_AS_SECOND)):
        st.button(
            "Claim",
            key=matter.key("claim"),
            type="primary",
            on_click=writes.claim,
            args=(matter,),
        )
    if case is not None and matter.is_mine and case.status in HELD:
        st.button(
            "Release",
            key=matter.key("release"),
            type="tertiary",
            on_click=writes.release,
            args=(matter, case),
        )


def _next(matter: Matter) -> None:
    """Offer the application that follows in the queue, so that nobody goes back for it."""
    case, viewer = matter.case, matter.viewer
    if not viewer.may(Act.DECIDE):
        return
    is_done = case is not None and case.status in {Status.DECIDED, Status.AWAITING_SECOND}
    if st.button(
        "Next case",
        key=matter.key("next"),
        type="secondary" if is_done else "tertiary",
        shortcut="Alt+N",
        help="The application that follows in the queue, as it was filtered last.",
    ):
        found = next_application.find(
            viewer, matter.newest, office.policy_in_force(), matter.found.application_id
        )
        if found is None:
            st.toast("Nothing else waits in this pile.")
            return
        st.session_state.pop(reasons_card.KEY, None)
        next_application.go(found)


def _offered(matter: Matter, case: Case) -> dict[str, Form]:
    """Name the forms that this viewer may use on the case as it is."""
    viewer = matter.viewer
    offered: dict[str, Form] = {}
    if case.status in HELD and matter.is_mine and viewer.may(Act.DECIDE):
        offered["Decide"] = decision_form.show
        if case.status is Status.AWAITING_APPLICANT:
            offered["Answer came"] = forms.answer
        else:
            offered["Ask for documents"] = forms.documents
        if newer_book.is_there(matter):
            offered["Newer book"] = newer_book.show
    is_pending = case.status is Status.AWAITING_SECOND and case.claimed_by is not None
    if is_pending and not matter.is_mine and viewer.may(Act.DECIDE_AS_SECOND):
        offered["Second person"] = forms.second
    if case.status is Status.DECIDED and viewer.may(Act.DECIDE):
        offered["Reopen"] = forms.reopen
    if viewer.may(Act.DECIDE):
        offered["Note"] = forms.note
    if case.status in HELD and viewer.may(Act.REASSIGN):
        offered["Hand on"] = forms.hand_on
    return offered


def _choice(matter: Matter, offered: dict[str, Form]) -> str | None:
    if not offered:
        return None
    return st.segmented_control(
        "What to do",
        list(offered),
        key=matter.key("form"),
        label_visibility="collapsed",
    )
