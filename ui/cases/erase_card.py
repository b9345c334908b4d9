"""Erasing what the ledger keeps of a person, at their wish: the chain stays whole."""

import streamlit as st

from data.home import Home
from desk.notices import erasing
from desk.roles import Act, Viewer, require
from desk.work import case_list
from desk.work.cases import Status
from ui import answers, panel, words
from ui.cases import office
from ui.fragments import fragment

_ABOUT = "erase"


@fragment
def show(viewer: Viewer, home: Home) -> None:
    """Let an auditor erase the words, rows and letters of a decided case."""
    require(viewer, Act.ERASE)
    with panel.card("audit_erase"), panel.errors_in_words():
        st.markdown(
            ":gray[Does a person ask to be forgotten?]",
            help="The rows, reasons, notes and letters of the case go for good. That there was a "
            "case, who decided what and when stays, and the chain stays whole; the decision can "
            "no longer be recomputed.",
        )
        answers.tell(_ABOUT)
        standings = case_list.standings(office.ledger(), viewer)
        decided = [one for one in standings if one.status is Status.DECIDED]
        if not decided:
            st.markdown("No case is decided yet; only decided cases are erased.")
            return
        named = {
            one.case_id: f"case {one.case_id}: application {one.application_id}"
            for one in reversed(decided)
        }
        with st.container(horizontal=True, vertical_alignment="bottom"):
            case_id = st.selectbox(
                "Decided case",
                list(named),
                index=None,
                placeholder="Choose a case",
                format_func=lambda number: named[number],
                key="erase_case",
            )
            why = st.text_input(
                "Ground, in a sentence that names nobody",
                key="erase_why",
                placeholder="The person asked for erasure and no duty to keep applies.",
            )
            again = st.text_input("The case's number again", key="erase_again", width=180)
            is_sure = case_id is not None and again.strip() == str(case_id)
            st.button(
                "Erase for good",
                key="erase",
                disabled=not (is_sure and why.strip()),
                on_click=_erase,
                args=(viewer, home, case_id, why.strip()),
            )


def _erase(viewer: Viewer, home: Home, case_id: int, why: str) -> None:
    office.attempt(
        viewer,
        f"erase:{case_id}",
        _ABOUT,
        lambda by: erasing.erase(office.ledger(), home, by, case_id=case_id, why=why),
        lambda receipt: (
            f"Case {case_id} is erased: entry {receipt.entry_no}, "
            f"{words.moment(receipt.written_at)} UTC."
        ),
    )
