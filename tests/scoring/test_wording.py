import numpy as np
import pytest

from data.contract import DEVICES
from data.simulator import settings
from scoring import catalogue, wording
from scoring.wording import Money

EURO = Money("EUR", 2)


def simulated(name):
    return settings.rates().variables[name].levels


def feature(**wanted):
    return next(
        found for found in catalogue.load().values()
        if all(getattr(found, name) == value for name, value in wanted.items())
    )  # fmt: skip


@pytest.mark.parametrize(
    ("money", "minor_units", "text"),
    [
        (EURO, 123456, "€1,235"),
        (EURO, -123456, "−€1,235"),
        (EURO, -49, "€0"),
        (Money("JPY", 0), 6000, "JPY 6,000"),
        (Money("UGX", 0), 1_500_000, "UGX 1,500,000"),
        (Money("CNY", 2), 600_000, "¥6,000"),
    ],
)
def test_money_is_written_in_whole_units_with_separators(money, minor_units, text):
    assert money(minor_units) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "12 h"), (1, "1 day"), (59.4, "59 days"), (61, "2 months"), (1461, "4.0 years")],
)
def test_days_are_written_as_people_say_them(value, text):
    assert wording.days(value) == text


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("share", 0.256, "26 %"),
        ("signed", -0.256, "−26 %"),
        ("signed", 0.1, "+10 %"),
        ("money", 250_000.0, "€2,500"),
        ("count", 1200.0, "1,200"),
        ("flag", 1.0, "yes"),
        ("flag", 0.0, "no"),
        ("name", "cash_on_delivery", "cash on delivery"),
    ],
)
def test_a_number_is_written_with_its_unit(unit, value, text):
    found = [entry for entry in catalogue.load().values() if entry.unit.value == unit]
    if not found:
        pytest.skip(f"no feature of unit {unit} in the catalogue")
    assert wording.number(found[0], value, EURO) == text


def test_plain_numbers_have_two_decimals_below_ten():
    assert (wording.ratio(1.234), wording.ratio(12.34)) == ("1.23", "12")


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan])
def test_missing_is_not_known(missing):
    share = feature(unit=catalogue.Unit.SHARE)
    assert wording.number(share, missing, EURO) == "not known"
    told = wording.sentence(
        share, points=-3.0, value=missing, reference=0.2, counts=None, money=EURO
    )
    assert told.endswith("not known (typical 20 %)")


def test_the_sign_of_the_points_chooses_the_sentence():
    said = next(
        found for found in catalogue.load().values()
        if found.flag_of is None
        and found.unit is catalogue.Unit.COUNT
        and found.helps != found.hurts
    )  # fmt: skip
    words = {"value": 3.0, "reference": 8.0, "counts": (3, 8), "money": EURO}
    helps = wording.sentence(said, points=0.0, **words)
    hurts = wording.sentence(said, points=-0.1, **words)
    assert helps != hurts
    assert "{" not in helps + hurts


def test_counts_stand_in_the_sentence_where_they_are_given():
    said = next(
        found for found in catalogue.load().values()
        if "{count} of {of}" in found.hurts and found.unit is catalogue.Unit.SHARE
    )  # fmt: skip
    words = {"points": -5.0, "value": 0.25, "reference": 0.1, "money": EURO}
    assert "2 of 8 " in wording.sentence(said, counts=(2, 8), **words)
    assert "25 % of " in wording.sentence(said, counts=None, **words)


@pytest.mark.parametrize(
    ("name", "value", "points", "text"),
    [
        ("application_channel", "paid", -3.0,
         "came to the form this way: a paid advertisement; this counts against"),
        ("email_host", "gmx", 3.0, "e-mail host: GMX; this counts for"),
        ("order_count", 12.0, -3.0, "only 12 orders so far; this counts against"),
        ("order_count", 12.0, 0.0, "12 orders so far"),
        ("category_entropy", 0.5, 1.0, "(0 is one category); this counts for"),
    ],
)  # fmt: skip
def test_a_value_that_reads_as_the_usual_one_is_not_set_against_it(name, value, points, text):
    told = wording.sentence(
        catalogue.load()[name],
        points=points, value=value, reference=value, counts=None, money=EURO,
    )  # fmt: skip
    assert told.endswith(text)
    assert "typical" not in told
    assert "most" not in told


def test_what_a_code_does_not_say_to_everybody_has_a_name_in_words():
    words = {
        "application_device": DEVICES,
        "application_os": simulated("os"),
        "application_channel": simulated("channel"),
        "application_hour": simulated("hour"),
        "email_host": {*simulated("email_host"), "other"},
    }
    for name, codes in words.items():
        found = catalogue.load()[name]
        assert set(found.names) <= set(codes)
        left = set(codes) - set(found.names)
        assert left <= {"Windows", "Android"}, name
    assert wording.number(catalogue.load()["application_channel"], "in_shop", EURO) == "in shop"


@pytest.mark.parametrize("name", sorted(catalogue.load()))
def test_every_sentence_can_be_said(name):
    said = catalogue.load()[name]
    value = "a name" if said.is_categorical else 1.0
    for points in (-1.0, 1.0):
        for counts in (None, (1, 2)):
            for own, usual in ((value, value), (None, value), (value, None), (np.nan, None)):
                told = wording.sentence(
                    said, points=points, value=own, reference=usual, counts=counts, money=EURO
                )
                assert told
                assert "nan" not in told.lower().split()
                assert not {"{", "}"} & set(told)


def test_a_flag_of_a_family_is_told_by_its_value():
    said = next(found for found in catalogue.load().values() if found.flag_of)
    words = {"points": -1.0, "reference": 0.5, "counts": None, "money": EURO}
    assert wording.sentence(said, value=1.0, **words) == said.helps.format(
        value="yes", typical="yes for 50 %"
    )
    assert wording.sentence(said, value=0.0, **words) == said.hurts.format(
        value="no", typical="yes for 50 %"
    )
