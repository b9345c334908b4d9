"""Work on a case before it is decided: note, ask, record the answer, dispute."""

from collections.abc import Sequence
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, Delete, Engine, delete, insert, select, update

from data.errors import ThinfileError
from desk.refusals import not_now
from desk.roles import Act, Viewer, require
from desk.store import database, ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import cases, checks
from desk.work.cases import Status


class Document(StrEnum):
    """What an applicant may be asked for."""

    IDENTITY = "identity"
    ADDRESS = "address"
    INCOME = "income"
    BANK_STATEMENTS = "bank_statements"
    EMPLOYMENT = "employment"
    OTHER = "other"


def add_note(engine: Engine, by: By, case_id: int, *, note: str) -> Receipt:
    """Write a note on a case, whoever has it and whatever its state; its version stays.

    Raises
    ------
    ThinfileError
        When the note is empty.
    """
    asked = {"case_id": case_id, "note": note}

    def change(con: Connection, entry_no: int) -> Draft:
        cases.held(con, by.viewer, case_id)
        if not note.strip():
            raise ThinfileError("Wanted a note; got nothing but space. Write it, then save.")
        new = insert(tables.notes).values(entry_no=entry_no, case_id=case_id)
        return Draft(case_id=case_id, statements=(new,))

    return ledger.write(engine, by, Kind.NOTE, asked, change)


def request_documents(
    engine: Engine, by: By, case_id: int, *, seen: int, documents: Sequence[Document], why: str
) -> Receipt:
    """Ask the applicant for documents; the case waits for them.

    Parameters
    ----------
    why : str
        What they should show, for the applicant; may be empty.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When no document is named, or the writer does not have the case.
    """
    wanted = sorted({document.value for document in documents})
    asked = {"case_id": case_id, "documents": wanted, "why": why}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        checks.require_mine(con, found, by.viewer, "ask for documents in")
        if not wanted:
            raise ThinfileError("Wanted at least one document to ask for; got none. Choose one.")
        now = cases.moved(case_id, entry_no, status=Status.AWAITING_APPLICANT)
        rows = [
            {"entry_no": entry_no, "document": document, "case_id": case_id} for document in wanted
        ]
        new = insert(tables.documents).values(rows)
        return Draft(case_id=case_id, facts={"documents": wanted}, statements=(now, new))

    return ledger.write(engine, by, Kind.DOCUMENT_REQUEST, asked, change)


def record_answer(
    engine: Engine, by: By, case_id: int, *, seen: int, documents: Sequence[Document] = ()
) -> Receipt:
    """Record that the applicant answered; the case goes on when no document is outstanding.

    Parameters
    ----------
    documents : sequence of Document
        Those that came. Of an answer without any, the case goes on and waits for none any more:
        whoever has it judges what the answer is worth, or asks again.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When the case does not wait for the applicant, or a document was not asked for.
    """
    came = sorted({document.value for document in documents})
    asked = {"case_id": case_id, "documents": came}
    table = tables.documents.c

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        if found.status is not Status.AWAITING_APPLICANT:
            raise not_now(case_id, "record an answer to", found.status, "Write a note instead.")
        open_ones = (table.case_id == case_id) & table.received_no.is_(None)
        outstanding = set(con.execute(select(table.document).where(open_ones)).scalars())
        if not outstanding.issuperset(came):
            raise ThinfileError(
                f"Wanted documents that case {case_id} waits for "
                f"({', '.join(sorted(outstanding)) or 'none'}); got {', '.join(came)}. "
                "Choose among them, or write a note."
            )
        goes_on = not came or outstanding == set(came)
        status = Status.IN_REVIEW if goes_on else Status.AWAITING_APPLICANT
        received = update(tables.documents).where(open_ones & table.document.in_(came))
        ends = received.values(received_no=entry_no) if came else _waited_for_no_more(open_ones)
        now = cases.moved(case_id, entry_no, status=status)
        return Draft(case_id=case_id, facts={"documents": came}, statements=(ends, now))

    return ledger.write(engine, by, Kind.ANSWER, asked, change)


def _waited_for_no_more(open_ones: ColumnElement[bool]) -> Delete:
    """Give up documents; that they were asked for stays in the entry that asked."""
    return delete(tables.documents).where(open_ones)


def outstanding(engine: Engine, viewer: Viewer, case_id: int) -> list[Document]:
    """Give the documents that a case still waits for."""
    require(viewer, Act.SEE_APPLICANTS)
    table = tables.documents.c
    waits = (table.case_id == case_id) & table.received_no.is_(None)
    with database.reading(engine) as con:
        cases.held(con, viewer, case_id)
        found = set(con.execute(select(table.document).where(waits)).scalars())
    return [document for document in Document if document.value in found]


def dispute(
    engine: Engine, by: By, case_id: int, *, seen: int, order_id: str, line_no: int | None, why: str
) -> Receipt:
    """Record that the applicant says a purchase, or one line of it, is wrong.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When the writer does not have the case.
    """
    asked = {"case_id": case_id, "order_id": order_id, "line_no": line_no, "why": why}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        checks.require_mine(con, found, by.viewer, "record a dispute in")
        new = insert(tables.disputes).values(
            entry_no=entry_no, case_id=case_id, order_id=order_id, line_no=line_no
        )
        now = cases.moved(case_id, entry_no)
        return Draft(case_id=case_id, statements=(new, now))

    return ledger.write(engine, by, Kind.DISPUTE, asked, change)


def dispute_each(
    engine: Engine,
    by: By,
    case_id: int,
    *,
    seen: int,
    purchases: Sequence[tuple[str, int | None]],
    why: str,
) -> Receipt:
    """Record a dispute of each of some orders, or lines of them: an entry each, one after another.

    A key stays for ever, so what names a purchase goes into it as a hash alone: together with the
    act's own key, which nobody can guess.

    Returns
    -------
    Receipt
        Of the last one.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When no purchase is named, or the writer does not have the case.
    """
    receipt = None
    for order_id, line_no in purchases:
        named = f"{by.key}:{order_id}:{'' if line_no is None else line_no}"
        own = By(by.viewer, by.at, f"dispute:{sha256(named.encode()).hexdigest()}")
        receipt = dispute(
            engine, own, case_id, seen=seen, order_id=order_id, line_no=line_no, why=why
        )
        seen = receipt.entry_no
    if receipt is None:
        raise ThinfileError("Wanted an order to dispute; got none. Choose one.")
    return receipt


def disputed(engine: Engine, viewer: Viewer, case_id: int) -> list[tuple[str, int | None]]:
    """Give the orders, or lines of them, that the applicant disputes, in the order recorded."""
    require(viewer, Act.SEE_APPLICANTS)
    table = tables.disputes.c
    asked = (
        select(table.order_id, table.line_no)
        .where(table.case_id == case_id)
        .order_by(table.entry_no)
    )
    with database.reading(engine) as con:
        cases.held(con, viewer, case_id)
        return list(dict.fromkeys((row[0], row[1]) for row in con.execute(asked)))
