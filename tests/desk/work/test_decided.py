"""Overrides are counted from the decisions in force, of one's own lenders."""

import pytest

from data.errors import ThinfileError
from desk.roles import Role, Viewer
from desk.work import decided
from desk.work.capsule import Shown
from desk.work.overrides import Decision, OverrideReason
from desk.work.verdicts import Verdict
from scoring.policies.policy import Action
from tests.desk.office import DECLINES, NO


def viewer(role=Role.RISK_MANAGER, lender_ids=None):
    return Viewer("rho", "Rho", role, lender_ids)


def test_decisions_in_force_are_given_with_what_was_recommended(office):
    office.decided("a1")
    before = decided.state(office.engine)
    office.decided("a2", verdict=NO, shown=DECLINES)
    found = decided.in_force(office.engine, viewer())
    assert list(found.columns) == list(decided.COLUMNS)
    assert list(found["recommendation"]) == ["approve", "decline"]
    assert found["decided_at"].dt.tz is None
    assert decided.state(office.engine) != before


def test_a_persons_own_reason_is_no_override_and_one_to_lend_above_the_limit_is(office):
    refers = Shown(Action.REFER, 40_000, 580)
    wrong = {"override_reason": OverrideReason.DATA_WRONG, "sentence": "An order was not hers."}
    offer = Verdict(Decision.COUNTER_OFFER, 40_000, 90, **wrong)
    office.decided("a1", verdict=offer, shown=refers)
    office.decided("a2", verdict=Verdict(Decision.DECLINE, **wrong), shown=refers)
    above = Verdict(Decision.COUNTER_OFFER, 40_001, 90, **wrong)
    office.decided("a3", verdict=above, shown=refers)
    found = decided.in_force(office.engine, viewer())
    assert list(found["override_reason"].isna()) == [True, True, False]


def test_decisions_are_known_by_application_for_whoever_may_see_them(office):
    office.decided("a1")
    office.decided("a2", verdict=NO, shown=DECLINES)
    found = decided.by_application(office.engine, viewer(Role.OFFICER))
    assert {name: decision for name, (decision, _) in found.items()} == {
        "a1": "approve", "a2": "decline",
    }  # fmt: skip
    assert all(at.tzinfo is None for _, at in found.values())
    assert decided.by_application(office.engine, viewer(Role.OFFICER, ("nobody",))) == {}


def test_others_lenders_are_left_out_and_officers_refused(office):
    office.decided("a1")
    assert decided.in_force(office.engine, viewer(lender_ids=("nobody",))).empty
    with pytest.raises(ThinfileError):
        decided.in_force(office.engine, viewer(Role.OFFICER))
