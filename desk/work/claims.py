"""Who has a case: open it, claim it, give it back, hand it on."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from data.errors import ThinfileError
from desk.refusals import not_now
from desk.roles import Act, require
from desk.store import ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import cases, checks, people, policies
from desk.work.cases import Pins, Status
from scoring.scores.brought import BroughtFile


def open_case(
    engine: Engine,
    by: By,
    *,
    application_id: str,
    lender_id: str | None,
    applied_at: datetime,
    files: Sequence[BroughtFile] = (),
) -> Receipt:
    """Open a case for an application that has none.

    Parameters
    ----------
    engine : Engine
    by : By
    application_id : str
    lender_id : str or None
    applied_at : datetime
    files : sequence of BroughtFile
        What was uploaded for it. Rows and rejects stay in the entry; the hashes can be erased,
        for a file of one short row can be guessed.

    Returns
    -------
    Receipt
        Its `case_id` is the new case's.

    Raises
    ------
    ThinfileError
        When the application has a case; a decided one is reopened instead.
    """
    facts: dict[str, object] = {
        "application_id": application_id,
        "lender_id": lender_id,
        "applied_at": tables.utc_text(applied_at),
    }
    asked = facts | ({"files": [asdict(file) for file in files]} if files else {})
    if files:
        facts["files"] = [
            {"table": file.table, "rows": file.rows, "rejected": file.rejected} for file in files
        ]

    def change(con: Connection, entry_no: int) -> Draft:
        checks.require_sees(by.viewer, lender_id, f"application '{application_id}'")
        has = con.execute(
            select(tables.cases.c.case_id, tables.cases.c.status, tables.cases.c.version).where(
                tables.cases.c.application_id == application_id
            )
        ).first()
        if has is not None and has.status == Status.DECIDED:
            raise ThinfileError(
                f"Application '{application_id}' has case {has.case_id} already, which is decided. "
                "Reopen it instead."
            )
        if has is not None:
            raise checks.overtaken(con, has.case_id, has.version, asked)
        new = insert(tables.cases).values(
            case_id=entry_no,
            application_id=application_id,
            lender_id=lender_id,
            applied_at=applied_at,
            opened_at=by.at,
            status=Status.NEW,
            version=entry_no,
        )
        return Draft(case_id=entry_no, facts=facts, statements=(new,))

    return ledger.write(engine, by, Kind.OPENING, asked, change)


def claim(engine: Engine, by: By, case_id: int, *, seen: int, pins: Pins) -> Receipt:
    """Take an unclaimed case, or one that was referred, and pin what it is looked at with.

    Parameters
    ----------
    engine : Engine
    by : By
    case_id : int
    seen : int
        Version of the case as the writer saw it; so everywhere in this module.
    pins : Pins
        The book in use and the policy in force.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When it is not to be claimed, by this person or by anybody.
    """
    asked = {"case_id": case_id, "pins": asdict(pins)}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        if found.status is Status.AWAITING_SECOND and found.claimed_by is None:
            checks.require_not_referrer(con, found, by.viewer.user_id)
            require(by.viewer, Act.DECIDE_AS_SECOND)
        elif found.status is not Status.NEW:
            raise not_now(case_id, "claim", found.status, "Choose an unclaimed one.")
        policies.require_in_force(con, pins.policy_version)
        now = cases.moved(
            case_id, entry_no,
            status=Status.IN_REVIEW, claimed_by=by.viewer.user_id, **cases.pinned(pins),
        )  # fmt: skip
        return Draft(case_id=case_id, facts=asdict(pins), statements=(now,))

    return ledger.write(engine, by, Kind.CLAIM, asked, change)


def release(engine: Engine, by: By, case_id: int, *, seen: int) -> Receipt:
    """Give a case back to the pile that it was claimed from; its pins go.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When the writer does not have it, or it is decided or waits for a second person.
    """
    asked = {"case_id": case_id}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        checks.require_mine(con, found, by.viewer, "release")
        before = Status.NEW if found.pending_no is None else Status.AWAITING_SECOND
        now = cases.moved(
            case_id, entry_no, status=before, claimed_by=None, **cases.pinned(None)
        )  # fmt: skip
        return Draft(case_id=case_id, statements=(now,))

    return ledger.write(engine, by, Kind.RELEASE, asked, change)


def reassign(engine: Engine, by: By, case_id: int, *, seen: int, to: str) -> Receipt:
    """Hand a claimed case to another officer.

    Parameters
    ----------
    to : str
        User id of somebody who has signed in, may decide and sees the case's lender.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When the case is not claimed, or cannot go to them.
    """
    asked = {"case_id": case_id, "to": to}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        if found.status not in checks.HELD:
            raise not_now(case_id, "hand on", found.status, "Only claimed cases are handed on.")
        taker = people.known(con, to)
        require(taker, Act.DECIDE if found.pending_no is None else Act.DECIDE_AS_SECOND)
        checks.require_sees(taker, found.lender_id, f"a case for {taker.name}")
        if found.pending_no is not None:
            checks.require_not_referrer(con, found, to)
        now = cases.moved(case_id, entry_no, claimed_by=to)
        return Draft(case_id=case_id, facts={"to": to}, statements=(now,))

    return ledger.write(engine, by, Kind.REASSIGNMENT, asked, change)


def take_new_book(engine: Engine, by: By, case_id: int, *, seen: int, pins: Pins) -> Receipt:
    """Pin a claimed case to a newer book or policy, after its officer has seen both.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When the writer does not have it, or the policy is not in force.
    """
    asked = {"case_id": case_id, "pins": asdict(pins)}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        checks.require_mine(con, found, by.viewer, "change the book of")
        policies.require_in_force(con, pins.policy_version)
        now = cases.moved(case_id, entry_no, **cases.pinned(pins))
        return Draft(case_id=case_id, facts=asdict(pins), statements=(now,))

    return ledger.write(engine, by, Kind.NEW_BOOK, asked, change)
