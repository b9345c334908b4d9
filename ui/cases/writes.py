"""Every write that the applicant's page makes: done in the viewer's name, answered in words."""

from collections.abc import Callable, Sequence

import streamlit as st

from data.errors import ThinfileError
from desk.notices import basis, texts, writing
from desk.notices.writing import Basis
from desk.refusals import ConflictError, KeyReusedError
from desk.store.ledger import By, Receipt
from desk.work import cases, casework, claims, decisions, drafts, policies, taking
from desk.work.cases import Case, Pins
from desk.work.casework import Document
from desk.work.verdicts import Verdict
from scoring.explain.disputed import Line
from ui import loaders
from ui.cases import office, opening, typed
from ui.cases.matter import Matter

_REFUSED, _SAVED, _CHANGED = "desk_refused", "desk_saved", "desk_changed"


def attempt(
    matter: Matter, act: str, write: Callable[[By], Receipt], *, drops_draft: bool = False
) -> bool:
    """Write, and keep what came of it for the next run of the page.

    Parameters
    ----------
    matter : Matter
        As it stood on the page.
    act : str
        Names the write in its idempotency key.
    write : callable
    drops_draft : bool
        Whether what was typed is saved by it; where somebody else was first, it is kept to show.

    Returns
    -------
    bool
        Whether it was written.
    """
    name = matter.key(act)
    try:
        by = office.by(matter.viewer, name)
        write(by)
        if drops_draft and matter.case is not None:
            drafts.forget(office.ledger(), matter.viewer, matter.case.case_id, by.at)
    except ThinfileError as error:
        # the key stays: what was written although its answer was lost is found under it
        st.session_state[_REFUSED] = str(error)
        st.session_state[_CHANGED] = isinstance(error, ConflictError)
        if isinstance(error, ConflictError) and drops_draft:
            _keep_attempted(matter, error)
        if isinstance(error, KeyReusedError):
            office.done(name)
        return False
    st.session_state[_SAVED] = True
    office.done(name)
    return True


def _keep_attempted(matter: Matter, refused: ConflictError) -> None:
    """Keep what was tried, since the case as it is now may offer no form that would hold it."""
    try:
        typed.keep_attempted(matter, refused.attempted)
    except ThinfileError as error:
        st.session_state[_REFUSED] = f"{refused} Copy it before you look: {error}"


def refused() -> tuple[str, bool] | None:
    """Take what the last write was refused with, and whether somebody else was first."""
    said = st.session_state.pop(_REFUSED, None)
    return None if said is None else (str(said), bool(st.session_state.pop(_CHANGED, False)))


def is_saved() -> bool:
    """Take whether the last write was saved, so that the whole page is to be drawn anew."""
    return bool(st.session_state.pop(_SAVED, False))


def look_again() -> None:
    """Have the whole page drawn anew, as after a write."""
    st.session_state[_SAVED] = True


def claim(matter: Matter) -> None:
    """Open a case for the application where it has none, and take it."""

    def write(by: By) -> Receipt:
        engine = office.ledger()
        case = matter.case or _opened(matter, by)
        in_use = matter.newest.book
        pins = Pins(in_use.snapshot, in_use.scores, in_use.model, policies.in_force(engine).version)
        return claims.claim(engine, by, case.case_id, seen=case.version, pins=pins)

    attempt(matter, "claim", write)


def _opened(matter: Matter, by: By) -> Case:
    engine = office.ledger()
    receipt = opening.open_case(By(by.viewer, by.at, f"{by.key}:open"), matter.found)
    return cases.case(engine, by.viewer, receipt.case_id or 0)


def release(matter: Matter, case: Case) -> None:
    """Give the case back."""
    attempt(
        matter,
        "release",
        lambda by: claims.release(office.ledger(), by, case.case_id, seen=case.version),
    )


def hand_on(matter: Matter, case: Case, to: str) -> None:
    """Give the case to another officer."""
    attempt(
        matter,
        "hand_on",
        lambda by: claims.reassign(office.ledger(), by, case.case_id, seen=case.version, to=to),
    )


def take_new_book(matter: Matter, case: Case) -> None:
    """Look at the case with the book and policy that are in use now."""
    engine, in_use = office.ledger(), matter.newest.book
    pins = Pins(in_use.snapshot, in_use.scores, in_use.model, policies.in_force(engine).version)
    attempt(
        matter,
        "new_book",
        lambda by: claims.take_new_book(engine, by, case.case_id, seen=case.version, pins=pins),
    )


def note(matter: Matter, case: Case, text: str) -> bool:
    """Write a note on the case."""
    return attempt(
        matter,
        "note",
        lambda by: casework.add_note(office.ledger(), by, case.case_id, note=text),
    )


def dispute(matter: Matter, case: Case, purchases: Sequence[Line], why: str) -> bool:
    """Record orders, or lines of them, that the applicant says are wrong, an entry each."""
    return attempt(
        matter,
        "dispute",
        lambda by: casework.dispute_each(
            office.ledger(), by, case.case_id, seen=case.version, purchases=purchases, why=why
        ),
    )


def ask_documents(matter: Matter, case: Case, documents: Sequence[Document], why: str) -> bool:
    """Ask the applicant for documents."""
    return attempt(
        matter,
        "documents",
        lambda by: casework.request_documents(
            office.ledger(), by, case.case_id, seen=case.version, documents=documents, why=why
        ),
        drops_draft=True,
    )


def record_answer(matter: Matter, case: Case, documents: Sequence[Document]) -> None:
    """Record which documents came."""
    attempt(
        matter,
        "answer",
        lambda by: casework.record_answer(
            office.ledger(), by, case.case_id, seen=case.version, documents=documents
        ),
    )


def rests_on(matter: Matter) -> Basis:
    """Give what the letter of a decision would rest on, with what is known of the doubt now."""
    con = loaders.connection(matter.book)
    doubt = None if matter.scored is None else matter.scored.doubt
    return basis.of_application(con, matter.found, matter.scored, doubt, matter.policy)


def decide(matter: Matter, case: Case, verdict: Verdict) -> bool:
    """Decide the case, and keep with it all that a replay needs."""

    def write(by: By) -> Receipt:
        engine = office.ledger()
        book = matter.book
        if not matter.has_its_book:
            raise ThinfileError(
                f"Wanted to decide case {case.case_id} by the book that it was claimed with, but "
                "that one does not lie here any more. Take the newer book first."
            )
        hashes = loaders.manifest(book).every_hash if book.is_scored else {}
        con = loaders.connection(book)
        capsule = taking.take(
            con,
            matter.found,
            matter.scored,
            policy_text=policies.text_of(engine, matter.policy.version),
            model_hashes=hashes,
        )
        return decisions.decide(
            engine,
            by,
            case.case_id,
            seen=case.version,
            verdict=verdict,
            shown=matter.shown,
            policy=matter.policy,
            reason_code=writing.reason_code(
                verdict, rests_on(matter), texts.load(book.home, case.lender_id)
            ),
            capsule=capsule,
        )

    return attempt(matter, "decide", write, drops_draft=True)


def second(matter: Matter, case: Case, *, approve: bool, sentence: str) -> bool:
    """Stand by the decision that waits, or refuse it."""
    return attempt(
        matter,
        "second",
        lambda by: decisions.second(
            office.ledger(),
            by,
            case.case_id,
            seen=case.version,
            approve=approve,
            sentence=sentence,
        ),
        drops_draft=True,
    )


def reopen(matter: Matter, case: Case, sentence: str) -> bool:
    """Take a decided case up again."""
    return attempt(
        matter,
        "reopen",
        lambda by: decisions.reopen(
            office.ledger(), by, case.case_id, seen=case.version, sentence=sentence
        ),
        drops_draft=True,
    )
