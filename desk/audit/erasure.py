"""Erasing what the ledger says of a person, without breaking its chain."""

from sqlalchemy import Connection, Engine, delete, select, text, update

from data.errors import ThinfileError
from desk.store import ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import cases
from desk.work.cases import Status
from desk.work.verdicts import require_sentence


def erase(engine: Engine, by: By, *, case_id: int, why: str) -> Receipt:
    """Erase the payloads of a decided case, the purchases disputed in it, and drafts.

    The entries, their hashes and their facts stay, so the chain stays whole: that there was a
    case, who decided what and when can still be proven, but no longer about whose purchases.

    Parameters
    ----------
    case_id : int
    why : str
        On what ground; stays in the ledger, so it names nobody.

    Raises
    ------
    ThinfileError
        When the case is not decided, has nothing left to erase, or no sentence says why.
    """
    asked = {"case_id": case_id, "why": why}

    def change(con: Connection, entry_no: int) -> Draft:
        found = cases.held(con, by.viewer, case_id)
        if found.status is not Status.DECIDED:
            raise ThinfileError(
                f"Case {case_id} is {found.status.replace('_', ' ')}; only decided cases are "
                "erased. Have it decided first."
            )
        require_sentence(why, "to erase a case")
        entries = _standing(con, case_id)
        if not entries:
            raise ThinfileError(f"Case {case_id} has been erased already. Nothing is left to do.")
        erased = update(tables.payloads).where(tables.payloads.c.entry_no.in_(entries))
        return Draft(
            case_id=case_id,
            facts={"entries": entries, "why": why},
            statements=(
                erased.values(salt=None, body=None, erased_by=entry_no),
                delete(tables.disputes).where(tables.disputes.c.case_id == case_id),
                delete(tables.drafts).where(tables.drafts.c.case_id == case_id),
            ),
        )

    receipt = ledger.write(engine, by, Kind.ERASURE, asked, change)
    _empty_the_journal(engine)
    return receipt


def _standing(con: Connection, case_id: int) -> list[int]:
    """Give the entries of a case whose payloads are there, erasures aside."""
    entries, payloads = tables.ledger.c, tables.payloads.c
    asked = (
        select(entries.entry_no)
        .join(tables.payloads, payloads.entry_no == entries.entry_no)
        .where(entries.case_id == case_id, entries.kind != Kind.ERASURE, payloads.body.is_not(None))
        .order_by(entries.entry_no)
    )
    return list(con.execute(asked).scalars())


def _empty_the_journal(engine: Engine) -> None:
    """Take the erased text out of SQLite's journal, where it would stand until overwritten."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as con:
            con.execute(text("pragma wal_checkpoint(truncate)")).fetchall()
