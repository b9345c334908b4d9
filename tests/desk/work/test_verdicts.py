"""A refusal that the policy leaves to a person: the score's reasons, or one of the person's own."""

from dataclasses import replace

import pytest

from data.errors import ThinfileError
from desk.audit import history, verify
from desk.store.kinds import Kind
from desk.work import verdicts
from desk.work.capsule import Shown
from desk.work.overrides import Decision, OverrideReason
from desk.work.verdicts import Verdict
from scoring.policies.policy import Action
from tests.desk.office import AUDREY, NO

REFERS = Shown(Action.REFER, 40_000, 580)
OFFER = Verdict(Decision.COUNTER_OFFER, 30_000, 90)
OWN = {
    "override_reason": OverrideReason.OBLIGATIONS_VERIFIED,
    "sentence": "Two more loans stand in her papers.",
}


@pytest.mark.parametrize("verdict", [NO, OFFER])
def test_a_refusal_on_refer_takes_the_scores_reasons_or_a_code_with_a_sentence(verdict):
    verdicts.require_justified(verdict, REFERS)
    verdicts.require_justified(replace(verdict, **OWN), REFERS)
    with pytest.raises(ThinfileError, match="sentence beside 'obligations_verified', of 3 words"):
        verdicts.require_justified(replace(verdict, **{**OWN, "sentence": ""}), REFERS)


def test_a_reason_to_lend_more_speaks_for_no_refusal():
    wrong = replace(NO, **{**OWN, "override_reason": OverrideReason.SECURITY})
    with pytest.raises(ThinfileError, match=r"lends less than was asked for, and 'security' is no"):
        verdicts.require_justified(wrong, REFERS)


def test_an_approval_on_refer_takes_none():
    yes = Verdict(Decision.APPROVE, 40_000, 90, **OWN)
    with pytest.raises(ThinfileError, match="takes no reason for an override"):
        verdicts.require_justified(yes, REFERS)


def test_an_offer_above_the_limit_still_takes_a_reason_to_lend_more():
    above = replace(OFFER, amount=40_001)
    with pytest.raises(ThinfileError, match="at most 40000"):
        verdicts.require_justified(above, REFERS)
    with pytest.raises(ThinfileError, match="lends more than the policy recommends"):
        verdicts.require_justified(replace(above, **OWN), REFERS)


def test_the_ledger_keeps_the_persons_reason_as_the_first_that_is_told(office):
    case_id = office.decided(verdict=replace(NO, **OWN), shown=REFERS)
    [event] = history.history(office.engine, AUDREY, case_id, Kind.DECISION)
    kept = {name: event.facts[name] for name in ("override_reason", "reason_code")}
    assert kept == dict.fromkeys(kept, "obligations_verified")
    verify.verify(office.engine)
    other = office.decided("A2", verdict=NO, shown=REFERS)
    [event] = history.history(office.engine, AUDREY, other, Kind.DECISION)
    assert (event.facts["override_reason"], event.facts["reason_code"]) == (None, "night_share")
