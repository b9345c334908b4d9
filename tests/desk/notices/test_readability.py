"""The grade level is the formula of 1975, on syllables that a person would count."""

import pytest

from desk.notices import readability


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("placed", 1), ("decided", 3), ("orders", 2), ("share", 1), ("people", 2),
     ("counted", 2), ("prices", 2), ("table", 2), ("computer", 3), ("we", 1), ("usual", 2)],
)  # fmt: skip
def test_syllables_are_those_one_hears(word, count):
    assert readability.syllables(word) == count


def test_a_case_worked_by_hand():
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59
    assert readability.grade(["The cat sat on the mat."]) == pytest.approx(-1.45)
    # 5 words in 2 sentences, 11 syllables
    text = "Children wander. Computers never bother."
    assert readability.grade([text]) == pytest.approx(0.39 * 2.5 + 11.8 * 11 / 5 - 15.59)


def test_numbers_are_no_words():
    assert readability.grade(["The cat sat on 5 mats."]) == readability.grade(
        ["The cat sat on mats."]
    )


def test_a_text_without_words_is_refused():
    with pytest.raises(ValueError, match="at least one word"):
        readability.grade(["12 %"])
