import pytest

from data import contract
from desk.work.overrides import Decision, OverrideReason, is_against
from scoring.policy import Action

APPROVE, DECLINE, COUNTER = Decision.APPROVE, Decision.DECLINE, Decision.COUNTER_OFFER


@pytest.mark.parametrize(
    ("decision", "recommendation", "against"),
    [
        (APPROVE, Action.APPROVE, False),
        (APPROVE, Action.DECLINE, True),
        (DECLINE, Action.APPROVE, True),
        (DECLINE, Action.DECLINE, False),
        (COUNTER, Action.APPROVE, True),
        (COUNTER, Action.DECLINE, True),
        *((decision, Action.REFER, False) for decision in Decision),
        *((Decision.REFER, action, False) for action in Action),
        *((Decision.REQUEST_INFORMATION, action, False) for action in Action),
    ],
)
def test_against_is_to_end_the_case_otherwise_than_recommended(decision, recommendation, against):
    amount = 100 if decision.lends else None
    assert is_against(decision, amount, recommendation, None) is against


@pytest.mark.parametrize("recommendation", Action)
@pytest.mark.parametrize("decision", [APPROVE, COUNTER])
def test_lending_above_the_limit_is_always_against(decision, recommendation):
    assert is_against(decision, 101, recommendation, 100)


def test_lending_the_limit_itself_is_not():
    assert not is_against(APPROVE, 100, Action.APPROVE, 100)


def test_every_override_reason_says_when_it_may_be_used():
    assert all(reason.says.endswith(".") for reason in OverrideReason)


def test_final_decisions_are_those_of_the_contract():
    assert tuple(d.value for d in Decision if d.is_final) == contract.VERDICTS
