"""What is no reason, and what no letter may name."""

import pytest

from data.errors import ThinfileError
from desk.notices import screen
from scoring import catalogue
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


def test_no_template_and_no_text_of_the_catalogue_names_a_person():
    screen.require_harmless(text for name, text in OURS.files.items() if name.endswith(".typ"))
    screen.require_harmless([catalogue.CATALOGUE.read_text(encoding="utf-8")])


@pytest.mark.parametrize(
    "text",
    [
        "You look too old to us.",
        "You are far too young.",
        "We lend to nobody older than 60.",
        "A 65-year-old is a risk.",
        "You live on a pension.",
        "Retired people pay late.",
        "Your husband's orders count against you.",
        "Your husband’s orders count against you.",
        "Your wife has a loan.",
        "You are a single mother.",
        "You are a woman.",
        "Men of your street pay late.",
        "You get child benefit.",
        "You have many children.",
        "You are a Muslim.",
        "You buy kosher food.",
        "You are a foreigner.",
        "You were born in another country.",
        "Because of your skin colour.",
        "Black people live there.",
        "You came as a refugee.",
        "You speak with an accent: your accent.",
        "You are gay.",
        "You are on benefits.",
        "You get social security.",
        "You are often ill.",
        "You buy prescription drugs.",
        "You use a wheelchair.",
        "You are a union member.",
    ],
)
def test_a_sentence_about_who_somebody_is_is_refused(text):
    with pytest.raises(ThinfileError, match="cannot be printed"):
        screen.require_harmless([text])


@pytest.mark.parametrize(
    "text",
    ["medical collections", "spend on baby", "health loan", "Gender: female", "your age is 19",
     "Date of birth", "marital status", "a group by religion"],
)  # fmt: skip
def test_protected_attributes_and_sensitive_categories_are_refused(text):
    with pytest.raises(ThinfileError, match="cannot be printed"):
        screen.require_harmless([text])


@pytest.mark.parametrize(
    "text",
    [
        "age of accounts",
        "few accounts",
        "healthy",
        "games",
        "Your newest account is too young.",
        "no account older than 24 months",
        "payments older than 90 days",
        "A single order holds most of it.",
        "white goods",
        "Black Friday",
        "purchases in a foreign currency",
        "a Visa card",
        "minor delays in paying",
        "a partner of ours",
        "5 of 14 (36 %)",
        "too many recent enquiries",
        "proportion of balances to limits is too high",
        "length of credit history",
    ],
)
def test_ordinary_factors_pass(text):
    screen.require_harmless([text])
