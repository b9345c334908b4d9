"""The bar that stays at hand on the applicant's page: how the case stands, what may be done."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from desk.audit import history
from desk.audit.history import Event
from desk.roles import Act
from desk.store.kinds import Kind
from desk.work import casework, people
from desk.work.cases import Case, Status
from desk.work.casework import Document
from ui import panel, words
from ui.cases import decision_form, office, says, typed, writes
from ui.cases.matter import Matter
from ui.panel import escaped

HELD = (Status.IN_REVIEW, Status.AWAITING_APPLICANT)
Form = Callable[[Matter, Case], None]


@st.fragment
def show(matter: Matter) -> None:
    """Show the bar; what it writes is answered here, and redraws the whole page when saved.

    Parameters
    ----------
    matter : Matter
        As it stood when the page was drawn: what a write says that was seen.
    """
    if writes.is_saved():
        st.rerun(scope="app")
    with st.container(key="desk_bar"):
        _refused()
        case = matter.case
        forms = {} if case is None else _forms(matter, case)
        with st.container(
            key="desk_line",
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
        ):
            st.markdown(_stands(matter), width="content")
            with st.container(
                key="desk_acts", horizontal=True, width="content", vertical_alignment="center"
            ):
                _buttons(matter)
                chosen = _choice(matter, forms)
        if case is not None and chosen is not None:
            typed.restore(matter)
            forms[chosen](matter, case)


def _refused() -> None:
    refused = writes.refused()
    if refused is None:
        return
    said, changed = refused
    with st.container(key="desk_refused", horizontal=True, vertical_alignment="center"):
        st.error(escaped(said))
        if changed and st.button("See it as it is now", key="desk_see"):
            st.rerun(scope="app")


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
    elif case.status is Status.AWAITING_SECOND and case.claimed_by is not None:
        parts.append(f":gray[{escaped(_pending(matter, case))}]")
    return f"{': '.join(parts)} {says.clock_badge(matter.clock)}"


def _name(user_id: str | None) -> str | None:
    if user_id is None:
        return None
    named = {user.user_id: user.name for user in people.everybody(office.ledger())}
    return named.get(user_id, user_id)


def _decision(matter: Matter, case: Case, entry_no: int | None) -> Event | None:
    found = history.history(office.ledger(), matter.viewer, case.case_id, Kind.DECISION)
    return next((event for event in found if event.entry_no == entry_no), None)


def _decided(matter: Matter, case: Case) -> str:
    event = _decision(matter, case, case.decision_no)
    if event is None:
        return ""
    terms = says.terms(event.facts, matter.book.money)
    return f"{terms} by {event.name}, {words.moment(event.written_at)} UTC"


def _pending(matter: Matter, case: Case) -> str:
    event = _decision(matter, case, case.pending_no)
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
        if _newer(matter):
            st.button(
                "Take the newer book",
                key=matter.key("new_book"),
                help="This case is looked at with the book and policy of when it was claimed. "
                "Newer ones are in use.",
                on_click=writes.take_new_book,
                args=(matter, case),
            )
        st.button(
            "Release",
            key=matter.key("release"),
            type="tertiary",
            on_click=writes.release,
            args=(matter, case),
        )


def _newer(matter: Matter) -> bool:
    return (
        matter.book.book.snapshot != matter.newest.book.snapshot
        or matter.book.book.scores != matter.newest.book.scores
        or matter.policy.version != office.policy_in_force().version
    )


def _forms(matter: Matter, case: Case) -> dict[str, Form]:
    """Name the forms that this viewer may use on the case as it is."""
    viewer = matter.viewer
    forms: dict[str, Form] = {}
    if case.status in HELD and matter.is_mine and viewer.may(Act.DECIDE):
        forms["Decide"] = decision_form.show
        if case.status is Status.AWAITING_APPLICANT:
            forms["Answer came"] = _answer
        else:
            forms["Ask for documents"] = _documents
    is_pending = case.status is Status.AWAITING_SECOND and case.claimed_by is not None
    if is_pending and not matter.is_mine and viewer.may(Act.DECIDE_AS_SECOND):
        forms["Second person"] = _second
    if case.status is Status.DECIDED and viewer.may(Act.DECIDE):
        forms["Reopen"] = _reopen
    if viewer.may(Act.DECIDE):
        forms["Note"] = _note
    if case.status in HELD and viewer.may(Act.REASSIGN):
        forms["Hand on"] = _hand_on
    return forms


def _choice(matter: Matter, forms: dict[str, Form]) -> str | None:
    if not forms:
        return None
    return st.segmented_control(
        "What to do",
        list(forms),
        key=matter.key("form"),
        label_visibility="collapsed",
    )


def _note(matter: Matter, case: Case) -> None:
    st.text_area(
        "Note", key=typed.name(matter, "note"), height=80, on_change=typed.keep, args=(matter,)
    )

    def save() -> None:
        text = str(st.session_state.get(typed.name(matter, "note")) or "")
        if writes.note(matter, case, text):
            st.session_state[typed.name(matter, "note")] = ""
            typed.keep(matter)

    st.button("Save the note", key=matter.key("note"), type="primary", on_click=save)


def _documents(matter: Matter, case: Case) -> None:
    left, right = st.columns(2)
    left.multiselect(
        "Documents to ask for",
        [document.value for document in Document],
        format_func=words.plain,
        key=typed.name(matter, "documents"),
        on_change=typed.keep,
        args=(matter,),
    )
    right.text_input(
        "What they should show, for the applicant",
        key=typed.name(matter, "why"),
        on_change=typed.keep,
        args=(matter,),
    )

    def save() -> None:
        chosen = st.session_state.get(typed.name(matter, "documents")) or []
        why = str(st.session_state.get(typed.name(matter, "why")) or "")
        if writes.ask_documents(matter, case, [Document(one) for one in chosen], why):
            typed.clear(matter)

    st.button("Ask the applicant", key=matter.key("documents"), type="primary", on_click=save)


def _answer(matter: Matter, case: Case) -> None:
    waits = casework.outstanding(office.ledger(), matter.viewer, case.case_id)
    came = st.multiselect(
        "Documents that came",
        [document.value for document in waits],
        format_func=words.plain,
        placeholder="none: the applicant answered without a document",
        key=matter.key("came"),
    )
    st.button(
        "Record the answer",
        key=matter.key("answer"),
        type="primary",
        on_click=writes.record_answer,
        args=(matter, case, [Document(one) for one in came]),
    )


def _second(matter: Matter, case: Case) -> None:
    event = _decision(matter, case, case.pending_no)
    if event is not None:
        asked = {} if event.payload is None else event.payload["asked"]["verdict"]
        said = f"**{escaped(event.name)}** would {says.terms(event.facts, matter.book.money)}"
        reason = event.facts["override_reason"]
        if reason is not None:
            said += f", against the recommendation: {words.plain(str(reason))}"
        if asked.get("sentence"):
            said += f". “{escaped(str(asked['sentence']))}”"
        st.markdown(said)
    key = typed.name(matter, "sentence")
    st.text_input("Why (needed to refuse)", key=key, on_change=typed.keep, args=(matter,))

    def save(*, approve: bool) -> None:
        sentence = str(st.session_state.get(key) or "")
        if writes.second(matter, case, approve=approve, sentence=sentence):
            typed.clear(matter)

    with st.container(key="desk_second", horizontal=True):
        st.button(
            "Approve as the second person",
            key=matter.key("second_yes"),
            type="primary",
            on_click=partial(save, approve=True),
        )
        st.button("Refuse", key=matter.key("second_no"), on_click=partial(save, approve=False))


def _reopen(matter: Matter, case: Case) -> None:
    key = typed.name(matter, "sentence")
    st.text_input(
        "Why it is taken up again; the old decision stays in the ledger",
        key=key,
        on_change=typed.keep,
        args=(matter,),
    )

    def save() -> None:
        if writes.reopen(matter, case, str(st.session_state.get(key) or "")):
            typed.clear(matter)

    st.button("Reopen the case", key=matter.key("reopen"), type="primary", on_click=save)


def _hand_on(matter: Matter, case: Case) -> None:
    takers = {
        user.user_id: f"{user.name} ({user.role.label})"
        for user in people.everybody(office.ledger())
        if user.may(Act.DECIDE) and user.user_id != case.claimed_by and user.sees(case.lender_id)
    }
    if not takers:
        st.markdown(":gray[Nobody else who may decide has signed in at this desk yet.]")
        return
    to = st.selectbox(
        "To", list(takers), format_func=lambda user_id: takers[user_id], key=matter.key("to")
    )
    st.button(
        "Hand the case on",
        key=matter.key("hand_on"),
        type="primary",
        on_click=writes.hand_on,
        args=(matter, case, to),
    )


@st.fragment
def show_history(matter: Matter) -> None:
    """Show what happened to the case, entry by entry, when the reader asks for it."""
    case = matter.case
    if case is None:
        return
    with panel.card("applicant_history"):
        is_open = st.toggle("What happened to this case", key=matter.key("history"))
        if is_open:
            for event in history.history(office.ledger(), matter.viewer, case.case_id):
                st.markdown(_told(event, matter))


def _told(event: Event, matter: Matter) -> str:
    said = f":gray[{words.moment(event.written_at)} · entry {event.entry_no}] "
    said += f"**{escaped(event.name)}** {escaped(says.did(event.kind))}"
    if event.kind is Kind.DECISION:
        said += f": {escaped(says.terms(event.facts, matter.book.money))}"
    asked = {} if event.payload is None else event.payload.get("asked", {})
    spoken = asked.get("note") or asked.get("sentence") or asked.get("why")
    spoken = spoken or asked.get("verdict", {}).get("sentence")
    if asked.get("documents"):
        said += f": {words.plain(', '.join(asked['documents']))}"
    return said + (f": “{escaped(str(spoken))}”" if spoken else "")
