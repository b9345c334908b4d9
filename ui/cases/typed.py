"""What is typed into the forms of a case: kept in the ledger's drafts at every change.

A refresh, a lost connection or a second tab finds it there.
"""

import streamlit as st

from data.errors import ThinfileError
from desk.work import drafts
from ui.cases import office
from ui.cases.matter import Matter

PAUSE = "0.5s"  # of typing, after which a sentence is kept: nobody leaves a field before a crash
FIELDS = (
    "decision", "amount", "term_days", "term_months", "override", "sentence", "second_why",
    "reopen_why", "note", "documents", "why",
)  # fmt: skip


def name(matter: Matter, field: str) -> str:
    """Name the widget of a field."""
    return matter.key(f"typed_{field}")


def restore(matter: Matter) -> None:
    """Fill the widgets that this session has not shown yet with what was typed before."""
    if matter.case is None or all(name(matter, field) in st.session_state for field in FIELDS):
        return
    found = drafts.find(office.ledger(), matter.viewer, matter.case.case_id)
    for field in FIELDS:
        if name(matter, field) not in st.session_state and found.get(field) is not None:
            st.session_state[name(matter, field)] = found[field]


def keep(matter: Matter, *fields: str) -> None:
    """Keep what stands in the widgets of the fields that changed; a widget's callback.

    All others stay as another window may have left them.
    """
    if matter.case is None:
        return
    changed = {field: _plain(st.session_state.get(name(matter, field))) for field in fields}
    try:
        drafts.keep(office.ledger(), matter.viewer, matter.case.case_id, changed, office.now())
    except ThinfileError as error:
        st.session_state["desk_refused"] = f"What you typed is not kept yet: {error}"


def clear(matter: Matter) -> None:
    """Empty the widgets once what they held is saved."""
    for field in FIELDS:
        st.session_state.pop(name(matter, field), None)


def _plain(value: object) -> object:
    return [str(one) for one in value] if isinstance(value, list) else value
