"""Work on a case: notes, documents asked for and received, disputes; and its history."""

import pytest

from data.errors import ThinfileError
from desk.audit import history
from desk.store.kinds import Kind
from desk.work import casework, people
from desk.work.cases import Status
from desk.work.casework import Document
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from tests.desk.office import ADA, AUDREY, BEN, CLEO


def request(office, case_id, *documents, viewer=ADA):
    return casework.request_documents(
        office.engine, office.by(viewer), case_id, seen=office.seen(case_id),
        documents=documents, why="Your last three payslips, please.",
    )  # fmt: skip


def answer(office, case_id, *documents, viewer=ADA):
    return casework.record_answer(
        office.engine, office.by(viewer), case_id, seen=office.seen(case_id), documents=documents
    )


def status(office, case_id):
    return office.case(case_id).status


def test_a_note_needs_no_claim_and_leaves_the_version(office):
    case_id = office.opened()
    casework.add_note(office.engine, office.by(CLEO), case_id, note="I know this shop.")
    assert office.seen(case_id) == case_id
    assert office.count("notes") == 1


def test_a_note_of_nothing_but_space_is_refused(office):
    case_id = office.opened()
    with pytest.raises(ThinfileError, match="got nothing but space"):
        casework.add_note(office.engine, office.by(ADA), case_id, note=" \n")
    assert office.count("ledger") == 1


def test_a_case_waits_until_every_document_came(office):
    case_id = office.claimed()
    request(office, case_id, Document.INCOME, Document.IDENTITY, Document.INCOME)
    assert status(office, case_id) is Status.AWAITING_APPLICANT
    answer(office, case_id, Document.INCOME)
    assert status(office, case_id) is Status.AWAITING_APPLICANT
    request(office, case_id, Document.ADDRESS)
    answer(office, case_id, Document.IDENTITY, Document.ADDRESS, viewer=CLEO)
    assert status(office, case_id) is Status.IN_REVIEW
    assert office.case(case_id).claimed_by == "ada"


def test_asking_for_no_document_is_refused(office):
    case_id = office.claimed()
    with pytest.raises(ThinfileError, match="at least one document"):
        request(office, case_id)


def test_a_document_that_was_not_asked_for_is_refused(office):
    case_id = office.claimed()
    request(office, case_id, Document.INCOME)
    with pytest.raises(ThinfileError, match=r"waits for \(income\); got identity"):
        answer(office, case_id, Document.IDENTITY)


def test_an_answer_to_nothing_is_refused(office):
    with pytest.raises(ThinfileError, match=r"but it is in review\. Write a note instead"):
        answer(office, office.claimed())


def test_an_answer_without_a_document_goes_on_and_waits_for_none_any_more(office):
    case_id = office.claimed()
    request(office, case_id, Document.INCOME, Document.IDENTITY)
    answer(office, case_id, Document.IDENTITY)
    assert status(office, case_id) is Status.AWAITING_APPLICANT
    answer(office, case_id)
    assert status(office, case_id) is Status.IN_REVIEW
    assert casework.outstanding(office.engine, ADA, case_id) == []
    request(office, case_id, Document.BANK_STATEMENTS)
    answer(office, case_id, Document.BANK_STATEMENTS)
    assert status(office, case_id) is Status.IN_REVIEW


def test_information_without_documents_is_answered_in_one(office):
    case_id = office.claimed()
    office.decide(
        case_id,
        verdict=Verdict(Decision.REQUEST_INFORMATION, sentence="Where do you work now?"),
    )
    assert status(office, case_id) is Status.AWAITING_APPLICANT
    answer(office, case_id)
    assert status(office, case_id) is Status.IN_REVIEW


def test_only_who_has_the_case_asks_for_documents(office):
    with pytest.raises(ThinfileError, match=r"ask for documents in case \d+, but ada has it"):
        request(office, office.claimed(), Document.INCOME, viewer=CLEO)


def test_a_dispute_names_the_purchase_and_moves_the_version(office):
    case_id = office.claimed()
    receipt = casework.dispute(
        office.engine, office.by(ADA), case_id, seen=office.seen(case_id), order_id="o1",
        line_no=2, why="It was returned.",
    )  # fmt: skip
    assert office.seen(case_id) == receipt.entry_no
    assert office.count("disputes") == 1


def test_purchases_are_disputed_one_by_one_however_long_their_ids_and_once(office):
    case_id = office.claimed()
    by, seen = office.by(ADA, "the-act"), office.seen(case_id)
    purchases = [("o" * 500, None), ("o" * 500, 2), ("o2", 1)]
    for _ in range(2):
        receipt = casework.dispute_each(
            office.engine, by, case_id, seen=seen, purchases=purchases, why="It was returned."
        )  # fmt: skip
    assert office.seen(case_id) == receipt.entry_no
    assert casework.disputed(office.engine, ADA, case_id) == purchases
    assert office.count("disputes") == 3


def test_a_dispute_of_nothing_is_refused(office):
    case_id = office.claimed()
    with pytest.raises(ThinfileError, match="Wanted an order to dispute"):
        casework.dispute_each(
            office.engine, office.by(ADA), case_id, seen=office.seen(case_id), purchases=[], why=""
        )


def test_the_history_tells_what_was_done_by_whom(office):
    people.signed_in(office.engine, office.by(ADA))
    case_id = office.claimed()
    casework.add_note(office.engine, office.by(CLEO), case_id, note="I know this shop.")
    events = history.history(office.engine, AUDREY, case_id)
    assert [event.kind for event in events] == [Kind.OPENING, Kind.CLAIM, Kind.NOTE]
    assert [event.name for event in events] == ["Ada Lovelace", "Ada Lovelace", "cleo"]
    assert events[2].payload == {"asked": {"case_id": case_id, "note": "I know this shop."}}
    assert events[1].facts["model"] == "v1"
    [note] = history.history(office.engine, AUDREY, case_id, Kind.NOTE)
    assert note == events[2]


def test_the_history_of_another_lenders_case_is_not_there(office):
    case_id = office.opened(lender_id="l2")
    with pytest.raises(ThinfileError, match="there is none of that number"):
        history.history(office.engine, BEN, case_id)
