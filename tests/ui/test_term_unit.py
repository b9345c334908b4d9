"""A term is asked in the unit that it is told in, and its days are kept."""

import pytest

from scoring import wording
from ui.cases.term_unit import DAYS, MONTHS, told_in


@pytest.mark.parametrize(("asked", "number"), [(360, 12), (365, 12), (90, 3), (183, 6), (730, 24)])
def test_whole_months_are_asked_in_months_that_give_the_asked_days_back(asked, number):
    unit = told_in(asked)
    assert (unit.name, unit.number(asked), unit.term_days(number)) == ("months", number, asked)


@pytest.mark.parametrize("asked", [14, 30, 45])
def test_what_is_told_in_days_is_asked_in_days(asked):
    assert told_in(asked) == DAYS
    assert DAYS.term_days(DAYS.number(asked)) == asked


def test_half_of_a_year_is_told_as_six_months():
    for asked in (360, 365):
        assert wording.term(told_in(asked).term_days(6)) == "6 months"


def test_an_unknown_term_is_asked_in_months():
    assert told_in(None) == MONTHS
