"""A walk finds what was changed behind the triggers, on both engines."""

import json
from dataclasses import asdict, replace

import pytest

from data.errors import ThinfileError
from desk.audit import access, beside, erasure, verify
from desk.store import chain
from desk.store.chain import EMPTY, GENESIS, Head
from desk.work import casework, decisions, policies
from scoring.policies import policy
from tests.desk.office import ADA, AUDREY, CLEO, LAUNCH, OFFICER_MAY, RAY, RITA, START, YES
from tests.desk.tamper import rewritten, tamper


@pytest.fixture
def full(office):
    """Give an office with entries of most kinds: 1-3 case A1, 4-7 case A2, and more."""
    office.decided()
    second = office.claimed("A2")
    office.decide(second, verdict=replace(YES, amount=OFFICER_MAY + 1))
    decisions.second(office.engine, office.by(CLEO), second, seen=office.seen(second), approve=True)
    access.looked(
        office.engine, office.by(ADA), application_id="A1", lender_id="l1", case_id=1,
        page="applicant",
    )  # fmt: skip
    text = policy.LAUNCH.read_text(encoding="utf-8").replace(LAUNCH.version, "2027-01", 1)
    policies.draft(office.engine, office.by(RAY), text)
    erasure.erase(office.engine, office.by(AUDREY), case_id=1, why="She asked us to.")
    casework.add_note(office.engine, office.by(CLEO), second, note="All is well.")
    assert office.count("ledger") == 11
    return office


def fault_of(office, *statements, anchor=None):
    tamper(office.engine, *statements)
    found = verify.verify(office.engine, anchor).fault
    return None if found is None else (found.entry_no, found.says)


def test_an_empty_ledger_is_whole(office):
    assert verify.verify(office.engine) == verify.Verified(EMPTY, None)
    assert GENESIS == "0" * 64


def test_a_ledger_that_nobody_touched_is_whole(full):
    found = verify.verify(full.engine)
    assert found.fault is None
    assert found.head.entry_no == 11
    assert verify.verify(full.engine, found.head).fault is None
    assert verify.verify(full.engine, EMPTY).fault is None


@pytest.mark.parametrize(
    ("statement", "entry_no", "says"),
    [
        ("update ledger set actor = 'mallory' where entry_no = 3", 3, "was altered"),
        ("update ledger set written_at = '' where entry_no = 11", 11, "was altered"),
        ("delete from ledger where entry_no = 5", 5, "is missing"),
        ("update ledger set facts = 'no json' where entry_no = 10", 10, "was altered"),
        ("update ledger set facts = '{\"entries\":[1,2]}' where entry_no = 10", 10, "was altered"),
        ("update payloads set body = '{}' where entry_no = 4", 4, "has another payload"),
        ("delete from payloads where entry_no = 11", 11, "has lost its payload"),
        ("update payloads set salt = null, body = null, erased_by = 10 where entry_no = 4", 4,
         "has lost its payload"),
        ("update decisions set amount = 1 where entry_no = 3", 3, "has another row in decisions"),
        ("update decisions set decided_at = 'then' where entry_no = 6", 6, "has another row"),
        ("delete from decisions where entry_no = 6", 6, "has lost its row in decisions"),
        ("update decisions set entry_no = 2 where entry_no = 6", 2,
         "has a row in decisions that it did not write"),
        ("update decisions set entry_no = 11 where entry_no = 6", 6, "has lost its row"),
        ("update access_log set user_id = 'cleo'", 8, "has another row in access_log"),
        ("delete from access_log", 8, "has lost its row in access_log"),
        ("update texts set body = 'select 2' where body = 'select 1'", 3, "names a text"),
        ("update texts set body = 'x' where length(body) > 100", 9, "names a text"),
        ("update cases set decision_no = null where case_id = 4", 6, "at odds with the table"),
        ("update cases set decision_no = 3 where case_id = 4", 3, "the table says 3"),
        ("delete from cases where case_id = 1", 3, "at odds with the table of cases"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(full, statement, entry_no, says):
    fault = fault_of(full, statement)
    assert fault is not None
    assert fault[0] == entry_no
    assert says in fault[1]


def test_a_decision_that_no_entry_wrote_is_named(full):
    assert fault_of(full, "update decisions set entry_no = 12 where entry_no = 3") == (
        3, "has lost its row in decisions",
    )  # fmt: skip
    fault = fault_of(full, "delete from decisions where entry_no = 6")
    assert fault == (3, "has lost its row in decisions")


def test_a_reopened_case_has_no_decision_in_force(full):
    decisions.reopen(
        full.engine, full.by(CLEO), 1, seen=full.seen(1), sentence="She sent a payslip."
    )
    assert verify.verify(full.engine).fault is None
    assert fault_of(full, "update cases set decision_no = 3 where case_id = 1") is not None


@pytest.fixture
def two_policies(office):
    """Give an office whose launch policy, entry 1, retired for 2027-01, entries 2 and 3."""
    policies.record_launch(office.engine, START)
    for number in (1, 2):
        text = policy.LAUNCH.read_text(encoding="utf-8")
        text = text.replace(LAUNCH.version, f"2027-0{number}", 1)
        policies.draft(office.engine, office.by(RAY), text)
        if number == 1:
            policies.put_in_force(office.engine, office.by(RITA), "2027-01")
    assert verify.verify(office.engine).fault is None
    return office


RETIRES = "update policies set status = 'retired' where entry_no = 2"


@pytest.mark.parametrize(
    ("statements", "entry_no", "says"),
    [
        ((RETIRES, "update policies set status = 'in_force' where entry_no = 4"), 2,
         "policy '2027-01': status is in_force, the table says retired"),
        ((RETIRES, "update policies set status = 'in_force' where entry_no = 1"), 1,
         "status is retired, the table says in_force"),
        (("update policies set text_sha256 = (select text_sha256 from policies as p "
          "where p.entry_no = 4) where entry_no = 2",), 2, "text_sha256 is"),
        (("update policies set drafted_by = 'x' where entry_no = 4",), 4, "drafted_by is ray"),
        (("update policies set in_force_at = 'then' where entry_no = 1",), 1, "in_force_at is"),
        (("delete from policies where entry_no = 2",), 2, "the table lacks policy '2027-01'"),
        (("update policies set entry_no = 3 where entry_no = 4",), 3,
         "holds, and no entry wrote, policy '2027-02'"),
    ],
)  # fmt: skip
def test_a_policy_that_no_entry_put_in_force_is_named(two_policies, statements, entry_no, says):
    fault = fault_of(two_policies, *statements)
    assert fault is not None
    assert fault[0] == entry_no
    assert says in fault[1]


def test_a_draft_that_was_altered_before_it_was_put_in_force_is_named(two_policies):
    tamper(
        two_policies.engine,
        "update policies set text_sha256 = (select text_sha256 from policies as p "
        "where p.entry_no = 1) where entry_no = 4",
    )
    policies.put_in_force(two_policies.engine, two_policies.by(RITA), "2027-02")
    fault = verify.verify(two_policies.engine).fault
    assert fault is not None
    assert (fault.entry_no, "policies" in fault.says) == (4, True)


def test_an_end_that_was_cut_off_is_found_by_an_anchor_only(full):
    anchor = verify.verify(full.engine).head
    tamper(full.engine, "delete from notes", "delete from payloads where entry_no = 11",
           "delete from ledger where entry_no = 11")  # fmt: skip
    assert verify.verify(full.engine).fault is None
    found = verify.verify(full.engine, anchor).fault
    assert found is not None
    assert (found.entry_no, found.says) == (11, "is missing: the anchor knows the entries up to 11")


def test_a_chain_rewritten_to_its_end_is_found_by_an_anchor_only(full):
    anchor = verify.verify(full.engine).head
    assert fault_of(full, *rewritten(full.engine, 11, actor="mallory")) is None
    found = verify.verify(full.engine, anchor).fault
    assert found is not None
    assert found.entry_no == 11
    assert "is not the one that the anchor knows" in found.says


def test_a_second_person_who_was_the_first_is_named(full):
    fault = fault_of(full, *rewritten(full.engine, 7, actor="ada"))
    assert fault == (7, "is by 'ada', as is entry 6, and takes a second person")


def test_a_second_person_of_nothing_is_named(full):
    fault = fault_of(full, *rewritten(full.engine, 11, kind="model_in_force"))
    assert fault == (11, "is the act of a second person, and about no model proposal")


def test_a_policy_of_one_person_is_named(two_policies):
    table = "update policies set in_force_by = 'ray' where entry_no = 2"
    fault = fault_of(two_policies, *rewritten(two_policies.engine, 3, actor="ray"), table)
    assert fault is not None
    assert (fault[0], "takes a second person" in fault[1]) == (3, True)


def test_an_entry_of_no_kind_is_named(full):
    fault = fault_of(full, *rewritten(full.engine, 11, kind="gift"))
    assert fault == (11, "is of no kind that there is: gift")


@pytest.mark.parametrize("facts", ["[]", "no JSON", '{"texts": 7}'])
def test_an_entry_whose_facts_are_none_is_named(full, facts):
    assert fault_of(full, *rewritten(full.engine, 11, facts=facts)) == (11, chain.MALFORMED)


def test_a_decision_that_lost_its_facts_is_named(full):
    fault = fault_of(full, *rewritten(full.engine, 3, facts="{}"))
    assert fault == (3, "has another row in decisions than it wrote")


def test_an_emptied_ledger_is_found_by_an_anchor(office):
    found = verify.verify(office.engine, Head(3, "a" * 64)).fault
    assert found is not None
    assert found.entry_no == 1


def test_an_anchor_is_written_and_read_back(full, tmp_path):
    path = tmp_path / "anchor.json"
    head = verify.write_anchor(full.engine, path)
    assert verify.read_anchor(path) == head
    assert json.loads(path.read_text()) == asdict(head)
    casework.add_note(full.engine, full.by(CLEO), 4, note="One more.")
    assert verify.write_anchor(full.engine, path).entry_no == 12


def test_an_anchor_that_the_chain_does_not_hold_is_not_overwritten(full, tmp_path):
    path = tmp_path / "anchor.json"
    verify.write_anchor(full.engine, path)
    before = path.read_text()
    tamper(full.engine, *rewritten(full.engine, 11, actor="mallory"))
    with pytest.raises(ThinfileError, match=r"an anchor that this ledger does not hold: entry 11"):
        verify.write_anchor(full.engine, path)
    assert path.read_text() == before


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"entry_no": "x", "own_hash": ""}'])
def test_what_is_no_anchor_is_refused(tmp_path, text):
    path = tmp_path / "anchor.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ThinfileError, match="Wanted an anchor in"):
        verify.read_anchor(path)


def test_a_long_chain_is_read_in_parts(office, monkeypatch):
    for module in (verify, beside):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", 3)
    for number in range(5):
        access.looked(
            office.engine, office.by(ADA), application_id=f"A{number}", lender_id="l1",
            case_id=None, page="applicant",
        )  # fmt: skip
        office.decided(f"A{number}")
    found = verify.verify(office.engine)
    assert (found.fault, found.head.entry_no) == (None, 20)
