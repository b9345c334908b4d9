"""The ledger as the pages use it: opened once a process, written to in the viewer's name."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import streamlit as st
from sqlalchemy import Engine

from data.application import Application
from data.errors import ThinfileError
from data.home import Home
from desk.audit import access
from desk.roles import Viewer
from desk.store import database
from desk.store.ledger import By, Receipt
from desk.work import models_in_force, people, policies
from desk.work.cases import Case
from scoring.policies.policy import Policy
from ui import answers
from ui.book import BookInUse

_SESSION = "desk_session"


def _close(engine: Engine) -> None:
    engine.dispose()


@st.cache_resource(max_entries=2, show_spinner=False, on_release=_close)
def _opened(address: str) -> Engine:
    engine = database.open_ledger(database.parse_url(address))
    policies.record_launch(engine, datetime.now(UTC))
    models_in_force.restore(engine, Home.from_environment())
    return engine


def ledger() -> Engine:
    """Give the ledger that the environment names; the launch policy is recorded at first start.

    Raises
    ------
    ThinfileError
        When it cannot be opened.
    """
    url = database.url_from_environment(Home.from_environment())
    return _opened(url.render_as_string(hide_password=False))


def policy_in_force() -> Policy:
    """Give the policy that recommends now."""
    return policies.in_force(ledger())


def policy_of(case: Case | None) -> Policy:
    """Give the policy that a case is pinned to; else the one in force."""
    if case is None or case.pins is None:
        return policy_in_force()
    return policies.of_version(ledger(), case.pins.policy_version)


def now() -> datetime:
    """Give the wall clock's time, UTC."""
    return datetime.now(UTC)


def notice_now(book: BookInUse) -> datetime:
    """Give the time that the 30 days to a notice are counted to.

    A simulated book ends on its own day, and its applicants wait since then.
    """
    return book.as_of.replace(tzinfo=UTC) if book.is_simulated else now()


def by(viewer: Viewer, act: str) -> By:
    """Name who writes, when, and under which key: one a session and act, until it is `done`."""
    name = _key_of(act)
    if name not in st.session_state:
        st.session_state[name] = uuid.uuid4().hex
    return By(viewer, now(), st.session_state[name])


def done(act: str) -> None:
    """Let the next act of that name be another one."""
    st.session_state.pop(_key_of(act), None)


def attempt(
    viewer: Viewer,
    act: str,
    about: str,
    write: Callable[[By], Receipt],
    said: Callable[[Receipt], str],
) -> None:
    """Write to the ledger, and keep what became of it until the page is drawn again.

    Parameters
    ----------
    viewer : Viewer
    act : str
        As `by` takes it.
    about : str
        The part of the page that will tell, as `ui.answers.tell` takes it.
    write : callable
        Takes whose write it is; a `ThinfileError` is told as it is worded.
    said : callable
        Words what was done.
    """
    try:
        receipt = write(by(viewer, act))
    except ThinfileError as error:
        answers.refuse(about, str(error))
    else:
        answers.say(about, said(receipt))
    done(act)


def _key_of(act: str) -> str:
    return f"desk_key_{act}"


def session() -> str:
    """Give the id of this session, which keeps reruns from being counted as looks."""
    if _SESSION not in st.session_state:
        st.session_state[_SESSION] = uuid.uuid4().hex
    return str(st.session_state[_SESSION])


def note_look(
    viewer: Viewer, found: Application, case: Case | None, *, page: str = "applicant"
) -> None:
    """Write into the access log that the viewer saw an application on a page: once a session."""
    application_id, lender = found.application_id, found.facts["lender_id"]
    at = (session(), viewer.user_id, application_id, page)
    seen: set[tuple[str, str, str, str]] = st.session_state.setdefault("desk_seen", set())
    if at in seen:
        return
    _note_presence(viewer)
    access.looked(
        ledger(),
        By(viewer, now(), f"look:{sha256(':'.join(at).encode()).hexdigest()}"),
        application_id=application_id,
        lender_id=None if lender is None else str(lender),
        case_id=None if case is None else case.case_id,
        page=page,
    )
    seen.add(at)


def _note_presence(viewer: Viewer) -> None:
    """Let the ledger know the viewer's name and role, so that a case can be handed to them."""
    if st.session_state.get("desk_present") != viewer.user_id:
        people.signed_in(ledger(), By(viewer, now(), f"sign-in:{session()}:{viewer.user_id}"[:200]))
        st.session_state["desk_present"] = viewer.user_id
