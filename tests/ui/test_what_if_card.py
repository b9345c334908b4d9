"""What if says what a change asks, what is taken for granted, and what is not checked."""

from dataclasses import replace
from datetime import datetime

import pytest

from data.application import Application
from data.histories.future import Change
from scoring.explain.explanation import Explanation
from scoring.explain.path_to_approval import Path
from scoring.explain.uncertainty import Doubt
from scoring.explain.what_if import Outcome
from scoring.policies.policy import Action
from scoring.policies.recommendation import Outcome as RuleOutcome
from scoring.policies.recommendation import Recommendation, RuleResult
from scoring.wording import Money
from ui.cards import what_if_card

FOUND = Application({"local_applied_at": datetime(2026, 1, 5)}, {})
MONEY = Money("CNY", 2)


def outcome(change=None, weeks=0, falls_due=0):
    rule = RuleResult(name="how sure", says="", outcome=RuleOutcome.PASSED, action=Action.REFER)
    said = Recommendation(action=Action.APPROVE, limit=None, rules=(rule,))
    told = Explanation(600.0, 600, (), 0, 600.0, 600)
    return Outcome(change or Change(), weeks, 0.05, told, said, {}, falls_due)


@pytest.mark.parametrize(
    ("paid", "falls_due", "says"),
    [(0, 3, ", 3 instalments due until then paid"), (2, 3, ", 3 instalments due"),
     (2, 2, ""), (0, 0, "")],
)  # fmt: skip
def test_instalments_that_are_taken_as_paid_are_named(paid, falls_due, says):
    then = outcome(Change(months=3, instalments=paid), weeks=13, falls_due=falls_due)
    said = what_if_card.path_words(Path(outcome(), then, 9), FOUND, MONEY)
    assert "applying 13 weeks later, on" in said
    assert ("due until then paid" in said) is bool(says)
    assert says in said


def test_where_there_is_no_path_it_says_what_was_tried():
    said = what_if_card.path_words(Path(outcome(), None, 179), FOUND, MONEY)
    assert "No path to approval within six months" in said
    assert "None of 179 changes leads there" in said
    assert "one of these or any two" in said


def test_no_path_for_want_of_draws_is_none_found():
    said = what_if_card.path_words(Path(outcome(), None, 179, drawn=3, undrawn=8), FOUND, MONEY)
    assert "No path to approval found within six months" in said
    first, grey = said.split(":gray[")
    assert "8 of the changes that could lead there were not drawn" in first
    assert "would be enough after 11 changes. How sure was drawn for 3 of them" in first
    assert "drawn" not in grey


def test_no_path_where_all_were_drawn_says_that_each_was_unsure():
    said = what_if_card.path_words(Path(outcome(), None, 179, drawn=3), FOUND, MONEY)
    assert "**No path to approval within six months.**" in said
    assert "drawn for 3 of them, and each could have crossed a cut-off" in said


def test_a_rule_that_no_change_lifts_is_named_in_the_place_of_a_search():
    rule = RuleResult(
        name="consent", says="no consent", outcome=RuleOutcome.FIRED, action=Action.DECLINE
    )
    barred = Recommendation(action=Action.DECLINE, limit=None, rules=(rule,))
    now = replace(outcome(), recommendation=barred)
    said = what_if_card.path_words(Path(now, None, 0), FOUND, MONEY)
    assert "leads to an approval: no consent.**" in said
    assert "None was tried" in said


def test_a_path_says_where_its_score_could_have_been():
    doubt = Doubt("a", 9, 200, 605.0, 640.0, 605, 640, {})
    then = replace(outcome(Change(months=3)), doubt=doubt)
    said = what_if_card.path_words(Path(outcome(), then, 9, drawn=2), FOUND, MONEY)
    assert "would have been 605–640" in said
    assert "drawn for 2 of them" in said
    unasked = what_if_card.path_words(Path(outcome(), outcome(), 9), FOUND, MONEY)
    assert "would have been" not in unasked
    assert "drawn" not in unasked
