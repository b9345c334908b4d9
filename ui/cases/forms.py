"""The forms of the decision bar beside deciding: note, documents, second person, and the like."""

from functools import partial

import streamlit as st

from desk.audit import history
from desk.audit.history import Event
from desk.roles import Act
from desk.store.kinds import Kind
from desk.work import casework, people
from desk.work.cases import Case
from desk.work.casework import Document
from ui import words
from ui.cases import office, says, typed, writes
from ui.cases.matter import Matter
from ui.panel import escaped


def note(matter: Matter, case: Case) -> None:
    """Write a note."""
    st.text_area(
        "Note",
        key=typed.name(matter, "note"),
        height=80,
        on_change=typed.keep,
        args=(matter, "note"),
    )

    def save() -> None:
        text = str(st.session_state.get(typed.name(matter, "note")) or "")
        if writes.note(matter, case, text):
            st.session_state[typed.name(matter, "note")] = ""
            typed.keep(matter, "note")

    st.button("Save the note", key=matter.key("note"), type="primary", on_click=save)


def documents(matter: Matter, case: Case) -> None:
    """Ask the applicant for documents."""
    left, right = st.columns(2)
    left.multiselect(
        "Documents to ask for",
        [document.value for document in Document],
        format_func=words.plain,
        key=typed.name(matter, "documents"),
        on_change=typed.keep,
        args=(matter, "documents"),
    )
    right.text_input(
        "What they should show, for the applicant",
        key=typed.name(matter, "why"),
        live=typed.PAUSE,
        on_change=typed.keep,
        args=(matter, "why"),
    )

    def save() -> None:
        chosen = st.session_state.get(typed.name(matter, "documents")) or []
        why = str(st.session_state.get(typed.name(matter, "why")) or "")
        if writes.ask_documents(matter, case, [Document(one) for one in chosen], why):
            typed.clear(matter)

    st.button("Ask the applicant", key=matter.key("documents"), type="primary", on_click=save)


def answer(matter: Matter, case: Case) -> None:
    """Record which documents came."""
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


def second(matter: Matter, case: Case) -> None:
    """Stand by the decision that waits, or refuse it."""
    event = decision(matter, case, case.pending_no)
    if event is not None:
        asked = {} if event.payload is None else event.payload["asked"]
        told = says.decided(event.facts, asked, matter.book.money)
        said = f"**{escaped(event.name)}** would {escaped(told)}"
        sentence = asked.get("verdict", {}).get("sentence")
        if sentence:
            said += f". “{escaped(str(sentence))}”"
        st.markdown(said)
    key = typed.name(matter, "second_why")
    st.text_input(
        "Why (needed to refuse)",
        key=key,
        live=typed.PAUSE,
        on_change=typed.keep,
        args=(matter, "second_why"),
    )

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


def reopen(matter: Matter, case: Case) -> None:
    """Take a decided case up again."""
    key = typed.name(matter, "reopen_why")
    st.text_input(
        "Why it is taken up again; the old decision stays in the ledger",
        key=key,
        live=typed.PAUSE,
        on_change=typed.keep,
        args=(matter, "reopen_why"),
    )

    def save() -> None:
        if writes.reopen(matter, case, str(st.session_state.get(key) or "")):
            typed.clear(matter)

    st.button("Reopen the case", key=matter.key("reopen"), type="primary", on_click=save)


def hand_on(matter: Matter, case: Case) -> None:
    """Give the case to another officer."""
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


def decision(matter: Matter, case: Case, entry_no: int | None) -> Event | None:
    """Give one decision of the case; None where there is none of that number."""
    found = history.history(office.ledger(), matter.viewer, case.case_id, Kind.DECISION)
    return next((event for event in found if event.entry_no == entry_no), None)
