"""Similar cases in words and as marks."""

import pandas as pd

from scoring.explain.similar import Similar
from ui.cards import similar_card
from ui.charts.similar import Case, similar
from ui.theme import DARK, LIGHT

ROWS = pd.DataFrame({"decision": ["approve", "approve", "counter_offer"]})


def test_every_case_has_a_mark_and_those_that_went_bad_are_filled():
    cases = [Case(f"case {n}", n in {1, 30}) for n in range(50)]
    figure = similar(cases, "title", colours=LIGHT)
    good, bad = figure.data
    assert (len(good.x), len(bad.x)) == (48, 2)
    assert list(zip(bad.x, bad.y, strict=True)) == [(1, 0), (5, -1)]
    assert bad.marker.color == LIGHT.lowers
    assert good.marker.color == LIGHT.paper


def test_no_case_is_said_in_the_charts_place():
    figure = similar([], "title", colours=DARK)
    assert "No case" in figure.layout.annotations[0].text


def test_the_words_say_rate_interval_expectation_and_decisions():
    told = similar_card.says(Similar(ROWS, 900, 1, 0.02, 0.2, 0.061))
    assert "1 of 3 went bad" in told
    assert "2.0–20.0 %" in told
    assert "expected 6.1 %" in told
    assert "2 approve, 1 counter offer" in told
    assert "900 matured" in told


def test_nobody_similar_is_said():
    none = Similar(pd.DataFrame({"decision": []}), 0, 0, 0.0, 1.0, float("nan"))
    assert similar_card.says(none).startswith("No case")
