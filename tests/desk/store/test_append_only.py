"""The database itself refuses to change what was written, on both engines."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desk.audit import access, erasure
from desk.store import chain, database
from desk.work import casework
from tests.desk.office import ADA, AUDREY

APPEND_ONLY = ("ledger", "payloads", "decisions", "access_log", "texts")
CHANGES = [
    "update ledger set actor = 'mallory'",
    "update ledger set facts = facts",
    "update decisions set amount = 1",
    "update access_log set page = 'x'",
    "update texts set body = 'x'",
    "update payloads set body = '{}'",
    "update payloads set salt = null, body = null",
    "update payloads set salt = null, body = null, erased_by = 1 where entry_no = 2",
    "update payloads set erased_by = 1",
    *(f"delete from {table}" for table in APPEND_ONLY),
]
SQLITE_CHANGES = [
    "update or replace ledger set entry_no = 2 where entry_no = 1",
    *(f"replace into {table} select * from {table} limit 1" for table in APPEND_ONLY),
    # under a new number, but with the key of an entry, which would push that one out
    "replace into ledger select 1 + (select max(entry_no) from ledger), kind, case_id, actor, "
    "written_at, idempotency_key, about, facts, payload_hash, "
    "(select own_hash from ledger order by entry_no desc limit 1), own_hash from ledger limit 1",
]
OF_ONE_ENGINE = {
    "sqlite": SQLITE_CHANGES,
    "postgresql": [f"truncate {table} cascade" for table in APPEND_ONLY],
}
REFUSED = "append-only|may only be erased|does not follow"


@pytest.fixture
def full(office):
    """Give an office with a row in every table that is append-only."""
    case_id = office.decided()
    access.looked(
        office.engine, office.by(AUDREY), application_id="A1", lender_id="l1", case_id=case_id,
        page="applicant",
    )  # fmt: skip
    assert all(office.count(table) for table in APPEND_ONLY)
    return office


def run(engine, statement, **values):
    with database.writing(engine) as con:
        con.execute(text(statement), values)


def test_every_change_is_refused(full):
    changes = [*CHANGES, *OF_ONE_ENGINE[full.engine.dialect.name]]
    for change in changes:
        with pytest.raises(DBAPIError, match=REFUSED):
            run(full.engine, change)


def test_every_change_is_refused_to_whoever_opens_the_file(full):
    """Another program's connection has none of our settings."""
    if full.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(full.engine.url.database))) as raw:
            for change in [*CHANGES, *SQLITE_CHANGES]:
                with pytest.raises(sqlite3.IntegrityError, match=REFUSED):
                    raw.execute(change)


def test_an_entry_that_does_not_follow_the_last_is_refused(office):
    office.opened()
    with database.reading(office.engine) as con:
        head = con.execute(text("select own_hash from ledger")).scalar()
    values = "(:entry_no, 'note', null, 'm', '', 'k', null, '{}', '', :previous_hash, 'h')"
    for entry_no, previous_hash in (
        (1, head), (9, head), (-1, head), (2, chain.GENESIS), (2, "f" * 64),
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="does not follow the last"):
            run(
                office.engine,
                f"insert into ledger values {values}",
                entry_no=entry_no,
                previous_hash=previous_hash,
            )


def test_an_erasure_opens_the_payloads_that_it_names_and_no_other(office):
    engine, case_id = office.engine, office.decided()
    casework.add_note(engine, office.by(ADA), office.decided("A2"), note="Another person's note.")
    other = office.count("ledger")
    receipt = erasure.erase(engine, office.by(AUDREY), case_id=case_id, why="She asked for it.")
    again = "update payloads set salt = null, body = null, erased_by = :by where entry_no = :of"
    with pytest.raises(DBAPIError, match="may only be erased"):
        run(engine, again, by=receipt.entry_no, of=other)
    with pytest.raises(DBAPIError, match="may only be erased"):
        run(engine, again, by=receipt.entry_no, of=case_id)
    with pytest.raises(DBAPIError, match="may only be erased"):
        run(engine, "update payloads set body = '{}' where entry_no = :of", of=case_id)
