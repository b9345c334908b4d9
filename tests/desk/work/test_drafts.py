"""What is typed is kept for who typed it, until it is saved or the case is erased."""

from dataclasses import replace

import pytest

from data.errors import ThinfileError
from desk.audit import erasure
from desk.work import drafts, people, users
from tests.desk.office import ADA, AUDREY, CLEO, START

TYPED = {"sentence": "Income is proven by a payslip.", "amount": 1200.5, "documents": ["income"]}


def test_what_was_typed_is_found_by_who_typed_it_alone(office):
    case_id = office.claimed()
    drafts.keep(office.engine, ADA, case_id, {"sentence": "First"}, START)
    drafts.keep(office.engine, ADA, case_id, TYPED, START)
    assert drafts.find(office.engine, ADA, case_id) == TYPED
    assert drafts.find(office.engine, CLEO, case_id) == {}


def test_a_second_window_that_changes_one_field_takes_nothing_from_the_others(office):
    case_id = office.claimed()
    drafts.keep(office.engine, ADA, case_id, {"decision": "refer", "sentence": "Short."}, START)
    drafts.keep(office.engine, ADA, case_id, {"sentence": "Long, from the second one."}, START)
    drafts.keep(office.engine, ADA, case_id, {"decision": "decline"}, START)
    kept = {"decision": "decline", "sentence": "Long, from the second one."}
    assert drafts.find(office.engine, ADA, case_id) == kept


def test_a_field_that_is_emptied_goes_and_the_last_one_takes_the_draft_with_it(office):
    case_id = office.claimed()
    drafts.keep(office.engine, ADA, case_id, TYPED, START)
    drafts.keep(office.engine, ADA, case_id, {"amount": None}, START)
    assert set(drafts.find(office.engine, ADA, case_id)) == set(TYPED) - {"amount"}
    drafts.keep(office.engine, ADA, case_id, dict.fromkeys(TYPED), START)
    assert office.count("drafts") == 0


def test_a_draft_goes_once_it_is_saved(office):
    case_id = office.claimed()
    drafts.keep(office.engine, ADA, case_id, TYPED, START)
    drafts.forget(office.engine, ADA, case_id, START)
    assert drafts.find(office.engine, ADA, case_id) == {}


def test_a_draft_is_no_entry_and_goes_with_an_erasure(office):
    case_id = office.decided()
    entries = office.count("ledger")
    drafts.keep(office.engine, ADA, case_id, TYPED, START)
    assert office.count("ledger") == entries
    erasure.erase(
        office.engine, office.by(AUDREY), case_id=case_id, why="The applicant asked for it."
    )
    assert office.count("drafts") == 0


def test_who_is_shut_out_or_whose_session_ended_neither_keeps_nor_drops_a_draft(office):
    case_id = office.claimed()
    drafts.keep(office.engine, ADA, case_id, TYPED, START)
    ended = replace(ADA, until=START)
    for refused, why in ((ended, "ended at"), (ADA, "no longer a user")):
        if refused is ADA:
            people.signed_in(office.engine, office.by(ADA))
            users.shut_out(office.engine, office.by(AUDREY), "ada", why="She left the bank.")
        with pytest.raises(ThinfileError, match=why):
            drafts.keep(office.engine, refused, case_id, {}, START)
        with pytest.raises(ThinfileError, match=why):
            drafts.forget(office.engine, refused, case_id, START)
    assert drafts.find(office.engine, ADA, case_id) == TYPED


def test_who_may_not_decide_keeps_no_draft(office):
    case_id = office.claimed()
    with pytest.raises(ThinfileError, match="Only these may decide"):
        drafts.keep(office.engine, AUDREY, case_id, TYPED, START)
    with pytest.raises(ThinfileError, match="Only these may decide"):
        drafts.forget(office.engine, AUDREY, case_id, START)
