"""Erasing a case together with the letters that were kept of it."""

from sqlalchemy import Engine

from data.home import Home
from desk.audit import erasure
from desk.notices import kept, sending
from desk.store.ledger import By, Receipt


def erase(engine: Engine, home: Home, by: By, *, case_id: int, why: str) -> Receipt:
    """Erase a case's payloads as `desk.audit.erasure.erase` does, and remove its letters' files.

    Raises
    ------
    ThinfileError
        As there; no file was removed.
    """
    names = sending.names_of(engine, by.viewer, case_id)
    receipt = erasure.erase(engine, by, case_id=case_id, why=why)
    for name in names:
        kept.forget(home, name)
    return receipt
