"""What a refused save would have written is said with all that was typed."""

import pytest

from scoring.wording import Money
from ui.cases import attempted, says

MONEY = Money("CNY", 2)
VERDICT = {"decision": "approve", "amount": 250_000, "term_days": 180, "sentence": "A guarantor."}


def tried(reason, recommendation, limit):
    shown = {"recommendation": recommendation, "limit": limit}
    return {"verdict": {**VERDICT, "override_reason": reason}, "shown": shown}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (tried(None, "refer", 900), "approve ¥2,500 over 6 months"),
        (tried("security", "decline", 900),
         "approve ¥2,500 over 6 months, against the recommendation to decline: security"),
        (tried("security", "approve", 90_000),
         "approve ¥2,500 over 6 months, against the recommendation to approve and lend at most "
         "¥900: security"),
        ({"approve": True, "sentence": ""}, "approve as the second person"),
        ({"approve": False, "sentence": "No."}, "refuse as the second person"),
        ({"documents": ["income", "other"], "why": "x"}, "ask the applicant for income, other"),
        ({"sentence": "New papers came in."}, "reopen the case"),
    ],
)  # fmt: skip
def test_each_act_is_said_in_words(asked, said):
    assert attempted.did(asked, MONEY) == said


def test_the_sentence_is_found_wherever_the_act_holds_it():
    assert attempted.sentence_of(tried(None, "refer", None)) == "A guarantor."
    assert attempted.sentence_of({"documents": [], "why": "Of last month."}) == "Of last month."
    assert attempted.sentence_of({"approve": False, "sentence": "Too much."}) == "Too much."


def test_an_old_decision_says_its_score_and_what_it_went_against_though_its_words_are_erased():
    facts = {
        "decision": "decline", "score": 612, "recommendation": "approve",
        "override_reason": "fraud_suspected",
    }  # fmt: skip
    said = "decline, at score 612, against the recommendation to approve"
    assert says.decided(facts, {}, MONEY) == f"{said}: fraud suspected"
    within = {"shown": {"limit": 90_000}}
    assert says.decided({**facts, "score": None}, within, MONEY) == (
        "decline, against the recommendation to approve and lend at most ¥900: fraud suspected"
    )
