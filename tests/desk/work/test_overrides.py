import pytest

from data import contract
from desk.work.overrides import (
    Decision,
    Departure,
    OverrideReason,
    departure,
    is_persons_own,
    reasons_for,
    spoken_for,
)
from scoring.policies.policy import Action

MORE, LESS = Departure.LENDS_MORE, Departure.LENDS_LESS
APPROVE, DECLINE, COUNTER = Decision.APPROVE, Decision.DECLINE, Decision.COUNTER_OFFER


@pytest.mark.parametrize(
    ("decision", "recommendation", "against"),
    [
        (APPROVE, Action.APPROVE, None),
        (APPROVE, Action.DECLINE, MORE),
        (DECLINE, Action.APPROVE, LESS),
        (DECLINE, Action.DECLINE, None),
        (COUNTER, Action.APPROVE, LESS),
        (COUNTER, Action.DECLINE, MORE),
        *((decision, Action.REFER, None) for decision in Decision),
        *((Decision.REFER, action, None) for action in Action),
        *((Decision.REQUEST_INFORMATION, action, None) for action in Action),
    ],
)
def test_against_is_to_end_the_case_otherwise_than_recommended(decision, recommendation, against):
    amount = 100 if decision.lends else None
    assert departure(decision, amount, recommendation, None) is against


@pytest.mark.parametrize("recommendation", Action)
@pytest.mark.parametrize("decision", [APPROVE, COUNTER])
def test_lending_above_the_limit_is_always_against(decision, recommendation):
    assert departure(decision, 101, recommendation, 100) is MORE


@pytest.mark.parametrize("decision", Decision)
@pytest.mark.parametrize("recommendation", Action)
def test_a_refusal_that_is_left_to_the_person_may_name_a_reason(decision, recommendation):
    amount = 100 if decision.lends else None
    against = departure(decision, amount, recommendation, 100)
    is_open = recommendation is Action.REFER and decision in {DECLINE, COUNTER}
    assert spoken_for(decision, amount, recommendation, 100) is (LESS if is_open else against)
    assert spoken_for(COUNTER, 101, recommendation, 100) is MORE


def test_a_reason_is_the_persons_own_where_the_applicant_is_told_it():
    assert is_persons_own("refer", "data_wrong", "data_wrong")
    assert not is_persons_own("refer", "data_wrong", "limit")  # more than the limit
    assert not is_persons_own("refer", None, None)
    assert not is_persons_own("approve", "data_wrong", "data_wrong")


def test_lending_the_limit_itself_is_not():
    assert departure(APPROVE, 100, Action.APPROVE, 100) is None


def test_a_reason_justifies_the_direction_that_it_speaks_for():
    for_both = {OverrideReason.DATA_WRONG, OverrideReason.CHANGED_CIRCUMSTANCES}
    more, less = set(reasons_for(MORE)), set(reasons_for(LESS))
    assert more & less == for_both
    assert more | less == set(OverrideReason)
    assert OverrideReason.INCOME_VERIFIED in more
    assert OverrideReason.FRAUD_SUSPECTED in less


def test_every_override_reason_says_when_it_may_be_used():
    assert all(reason.says.endswith(".") for reason in OverrideReason)


def test_final_decisions_are_those_of_the_contract():
    assert tuple(d.value for d in Decision if d.is_final) == contract.VERDICTS
