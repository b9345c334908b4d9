"""What a refused save would have written: shown until it is saved or put away, to copy or note."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from desk.work.cases import Case
from desk.work.overrides import Decision
from scoring.wording import Money
from ui import words
from ui.cases import says, typed, writes
from ui.cases.matter import Matter
from ui.panel import escaped

_ASIDE = "Not saved, since the case had changed"


def show(matter: Matter, case: Case, tried: Mapping[str, Any]) -> None:
    """Show what was tried, and offer to write it as a note or to put it away.

    Parameters
    ----------
    matter : Matter
    case : Case
    tried : mapping
        As `desk.refusals.ConflictError.attempted` holds it.
    """
    what, sentence = did(tried, matter.book.money), sentence_of(tried)
    with st.container(key="desk_attempted"):
        st.markdown(f"**{_ASIDE}:** {escaped(what)}")
        if sentence:
            st.code(sentence, language=None, wrap_lines=True)
        with st.container(key="desk_attempted_acts", horizontal=True):
            st.button(
                "Save it as a note",
                key=matter.key("attempted_note"),
                on_click=_note,
                args=(matter, case, f"{_ASIDE}: {what}. {sentence}".strip()),
            )
            st.button(
                "Put it away",
                key=matter.key("attempted_away"),
                type="tertiary",
                on_click=typed.put_away,
                args=(matter,),
            )


def did(tried: Mapping[str, Any], money: Money) -> str:
    """Say what was tried: "decline, against the recommendation to approve: fraud suspected"."""
    verdict = tried.get("verdict")
    if verdict is not None:
        shown = tried["shown"]
        is_told = Decision(verdict["decision"]).refuses
        reason = verdict.get("override_reason") if is_told else None
        facts = {**verdict, "recommendation": shown["recommendation"], "reason_code": reason}
        return says.terms(verdict, money) + says.reason(facts, shown["limit"], money)
    if "approve" in tried:
        return f"{'approve' if tried['approve'] else 'refuse'} as the second person"
    if "documents" in tried:
        return f"ask the applicant for {words.plain(', '.join(tried['documents'])) or 'nothing'}"
    return "reopen the case"


def sentence_of(tried: Mapping[str, Any]) -> str:
    """Give what was typed to say why."""
    verdict = tried.get("verdict") or tried
    return str(verdict.get("sentence") or verdict.get("why") or "")


def _note(matter: Matter, case: Case, text: str) -> None:
    if writes.note(matter, case, text):
        typed.put_away(matter)
