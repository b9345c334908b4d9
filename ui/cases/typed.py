"""What is typed into the forms of a case: kept in the ledger's drafts at every change.

A refresh, a lost connection or a second tab finds it there.
"""

from collections.abc import Mapping

import streamlit as st

from data.errors import ThinfileError
from desk.roles import Act
from desk.work import drafts
from ui.cases import office
from ui.cases.matter import Matter

PAUSE = "0.5s"  # of typing, after which a sentence is kept: nobody leaves a field before a crash
FIELDS = (
    "decision", "amount", "term_days", "term_months", "override", "sentence", "second_why",
    "reopen_why", "note", "documents", "why",
)  # fmt: skip
OF_A_DECISION = FIELDS[:6]
ATTEMPTED = "attempted"  # stands beside them in the draft: what a refused save would have written


def name(matter: Matter, field: str) -> str:
    """Name the widget of a field."""
    return matter.key(f"typed_{field}")


def kept(matter: Matter) -> drafts.Typed:
    """Give what the viewer typed before and has not saved; nothing where they may not decide."""
    if matter.case is None or not matter.viewer.may(Act.DECIDE):
        return {}
    return drafts.find(office.ledger(), matter.viewer, matter.case.case_id)


def holds_decision(found: drafts.Typed) -> bool:
    """Tell whether a draft holds something of a decision, so that one is half made."""
    return any(found.get(field) not in {None, ""} for field in OF_A_DECISION)


def restore(matter: Matter, found: drafts.Typed) -> None:
    """Fill the widgets that this session has not shown yet with what was typed before."""
    for field in FIELDS:
        if name(matter, field) not in st.session_state and found.get(field) is not None:
            st.session_state[name(matter, field)] = found[field]


def keep(matter: Matter, *fields: str) -> None:
    """Keep what stands in the widgets of the fields that changed; a widget's callback.

    All others stay as another window may have left them.
    """
    changed = {field: _plain(st.session_state.get(name(matter, field))) for field in fields}
    try:
        _write(matter, changed)
    except ThinfileError as error:
        st.session_state["desk_refused"] = f"What you typed is not kept yet: {error}"


def keep_attempted(matter: Matter, tried: Mapping[str, object]) -> None:
    """Keep what a save would have written that somebody else was before.

    Raises
    ------
    ThinfileError
        As `desk.work.drafts.keep` does.
    """
    _write(matter, {ATTEMPTED: dict(tried)})


def put_away(matter: Matter) -> None:
    """Let go what a refused save would have written; a widget's callback."""
    try:
        _write(matter, {ATTEMPTED: None})
    except ThinfileError as error:
        st.session_state["desk_refused"] = f"It is not put away yet: {error}"


def clear(matter: Matter) -> None:
    """Empty the widgets once what they held is saved."""
    for field in FIELDS:
        st.session_state.pop(name(matter, field), None)


def _write(matter: Matter, changed: Mapping[str, object]) -> None:
    if matter.case is not None:
        drafts.keep(office.ledger(), matter.viewer, matter.case.case_id, changed, office.now())


def _plain(value: object) -> object:
    return [str(one) for one in value] if isinstance(value, list) else value
