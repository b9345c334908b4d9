"""What if says what a change asks, what is taken for granted, and what is not checked."""

from dataclasses import replace
from datetime import datetime

import pytest

from data.application import Application
from data.histories.future import Change
from scoring.explanation import Explanation
from scoring.path_to_approval import Path
from scoring.policy import Action
from scoring.recommendation import Outcome as RuleOutcome
from scoring.recommendation import Recommendation, RuleResult
from scoring.uncertainty import Doubt
from scoring.what_if import Outcome
from scoring.wording import Money
from ui.cards import what_if_card

FOUND = Application({"local_applied_at": datetime(2026, 1, 5)}, {})
MONEY = Money("CNY", 2)


def outcome(change=None, weeks=0, falls_due=0, how_sure=RuleOutcome.PASSED):
    rule = RuleResult(name="how sure", says="", outcome=how_sure, action=Action.REFER)
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


@pytest.mark.parametrize("how_sure", list(RuleOutcome))
def test_a_path_whose_doubt_is_not_known_says_so(how_sure):
    then = outcome(Change(months=3), how_sure=how_sure)
    said = what_if_card.path_words(Path(outcome(), then, 9), FOUND, MONEY)
    assert ("is not checked" in said) is (how_sure is RuleOutcome.NOT_CHECKED)


def test_where_there_is_no_path_it_says_what_was_tried():
    said = what_if_card.path_words(Path(outcome(), None, 179), FOUND, MONEY)
    assert "None of 179 changes leads there" in said
    assert "one of these or any two" in said


def test_what_was_drawn_again_says_where_the_score_could_have_been():
    doubt = Doubt("a", 9, 200, 590.0, 640.0, 590, 640, {})
    said = what_if_card.drawn_words(replace(outcome(Change(months=3)), doubt=doubt))
    assert "would have been 590–640" in said
    assert "No rule speaks against it" in said
    thin = Doubt("a", 1, 0, None, None, None, None)
    assert "would have been" not in what_if_card.drawn_words(replace(outcome(), doubt=thin))
