"""What is no reason, and what no letter may name."""

import pytest

from data.errors import ThinfileError
from desk.notices import screen
from tests.desk.notices.samples import OURS


@pytest.mark.parametrize(
    "sentence",
    [
        "Insufficient score.",
        "You did not meet our score.",
        "Your score was too low.",
        "Your score is below 560.",
        "You failed to achieve a qualifying score on our credit scoring system.",
        "You do not meet our internal standards.",
        "Our model said no.",
        "Our policy has a cut-off that you did not reach, by our scoring.",
    ],
)
def test_the_score_itself_is_refused_as_a_reason(sentence):
    with pytest.raises(ThinfileError, match="speaks of the score or of standards"):
        screen.require_specific([sentence])


def test_every_sentence_of_ours_is_specific_and_harmless():
    phrases = OURS.phrases
    every = [
        text
        for phrase in phrases.features.values()
        for text in (phrase.subject, phrase.says, phrase.yes, phrase.no)
        if text
    ]
    every += [f"{phrase.subject} is lower than usual." for phrase in phrases.features.values()]
    every += [*phrases.rules.values(), *phrases.overrides.values()]
    screen.require_specific(every)
    screen.require_harmless(every)


@pytest.mark.parametrize(
    "text",
    ["medical collections", "spend on baby", "health loan", "Gender: female", "your age is 19",
     "Date of birth", "marital status", "a group by religion"],
)  # fmt: skip
def test_protected_attributes_and_sensitive_categories_are_refused(text):
    with pytest.raises(ThinfileError, match="cannot be printed"):
        screen.require_harmless([text])


@pytest.mark.parametrize("text", ["age of accounts", "few accounts", "healthy", "games"])
def test_ordinary_factors_pass(text):
    screen.require_harmless([text])
