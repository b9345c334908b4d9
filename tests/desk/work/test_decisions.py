"""Decisions: whole, justified, within authority, seconded by another, reopened by name."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from data.errors import ThinfileError
from desk.audit import history
from desk.refusals import ConflictError
from desk.store import database, tables
from desk.store.kinds import Kind
from desk.work import case_list, decisions
from desk.work.capsule import Shown
from desk.work.cases import Status
from desk.work.overrides import Decision, OverrideReason
from desk.work.verdicts import Verdict
from scoring.policies.policy import Action
from tests.desk.office import (
    ADA,
    APPROVES,
    AUDREY,
    CAPSULE,
    CLEO,
    DECLINES,
    DORA,
    LAUNCH,
    NO,
    OFFICER_MAY,
    START,
    YES,
)

BIG = replace(YES, amount=OFFICER_MAY + 1)
REASON, SENTENCE = OverrideReason.INCOME_VERIFIED, "Payslips of six months were shown."


def row(office, entry_no):
    with database.reading(office.engine) as con:
        asked = select(tables.decisions).where(tables.decisions.c.entry_no == entry_no)
        return con.execute(asked).one()


def second(office, case_id, viewer=CLEO, *, approve=True, sentence=""):
    return decisions.second(
        office.engine, office.by(viewer), case_id, seen=office.seen(case_id),
        approve=approve, sentence=sentence,
    )  # fmt: skip


def reopen(office, case_id, viewer=CLEO, sentence="She sent a payslip."):
    return decisions.reopen(
        office.engine, office.by(viewer), case_id, seen=office.seen(case_id), sentence=sentence
    )


def test_a_decision_ends_the_case_and_keeps_what_it_was_taken_with(office):
    case_id = office.claimed()
    receipt = office.decide(case_id)
    found = office.case(case_id)
    assert (found.status, found.decision_no) == (Status.DECIDED, receipt.entry_no)
    written = row(office, receipt.entry_no)
    assert (written.decision, written.amount, written.term_days) == ("approve", 50_000, 90)
    assert (written.score, written.model, written.decided_by) == (640, "v1", "ada")
    assert written.policy_version == LAUNCH.version
    assert not written.needs_second


def test_a_capsule_is_kept_with_its_texts_once(office):
    office.decided("A1")
    case_id = office.decided("A2")
    assert office.count("texts") == 2
    [event] = history.history(office.engine, AUDREY, case_id, Kind.DECISION)
    assert event.facts["texts"] == CAPSULE.named_texts()
    assert event.payload is not None
    assert event.payload["capsule"] == CAPSULE.payload()
    assert event.payload["capsule"]["features"] == {"night_share": 0.25, "tenure_days": None}


def test_a_refusal_keeps_its_main_reason_and_an_approval_none(office):
    refused = office.claimed("A1")
    assert row(office, office.decide(refused, verdict=NO, shown=DECLINES).entry_no).reason_code == (
        "night_share"
    )
    approved = office.claimed("A2")
    assert row(office, office.decide(approved).entry_no).reason_code is None


@pytest.mark.parametrize(
    ("verdict", "why"),
    [
        (Verdict(Decision.APPROVE), "Wanted an amount and a term above 0 to approve"),
        (Verdict(Decision.APPROVE, amount=100), "got 100 and None"),
        (Verdict(Decision.COUNTER_OFFER, amount=0, term_days=30), "to counter offer; got 0 and 30"),
        (Verdict(Decision.DECLINE, amount=100), "takes no amount and no term"),
        (Verdict(Decision.REFER), "Wanted a sentence to refer, of 3 words or more; got ''"),
        (Verdict(Decision.REQUEST_INFORMATION, sentence="what? why?"), "to request information"),
    ],
)
def test_a_verdict_that_is_not_whole_is_refused(office, verdict, why):
    case_id = office.claimed()
    with pytest.raises(ThinfileError, match=why):
        office.decide(
            case_id, verdict=verdict, shown=replace(APPROVES, recommendation=Action.REFER)
        )
    assert office.count("decisions") == 0


ASKED = replace(APPROVES, asked_amount=50_000, asked_term_days=90)


@pytest.mark.parametrize(("amount", "term_days"), [(49_999, 90), (50_000, 91), (60_000, 30)])
def test_less_than_asked_or_another_term_is_no_approval(office, amount, term_days):
    case_id = office.claimed()
    verdict = Verdict(Decision.APPROVE, amount=amount, term_days=term_days)
    with pytest.raises(ThinfileError, match=r"asked for was 50000 .* over 90 days.*counter-offer"):
        office.decide(case_id, verdict=verdict, shown=ASKED)
    offer = replace(
        verdict, decision=Decision.COUNTER_OFFER, sentence=SENTENCE,
        override_reason=OverrideReason.APPLICANT_ASKED,
    )  # fmt: skip
    office.decide(case_id, verdict=offer, shown=ASKED)
    assert office.case(case_id).status is Status.DECIDED


@pytest.mark.parametrize("amount", [50_000, 50_001])
def test_all_that_was_asked_is_an_approval_and_no_counter_offer(office, amount):
    case_id = office.claimed()
    offer = Verdict(Decision.COUNTER_OFFER, amount=amount, term_days=90)
    with pytest.raises(ThinfileError, match=r"less than was asked for.*Make it an approval\."):
        office.decide(case_id, verdict=offer, shown=ASKED)
    office.decide(case_id, verdict=replace(YES, amount=amount), shown=ASKED)
    assert office.case(case_id).status is Status.DECIDED


@pytest.mark.parametrize(
    "unknown", [("asked_amount",), ("asked_term_days",), ("asked_amount", "asked_term_days")]
)
@pytest.mark.parametrize("decision", [Decision.APPROVE, Decision.COUNTER_OFFER])
def test_what_is_not_known_to_have_been_asked_binds_no_verdict(office, unknown, decision):
    case_id = office.claimed()
    shown = replace(ASKED, recommendation=Action.REFER, **dict.fromkeys(unknown))
    office.decide(case_id, verdict=replace(YES, decision=decision), shown=shown)
    assert office.case(case_id).status is Status.DECIDED


def test_against_the_recommendation_takes_a_reason_and_a_sentence(office):
    case_id = office.claimed()
    with pytest.raises(ThinfileError, match=r"recommends to decline\. Choose a reason"):
        office.decide(case_id, verdict=YES, shown=DECLINES)
    with pytest.raises(ThinfileError, match="sentence to decide against the recommendation"):
        office.decide(case_id, verdict=replace(YES, override_reason=REASON), shown=DECLINES)
    justified = replace(YES, override_reason=REASON, sentence=SENTENCE)
    receipt = office.decide(case_id, verdict=justified, shown=DECLINES)
    written = row(office, receipt.entry_no)
    assert (written.recommendation, written.override_reason) == ("decline", "income_verified")


@pytest.mark.parametrize("decision", [Decision.APPROVE, Decision.COUNTER_OFFER])
def test_no_reason_lends_where_consent_or_legal_age_is_wanting(office, decision):
    case_id = office.claimed()
    barred = replace(DECLINES, bars=("not of legal age",))
    loan = replace(YES, decision=decision, override_reason=REASON, sentence=SENTENCE)
    with pytest.raises(ThinfileError, match=r"lends nothing, since not of legal age.*No reason"):
        office.decide(case_id, verdict=loan, shown=barred)
    assert office.count("decisions") == 0
    office.decide(case_id, verdict=NO, shown=barred)
    assert office.case(case_id).status is Status.DECIDED


def test_a_reason_for_lending_does_not_justify_a_refusal_nor_the_other_way_round(office):
    case_id = office.claimed()
    refusal = replace(NO, override_reason=REASON, sentence=SENTENCE)
    with pytest.raises(ThinfileError, match=r"lends less than .* 'income_verified' is no reason"):
        office.decide(case_id, verdict=refusal)
    loan = replace(YES, override_reason=OverrideReason.FRAUD_SUSPECTED, sentence=SENTENCE)
    with pytest.raises(ThinfileError, match=r"lends more than .* Choose one of income_verified"):
        office.decide(case_id, verdict=loan, shown=DECLINES)
    assert office.count("decisions") == 0


def test_above_the_limit_takes_a_reason_too(office):
    case_id = office.claimed()
    with pytest.raises(ThinfileError, match="recommends to refer and to lend at most 40000"):
        office.decide(case_id, shown=Shown(Action.REFER, 40_000, 580))


def test_with_the_recommendation_takes_no_reason(office):
    case_id = office.claimed()
    with pytest.raises(ThinfileError, match="so it takes no reason for an override"):
        office.decide(case_id, verdict=replace(YES, override_reason=REASON))


def test_only_who_has_the_case_decides_it_and_only_in_review(office):
    case_id = office.opened()
    with pytest.raises(ThinfileError, match=r"decide case \d+, but it is new"):
        office.decide(case_id)
    case_id = office.claimed("A2")
    with pytest.raises(ThinfileError, match=r"decide case \d+, but ada has it"):
        office.decide(case_id, CLEO)


def test_another_policy_than_the_pinned_one_is_refused(office):
    case_id = office.claimed()
    with pytest.raises(ThinfileError, match="but what came is policy 'draft'"):
        decisions.decide(
            office.engine, office.by(ADA), case_id, seen=office.seen(case_id), verdict=YES,
            shown=APPROVES, policy=LAUNCH.model_copy(update={"version": "draft"}),
        )  # fmt: skip


def test_above_the_officers_authority_a_second_person_is_needed(office):
    case_id = office.claimed()
    receipt = office.decide(case_id, verdict=BIG)
    found = office.case(case_id)
    assert (found.status, found.pending_no) == (Status.AWAITING_SECOND, receipt.entry_no)
    assert found.decision_no is None
    second(office, case_id)
    found = office.case(case_id)
    assert (found.status, found.decision_no) == (Status.DECIDED, receipt.entry_no)
    assert found.pending_no is None


def test_a_senior_officer_lends_the_same_amount_alone(office):
    case_id = office.claimed(viewer=CLEO)
    office.decide(case_id, CLEO, BIG)
    assert office.case(case_id).status is Status.DECIDED


def test_nobody_is_the_second_person_of_their_own_decision(office):
    case_id = office.claimed(viewer=CLEO)
    office.decide(case_id, CLEO, replace(YES, amount=LAUNCH.authority["senior_officer"] + 1))
    for approve in (True, False):
        with pytest.raises(ThinfileError, match="is yours, and a second person has to be another"):
            second(office, case_id, CLEO, approve=approve, sentence="No to my own.")
    second(office, case_id, DORA)
    assert office.case(case_id).status is Status.DECIDED


def test_a_refused_decision_goes_back_to_who_took_it(office):
    case_id = office.claimed()
    office.decide(case_id, verdict=BIG)
    with pytest.raises(ThinfileError, match="sentence to refuse a decision"):
        second(office, case_id, approve=False)
    second(office, case_id, approve=False, sentence="The amount is too large.")
    found = office.case(case_id)
    assert (found.status, found.claimed_by, found.pending_no) == (Status.IN_REVIEW, "ada", None)
    assert found.decision_no is None
    office.decide(case_id)
    assert office.case(case_id).status is Status.DECIDED


def test_what_does_not_wait_has_no_second_person(office):
    for case_id in (office.claimed("A1"), office.decided("A2")):
        with pytest.raises(ThinfileError, match="be the second person in"):
            second(office, case_id)


def test_a_referred_case_is_to_be_claimed_not_stood_by(office):
    case_id = office.claimed()
    office.decide(case_id, verdict=Verdict(Decision.REFER, sentence="Income is unclear."))
    with pytest.raises(ThinfileError, match="a referred one is to be claimed"):
        second(office, case_id)


def test_a_reopened_case_names_the_old_decision_which_stays(office):
    case_id = office.claimed()
    old = office.decide(case_id, verdict=NO, shown=DECLINES)
    opened = reopen(office, case_id)
    found = office.case(case_id)
    assert (found.status, found.claimed_by) == (Status.IN_REVIEW, "cleo")
    assert found.decision_no is None
    [event] = history.history(office.engine, AUDREY, case_id, Kind.REOPENING)
    assert (event.entry_no, event.about) == (opened.entry_no, old.entry_no)
    assert row(office, old.entry_no).decision == "decline"
    new = office.decide(case_id, CLEO, NO, DECLINES)
    assert row(office, new.entry_no).replaces == old.entry_no
    assert row(office, old.entry_no).replaces is None
    assert office.case(case_id).decision_no == new.entry_no


def test_a_reopened_case_stays_told_until_another_decision_is_in_force(office):
    case_id = office.decided(verdict=NO, shown=DECLINES)
    with office.engine.begin() as con:
        told = update(tables.cases).where(tables.cases.c.case_id == case_id)
        con.execute(told.values(notified_at=START))
    reopen(office, case_id)
    assert office.case(case_id).notified_at == START
    office.decide(case_id, CLEO, replace(YES, amount=LAUNCH.authority["senior_officer"] + 1))
    assert office.case(case_id).notified_at == START
    second(office, case_id, DORA)
    assert office.case(case_id).notified_at is None


def test_thirty_days_begin_anew_only_for_an_applicant_who_was_told(office):
    case_id = office.decided(verdict=NO, shown=DECLINES)
    reopen(office, case_id)
    assert office.case(case_id).clock_from is None
    office.decide(case_id, CLEO, NO, DECLINES)
    with office.engine.begin() as con:
        told = update(tables.cases).where(tables.cases.c.case_id == case_id)
        con.execute(told.values(notified_at=START))
    again = reopen(office, case_id).written_at
    assert office.case(case_id).clock_from == again
    assert case_list.not_due_since(office.engine, ADA, START) == ("A1",)
    assert case_list.not_due_since(office.engine, ADA, again) == ()
    office.decide(case_id, CLEO, NO, DECLINES)
    reopen(office, case_id)
    assert office.case(case_id).clock_from == again


def test_a_case_is_reopened_with_a_sentence_and_only_when_decided(office):
    with pytest.raises(ThinfileError, match="Only decided cases are reopened"):
        reopen(office, office.claimed("A1"))
    case_id = office.decided("A2")
    with pytest.raises(ThinfileError, match="sentence to reopen a case"):
        reopen(office, case_id, sentence="why not")


def test_the_second_of_two_decisions_is_refused_and_keeps_its_sentence(office):
    case_id = office.claimed()
    seen = office.seen(case_id)
    office.decide(case_id)
    verdict = replace(NO, override_reason=OverrideReason.BAD_HISTORY_HERE, sentence=SENTENCE)
    with pytest.raises(ConflictError, match="ada decided it at") as lost:
        decisions.decide(
            office.engine, office.by(ADA), case_id, seen=seen, verdict=verdict, shown=APPROVES,
            policy=LAUNCH,
        )  # fmt: skip
    assert lost.value.attempted["verdict"]["sentence"] == SENTENCE
