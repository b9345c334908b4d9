"""The doubt on the applicant's page: drawn on the band, said in words, marked at the reasons."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from scoring.catalogue import Family
from scoring.explain.explanation import Explanation, FamilyPoints
from scoring.explain.uncertainty import Doubt
from ui.cards import how_sure_card
from ui.charts.score_band import ScoreBand, score_band
from ui.theme import LIGHT

SHARES = {Family.BASKET: 0.95, Family.BROWSING: 0.4, Family.CAPACITY: 0.9}
DOUBT = Doubt("a", 9, 200, 541.2, 602.4, 541, 602, SHARES)
TOO_THIN = Doubt("a", 1, 0, None, None, None, None)
TOO_LONG = Doubt("a", 52, 0, None, None, None, None)


def family(which, points):
    return FamilyPoints(which, which.label, points, round(points), "f", "says", (), points < 0)


EXPLAINED = Explanation(
    620.0, 620,
    (family(Family.BASKET, -30.0), family(Family.BROWSING, -9.0), family(Family.CAPACITY, 5.0)),
    0, 586.0, 586,
)  # fmt: skip


def band(redraw):
    return ScoreBand(586, 570, 610, 500, 560, 600, (), 10, "", redraw)


def test_the_band_draws_where_the_score_could_have_been():
    figure = score_band(band((541, 602)), colours=LIGHT)
    [drawn] = [trace for trace in figure.data if "fallen out" in trace.name]
    assert tuple(drawn.x) == (541, 602)
    assert not any("fallen out" in t.name for t in score_band(band(None), colours=LIGHT).data)


def test_families_that_would_often_not_count_against_the_applicant_are_unstable():
    assert how_sure_card.unstable(DOUBT, EXPLAINED) == (Family.BROWSING,)


def test_what_only_a_missing_table_makes_is_no_reason_and_not_unstable():
    lost = replace(EXPLAINED.families[1], is_reason=False)
    explained = replace(EXPLAINED, families=(EXPLAINED.families[0], lost))
    assert how_sure_card.unstable(DOUBT, explained) == ()


def test_nothing_is_called_unstable_where_nothing_was_drawn():
    assert how_sure_card.unstable(None, EXPLAINED) == ()
    assert how_sure_card.unstable(TOO_THIN, EXPLAINED) == ()
    assert how_sure_card.redraw(TOO_THIN) is None


def shown(doubt, ask=None, explained=EXPLAINED):
    def page(doubt, explained, ask):
        from ui.cards import how_sure_card

        how_sure_card.show(doubt, explained, 23_456, ask)

    given = {"doubt": doubt, "explained": explained, "ask": ask}
    app = AppTest.from_function(page, kwargs=given).run()
    assert not app.exception
    return " ".join(one.value for one in app.markdown)


def test_the_interval_says_what_it_means_and_what_it_does_not_mean():
    said = shown(DOUBT)
    assert "541 to 602" in said
    assert "nine of ten" in said
    assert "does not say how likely the loan is repaid" in said


@pytest.mark.parametrize(
    ("score", "says"),
    [(541, None), (602, None), (603, "lies above: few"), (540, "lies below: few")],
)
def test_a_score_outside_of_its_own_interval_is_said_to_be(score, says):
    said = shown(DOUBT, explained=replace(EXPLAINED, score=score))
    assert (says in said) if says else ("outside" not in said)


def test_without_an_interval_nothing_is_said_of_one():
    assert "nine of ten" not in shown(TOO_THIN)
    assert "nine of ten" not in shown(None)


def test_a_history_too_long_to_be_drawn_says_how_long_it_is():
    said = shown(TOO_LONG)
    assert "not drawn: 23,456 orders" in said
    assert "too thin" not in said


def test_a_decided_application_offers_to_compute_it():
    assert how_sure_card.UNASKED in shown(None, ask=print)
    assert how_sure_card.UNASKED not in shown(DOUBT, ask=print)
