"""Sending a letter: the bytes are kept, the ledger says so, and the case's clock stops."""

from sqlalchemy import Connection, Engine, select

from data.errors import ThinfileError
from data.home import Home
from desk.audit.history import history
from desk.notices import kept, typesetting
from desk.notices.letter import Letter
from desk.notices.texts import Texts, parsed
from desk.notices.typesetting import Data
from desk.notices.writing import Decided
from desk.refusals import not_now
from desk.roles import Act, Viewer, require
from desk.store import database, ledger, tables, texts
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import cases, checks
from desk.work.cases import Status
from desk.work.overrides import Decision, OverrideReason


def decided(engine: Engine, viewer: Viewer, case_id: int) -> Decided:
    """Give the decision in force of a case.

    Raises
    ------
    ThinfileError
        When there is no such case that the viewer may see, or it is not decided.
    """
    require(viewer, Act.SEE_APPLICANTS)
    with database.reading(engine) as con:
        found = cases.held(con, viewer, case_id)
        if found.decision_no is None:
            raise not_now(case_id, "write the letter of", found.status, "Decide it first.")
        asked = select(tables.decisions).where(tables.decisions.c.entry_no == found.decision_no)
        row = con.execute(asked).one()
    return Decided(
        decision_no=row.entry_no,
        decision=Decision(row.decision),
        amount=row.amount,
        term_days=row.term_days,
        override_reason=OverrideReason(row.override_reason) if row.override_reason else None,
    )


def send(
    engine: Engine, home: Home, by: By, case_id: int, *, seen: int, letter: Letter, wording: Texts
) -> Receipt:
    """Record that the letter of a decided case goes out, and keep what was sent.

    Facts name the decision, the wording, the code of the first reason and those that the sender
    vouches for; they stay. Letter and hash stand in the payload, and go when the case is erased.

    Parameters
    ----------
    seen : int
        Version of the case as the writer saw it.
    letter : Letter
    wording : Texts

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When the case is not decided, was told already, or the letter is another one's.
    """
    require(by.viewer, Kind.NOTICE.act)
    pdf = typesetting.pdf(letter.as_data(), wording)
    asked = {"case_id": case_id, "pdf_sha256": kept.name_of(pdf), "letter": letter.as_data()}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        if found.status is not Status.DECIDED:
            raise not_now(case_id, "send the letter of", found.status, "Decide it first.")
        _require_fits(con, found, letter)
        kept.keep(home, pdf)  # found allowed: from here on only the commit can fail
        named = {name: texts.hash_of(text) for name, text in wording.files.items()}
        return Draft(
            case_id=case_id,
            facts={
                "letter": letter.decision.value,
                "texts": named,
                "reason_code": letter.reasons[0].code if letter.reasons else None,
                "confirmed": [reason.code for reason in letter.reasons if reason.is_confirmed],
            },
            about=found.decision_no,
            statements=(
                *(texts.keep(text) for text in wording.files.values()),
                cases.moved(case_id, entry_no, notified_at=by.at),
            ),
        )

    return ledger.write(engine, by, Kind.NOTICE, asked, change)


def sent(engine: Engine, home: Home, viewer: Viewer, case_id: int) -> bytes | None:
    """Give the last letter of a case as it was sent; None when none was, or it was erased.

    Raises
    ------
    ThinfileError
        When the viewer may not see the case, or the kept file is missing or was changed.
    """
    letters = history(engine, viewer, case_id, Kind.NOTICE)
    if not letters or letters[-1].payload is None:
        return None
    return kept.read(home, str(letters[-1].payload["asked"]["pdf_sha256"]))


def names_of(engine: Engine, viewer: Viewer, case_id: int) -> list[str]:
    """Give the hashes under which a case's letters are kept, to remove them once it is erased."""
    letters = history(engine, viewer, case_id, Kind.NOTICE)
    return [str(event.payload["asked"]["pdf_sha256"]) for event in letters if event.payload]


def recorded(engine: Engine, viewer: Viewer, case_id: int) -> tuple[Data, Texts] | None:
    """Give data and wording of the last letter of a case; None when none was, or it was erased.

    Raises
    ------
    ThinfileError
        When the viewer may not see the case.
    """
    letters = history(engine, viewer, case_id, Kind.NOTICE)
    if not letters or letters[-1].payload is None:
        return None
    named = letters[-1].facts["texts"]
    table = tables.texts.c
    with database.reading(engine) as con:
        asked = select(table.sha256, table.body).where(table.sha256.in_(named.values()))
        bodies = {row.sha256: row.body for row in con.execute(asked)}
    files = {name: bodies[sha256] for name, sha256 in named.items()}
    return letters[-1].payload["asked"]["letter"], parsed(files)


def _require_fits(con: Connection, found: cases.Case, letter: Letter) -> None:
    if found.notified_at is not None:
        raise ThinfileError(
            f"The applicant of case {found.case_id} was told at "
            f"{found.notified_at:%Y-%m-%d %H:%M} UTC. To tell them something else, reopen the "
            "case and decide it again."
        )
    table = tables.decisions.c
    asked = select(table.decision).where(table.entry_no == found.decision_no)
    decision = con.execute(asked).scalar_one()
    if (letter.application_id, letter.decision) != (found.application_id, decision):
        raise ThinfileError(
            f"The letter says {letter.decision.value} for application {letter.application_id}, "
            f"but case {found.case_id} is application {found.application_id}, with the decision "
            f"{decision}. Reload the page."
        )
