"""The letter to the applicant: seen before it is sent, and as it was sent."""

from collections.abc import Collection
from functools import partial

import streamlit as st

from data.errors import ThinfileError
from desk.audit import history
from desk.notices import basis, kept, sending, texts, typesetting, writing
from desk.notices.letter import Letter
from desk.notices.reasons import HeldError
from desk.notices.texts import Texts
from desk.notices.writing import Basis, Decided
from desk.roles import Act
from desk.store.kinds import Kind
from desk.work.cases import Case, Status
from desk.work.overrides import Decision
from scoring.catalogue import Family
from scoring.explain.explanation import MOST_REASONS
from ui import explaining, loaders, panel, words
from ui.cases import office, writes
from ui.cases.matter import Matter
from ui.fragments import fragment
from ui.panel import escaped

KINDS = {
    Decision.APPROVE: "The approval",
    Decision.DECLINE: "The refusal",
    Decision.COUNTER_OFFER: "The offer of other terms",
}
PAGE_WIDTH = 620


@fragment
def show(matter: Matter) -> None:
    """Show the letter of a decided case, to be sent or as it was sent; nothing before that."""
    case = matter.case
    if case is None or case.status is not Status.DECIDED:
        return
    if writes.is_saved():
        st.rerun(scope="app")
    with panel.card("applicant_letter"), panel.errors_in_words():
        if case.notified_at is None:
            _draft(matter, case)
        else:
            _sent(matter, case)


def _draft(matter: Matter, case: Case) -> None:
    decided = sending.decided(office.ledger(), matter.viewer, case.case_id)
    title = f"{KINDS[decided.decision]} to the applicant: see it before it is sent"
    st.subheader(title, anchor="letter")
    try:
        rests_on = _basis(matter, case)
    except ThinfileError as error:
        st.error(escaped(str(error)))
        return
    wording = texts.load(matter.book.home, case.lender_id)
    sheet, beside = st.columns([6, 7], gap="medium")
    with beside:
        try:
            letter = _letter(matter, decided, rests_on, wording)
            if letter is None:
                return
            pages = typesetting.pages(letter.as_data(), wording)
        except ThinfileError as error:
            st.error(escaped(str(error)))
            return
        _send(matter, case, letter, wording)
    with sheet:
        _pages(pages, letter.title)


def _basis(matter: Matter, case: Case) -> Basis:
    """Give what the letter rests on, with how sure its reasons are."""
    if not matter.has_its_book:
        raise ThinfileError(
            f"The book that case {case.case_id} was decided on does not lie here any more, and a "
            "letter rests on no other. Restore it from a backup, or reopen the case and take up "
            "the book in use."
        )
    con = loaders.connection(matter.book)
    scored = explaining.settled(matter.book, matter.found, matter.scored, matter.policy)
    doubt = None if scored is None else scored.doubt
    doubt = doubt or basis.doubt_when_decided(office.ledger(), matter.viewer, case)
    if scored is not None and doubt is None:
        with (
            st.spinner("Finding out which reasons would stand"),
            basis.explained_refusal(case),
        ):
            explaining.settle(matter.book, matter.found)
        scored = explaining.settled(matter.book, matter.found, matter.scored, matter.policy)
        doubt = None if scored is None else scored.doubt
    return basis.of_application(con, matter.found, matter.scored, doubt, matter.policy)


def _letter(matter: Matter, decided: Decided, rests_on: Basis, wording: Texts) -> Letter | None:
    """Write the letter; where it is held, only with reasons that the sender vouches for."""
    write = partial(writing.write, decided, rests_on, wording, dated=office.now().date())
    try:
        return write()
    except HeldError as held:
        st.warning(
            "The letter is held: no reason against this applicant is stable. Confirm one that "
            "the purchases bear out, or reopen the case."
            if held.choices
            else escaped(str(held))
        )
        confirmed = _confirmed(matter, held.choices)
        return write(confirmed=confirmed) if confirmed else None


def _confirmed(matter: Matter, choices: Collection[Family]) -> list[Family]:
    """Ask which reasons that are not stable the sender vouches for."""
    if not choices or not matter.viewer.may(Act.DECIDE):
        return []
    return st.multiselect(
        "Reasons that are not stable, and that you have checked in the purchases",
        list(choices),
        format_func=lambda family: family.label,
        placeholder="none",
        key=matter.key("confirmed"),
        help="A reason is printed by itself where it counts against the applicant in at least "
        f"70 % of the histories drawn again. At most {MOST_REASONS} are printed. The ledger keeps "
        "which ones you vouched for.",
    )


def _send(matter: Matter, case: Case, letter: Letter, wording: Texts) -> None:
    st.markdown(
        f"{escaped(letter.creditor.name)} tells the applicant of "
        f"application {escaped(letter.application_id)}. Sending keeps the letter as it is, and "
        "stops the 30-day clock."
    )

    def send() -> None:
        writes.attempt(
            matter,
            "notice",
            lambda by: sending.send(
                office.ledger(),
                matter.book.home,
                by,
                case.case_id,
                seen=case.version,
                letter=letter,
                wording=wording,
            ),
        )

    if matter.viewer.may(Act.DECIDE):
        st.button("Send the letter", key=matter.key("notice"), type="primary", on_click=send)
    else:
        st.caption("Officers send letters; you may read this one.")
    refused = writes.refused()
    if refused is not None:
        st.error(escaped(refused[0]))


def _sent(matter: Matter, case: Case) -> None:
    engine, viewer = office.ledger(), matter.viewer
    entry = history.history(engine, viewer, case.case_id, Kind.NOTICE)[-1]
    st.markdown(
        f":gray[Letter to the applicant, sent {words.moment(entry.written_at)} UTC by "
        f"{escaped(entry.name)}]"
    )
    recorded = sending.recorded(engine, viewer, case.case_id)
    if recorded is None:
        st.info("The letter was erased with the case.")
        return
    sheet, beside = st.columns([6, 7], gap="medium")
    with beside:
        try:
            pdf = sending.sent(engine, matter.book.home, viewer, case.case_id)
        except ThinfileError as error:
            st.error(escaped(str(error)))
            return
        st.download_button(
            "Download the PDF",
            pdf or b"",
            file_name=f"letter-{case.case_id}.pdf",
            mime="application/pdf",
            key=matter.key("letter_pdf"),
            on_click="ignore",
        )
        st.caption(f"SHA-256 {kept.name_of(pdf or b'')}")
    with sheet:
        _pages(typesetting.pages(*recorded), str(recorded[0]["title"]))


def _pages(pages: list[bytes], title: str) -> None:
    for number, page in enumerate(pages, start=1):
        alt = f"Page {number} of {len(pages)} of the letter: {title}"
        with st.container(border=True, width=PAGE_WIDTH):
            st.image(page, alt=alt, width="stretch")
