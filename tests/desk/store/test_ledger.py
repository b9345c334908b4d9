"""One way to write: once a key, all or nothing, whoever writes at the same time."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text, update

from data.errors import ThinfileError
from desk.audit import verify
from desk.refusals import ConflictError, KeyReusedError
from desk.store import database, tables
from desk.store.kinds import Kind
from desk.store.ledger import By
from desk.work import cases, casework, claims, people
from tests.desk.office import ADA, BEN, CLEO, PINS, START


def test_every_write_appends_one_entry_that_follows_the_last(office):
    case_id = office.decided()
    casework.add_note(office.engine, office.by(ADA), case_id, note="Called the applicant.")
    with database.reading(office.engine) as con:
        rows = con.execute(select(tables.ledger).order_by(tables.ledger.c.entry_no)).all()
    assert [row.kind for row in rows] == ["opening", "claim", "decision", "note"]
    assert [row.entry_no for row in rows] == [1, 2, 3, 4]
    assert {row.case_id for row in rows} == {case_id}
    assert rows[0].written_at == "2026-11-22T09:00:00.000000Z"
    assert [row.previous_hash for row in rows[1:]] == [row.own_hash for row in rows[:-1]]


def test_the_same_key_gives_the_same_answer_and_no_second_entry(office):
    case_id = office.opened()
    by = office.by(ADA, "the-key")
    first = casework.add_note(office.engine, by, case_id, note="Once.")
    later = By(ADA, datetime(2027, 1, 1, tzinfo=UTC), "the-key")
    assert casework.add_note(office.engine, later, case_id, note="Once.") == first
    assert office.count("ledger") == 2
    assert office.count("notes") == 1


def test_a_claim_answered_once_is_answered_again_though_the_case_has_moved_on(office):
    case_id = office.opened()
    seen, by = office.seen(case_id), office.by(ADA, "the-key")
    first = claims.claim(office.engine, by, case_id, seen=seen, pins=PINS)
    office.decide(case_id)
    assert claims.claim(office.engine, by, case_id, seen=seen, pins=PINS) == first


@pytest.mark.parametrize("viewer", [ADA, CLEO])
def test_a_key_that_comes_again_with_something_else_is_refused(office, viewer):
    case_id = office.opened()
    casework.add_note(office.engine, office.by(ADA, "the-key"), case_id, note="Once.")
    other = "Once." if viewer is CLEO else "Twice."
    with pytest.raises(KeyReusedError, match=r"'the-key' belongs to entry 2"):
        casework.add_note(office.engine, office.by(viewer, "the-key"), case_id, note=other)
    with pytest.raises(KeyReusedError):
        claims.release(office.engine, office.by(ADA, "the-key"), case_id, seen=1)


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_is_neither_empty_nor_endless(office, key):
    with pytest.raises(ValueError, match="1 to 200 characters"):
        casework.add_note(office.engine, By(ADA, START, key), 1, note="Once.")


def test_a_moment_without_a_zone_is_a_fault_of_ours(office):
    case_id = office.opened()
    by = By(ADA, datetime(2026, 11, 22), "key")
    with pytest.raises(ValueError, match="says no time zone"):
        casework.add_note(office.engine, by, case_id, note="Once.")


def test_words_stand_in_the_payload_alone(office):
    case_id = office.opened()
    casework.add_note(office.engine, office.by(ADA), case_id, note="Straße, 漢字, \x00 and 💶.")
    with database.reading(office.engine) as con:
        facts = con.execute(text("select facts from ledger where entry_no = 2")).scalar_one()
        body = con.execute(text("select body from payloads where entry_no = 2")).scalar_one()
    assert facts == "{}"
    assert json.loads(body)["asked"]["note"] == "Straße, 漢字, \x00 and 💶."


def test_the_second_writer_is_told_who_was_first_and_keeps_what_was_typed(office):
    people.signed_in(office.engine, office.by(ADA))
    case_id = office.claimed()
    seen = office.seen(case_id)
    office.decide(case_id)
    with pytest.raises(ConflictError, match="Ada Lovelace decided it at 2026-11-22 09:00:") as lost:
        casework.dispute(
            office.engine, office.by(CLEO), case_id, seen=seen, order_id="o1", line_no=2,
            why="She returned it.",
        )  # fmt: skip
    assert lost.value.first_by == "Ada Lovelace"
    assert lost.value.first_at.tzinfo is UTC
    assert lost.value.attempted["why"] == "She returned it."
    assert "what you typed is kept" in str(lost.value)


def test_who_has_not_signed_in_is_named_by_id(office):
    case_id = office.opened()
    claims.claim(office.engine, office.by(ADA), case_id, seen=1, pins=PINS)
    with pytest.raises(ConflictError, match="ada claimed it"):
        claims.claim(office.engine, office.by(CLEO), case_id, seen=1, pins=PINS)


def test_a_user_who_was_shut_out_writes_nothing(office):
    people.signed_in(office.engine, office.by(ADA))
    with database.writing(office.engine) as con:
        con.execute(update(tables.users).values(is_active=False))
    with pytest.raises(ThinfileError, match="no longer a user"):
        office.opened()
    assert office.count("cases") == 0


def test_many_writers_at_once_make_one_chain(office):
    case_id = office.opened()

    def work_hard(name):
        for turn in range(5):
            by = By(ADA, START, f"{name}-{turn}")
            casework.add_note(office.engine, by, case_id, note=f"{name} was here.")

    with ThreadPoolExecutor(4) as writers:
        for done in [writers.submit(work_hard, name) for name in range(4)]:
            done.result()
    assert office.count("notes") == 20
    assert verify.verify(office.engine).fault is None


def test_of_two_who_claim_at_once_one_has_it(office):
    case_id, answers = office.opened(), []

    def claim(viewer):
        try:
            by = By(viewer, START, f"claim-{viewer.user_id}")
            answers.append(claims.claim(office.engine, by, case_id, seen=1, pins=PINS))
        except ConflictError as lost:
            answers.append(lost)

    threads = [threading.Thread(target=claim, args=(viewer,)) for viewer in (ADA, BEN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["ConflictError", "Receipt"]
    assert office.case(case_id).claimed_by in {"ada", "ben"}


def test_every_kind_says_what_was_done():
    assert all(kind.did for kind in Kind)


def test_a_case_has_the_state_that_its_last_entry_left(office):
    case_id = office.claimed()
    found = office.case(case_id)
    assert (found.status, found.claimed_by, found.version) == (cases.Status.IN_REVIEW, "ada", 2)
    assert found.pins == PINS
