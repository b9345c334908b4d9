"""Erasing a person's payloads leaves a whole chain and no words."""

from pathlib import Path

import pytest

from data.errors import ThinfileError
from desk.audit import access, erasure, history, verify
from desk.store.kinds import Kind
from desk.work import casework, claims
from tests.desk.office import ADA, AUDREY, PINS

SECRET = "Her sister lives in Ravensburg."
ORDER = "ORDER-OF-HERS-4711"


def full(office):
    case_id = office.claimed()
    casework.add_note(office.engine, office.by(ADA), case_id, note=SECRET)
    casework.dispute_each(
        office.engine, office.by(ADA), case_id, seen=office.seen(case_id),
        purchases=[(ORDER, None)], why=SECRET,
    )  # fmt: skip
    access.looked(
        office.engine, office.by(ADA), application_id="A1", lender_id="l1", case_id=case_id,
        page="applicant",
    )  # fmt: skip
    office.decide(case_id)
    return case_id


def erase(office, case_id, why="She asked us to."):
    return erasure.erase(office.engine, office.by(AUDREY), case_id=case_id, why=why)


def test_the_words_are_gone_and_the_chain_is_whole(office):
    case_id = full(office)
    receipt = erase(office, case_id)
    events = history.history(office.engine, AUDREY, case_id)
    assert {event.payload is None for event in events[:-1]} == {True}
    assert events[-1].kind is Kind.ERASURE
    assert events[-1].facts == {"entries": [1, 2, 3, 4, 5, 6], "why": "She asked us to."}
    assert office.count("disputes") == 0
    found = verify.verify(office.engine)
    assert found.fault is None
    assert found.head.entry_no == receipt.entry_no


def test_what_was_decided_can_still_be_read(office):
    case_id = full(office)
    erase(office, case_id)
    [event] = history.history(office.engine, AUDREY, case_id, Kind.DECISION)
    assert (event.facts["decision"], event.facts["amount"]) == ("approve", 50_000)
    assert office.count("decisions") == 1


def test_no_byte_of_the_words_is_left_in_the_files(office):
    if office.engine.dialect.name != "sqlite":
        return
    case_id = full(office)
    files = list(Path(str(office.engine.url.database)).parent.glob("ledger.sqlite*"))
    for said in (SECRET.encode(), ORDER.encode()):
        assert any(said in path.read_bytes() for path in files)
    erase(office, case_id)
    for said in (SECRET.encode(), ORDER.encode()):
        assert not any(said in path.read_bytes() for path in files if path.exists())


def test_another_persons_words_stay(office):
    case_id, other = full(office), office.claimed("A2")
    casework.add_note(office.engine, office.by(ADA), other, note="Another person.")
    erase(office, case_id)
    [note] = history.history(office.engine, AUDREY, other, Kind.NOTE)
    assert note.payload is not None


def test_an_open_case_is_not_erased(office):
    with pytest.raises(ThinfileError, match="is in review; only decided cases are erased"):
        erase(office, office.claimed())


def test_an_erasure_says_on_what_ground(office):
    with pytest.raises(ThinfileError, match="sentence to erase a case"):
        erase(office, full(office), why="")


def test_what_is_erased_is_not_erased_again(office):
    case_id = full(office)
    erase(office, case_id)
    with pytest.raises(ThinfileError, match="has been erased already"):
        erase(office, case_id)


def test_what_was_said_after_an_erasure_can_be_erased_too(office):
    case_id = full(office)
    erase(office, case_id)
    casework.add_note(office.engine, office.by(ADA), case_id, note="She wrote again.")
    erase(office, case_id)
    assert verify.verify(office.engine).fault is None


def test_an_erased_write_still_answers_to_its_key(office):
    case_id = office.opened()
    by = office.by(ADA, "the-key")
    first = casework.add_note(office.engine, by, case_id, note=SECRET)

    claims.claim(office.engine, office.by(ADA), case_id, seen=case_id, pins=PINS)
    office.decide(case_id)
    erase(office, case_id)
    assert casework.add_note(office.engine, by, case_id, note="anything") == first
