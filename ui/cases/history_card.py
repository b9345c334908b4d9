"""What happened to a case, entry by entry, for who asks."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from desk.audit import history
from desk.audit.history import Event
from desk.store.kinds import Kind
from ui import panel, words
from ui.cases import office, says
from ui.cases.matter import Matter
from ui.fragments import fragment
from ui.panel import escaped


@fragment
def show(matter: Matter) -> None:
    """Show what happened to the case, entry by entry, when the reader asks for it."""
    case = matter.case
    if case is None:
        return
    with panel.card("applicant_history"), panel.errors_in_words():
        is_open = st.toggle("What happened to this case", key=matter.key("history"))
        if is_open:
            for event in history.history(office.ledger(), matter.viewer, case.case_id):
                st.markdown(_told(event, matter))


def _told(event: Event, matter: Matter) -> str:
    asked = {} if event.payload is None else event.payload.get("asked", {})
    said = f":gray[{words.moment(event.written_at)} · entry {event.entry_no}] "
    said += f"**{escaped(event.name)}** {escaped(says.did(event.kind))}"
    if event.kind is Kind.DECISION:
        said += f": {escaped(says.decided(event.facts, asked, matter.book.money))}"
    spoken = asked.get("note") or asked.get("sentence") or asked.get("why")
    spoken = spoken or asked.get("verdict", {}).get("sentence")
    if event.kind is Kind.DISPUTE:
        said += f": {escaped(_disputed(asked))}"
    if event.kind is Kind.OPENING and "files" in event.facts:
        said += f": {_brought(event.facts['files'], asked.get('files', []))}"
    if asked.get("documents"):
        said += f": {words.plain(', '.join(asked['documents']))}"
    return said + (f": “{escaped(str(spoken))}”" if spoken else "")


def _disputed(asked: Mapping[str, Any]) -> str:
    order = f"order {asked.get('order_id', 'erased')}"
    line = asked.get("line_no")
    return order if line is None else f"line {line} of {order}"


def _brought(files: Sequence[Mapping[str, Any]], hashed: Sequence[Mapping[str, Any]]) -> str:
    """Name the files that were uploaded; their hashes until they are erased."""
    hashes = {file["table"]: f", SHA-256 {file['sha256']}" for file in hashed}
    return " · ".join(
        f"{file['table']} {words.count(file['rows'], 'row')}, {file['rejected']:,} rejected"
        f"{hashes.get(file['table'], '')}"
        for file in files
    )
