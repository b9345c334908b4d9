"""Every chart has a title, axis names, its sample size and an empty form; the numbers are right."""

from datetime import datetime, timedelta
from functools import partial

import orjson
import plotly.graph_objects as go
import pytest

from ui import warm
from ui.charts.basket import Share, basket
from ui.charts.contributions import Step, contributions, signed
from ui.charts.dimensions import Dimension, dimensions
from ui.charts.empty import empty
from ui.charts.figure import figure, scatter
from ui.charts.rhythm import MANY, Purchase, rhythm
from ui.charts.score_band import ScoreBand, score_band
from ui.charts.timeline import Order, timeline
from ui.theme import DARK, LIGHT

BAND = ScoreBand(612, 598, 629, 500, 580, 620, ((600, 30), (610, 10)), 10, "40 applicants")
APPLIED = datetime(2026, 11, 21, 23, 48)


def _traces(figure):
    return {trace.name: trace for trace in figure.data}


def _steps():
    return [
        Step("night", "Time of purchase", "5 of 14 at night", -21),
        Step("cap", "Capacity", "", 9),
    ]


def _waterfall(**changes):
    settings = {"base": 624, "base_label": "Reference", "score": 612, "chosen": None}
    return contributions(_steps(), colours=LIGHT, **{**settings, **changes})


def test_the_score_band_says_where_the_score_its_cutoffs_and_the_comparable_lie():
    figure = score_band(BAND, colours=LIGHT)
    assert figure.layout.title.text == "Score 612 on 350–950; grey: 40 applicants"
    assert "points" in figure.layout.xaxis.title.text
    traces = _traces(figure)
    assert list(traces["calibration interval"].x) == [598, 629]
    assert list(traces["this applicant"].x) == [612]
    assert list(traces["comparable applicants"].y) == [1, 1 / 3]
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [
        (350, 580),
        (580, 620),
        (620, 950),
    ]


def test_the_score_band_stands_without_comparable_applicants():
    alone = ScoreBand(612, 598, 629, 500, 580, 620, (), 10, "")
    figure = score_band(alone, colours=LIGHT)
    assert figure.layout.title.text == "Score 612 on 350–950"
    assert "comparable applicants" not in _traces(figure)


def test_the_waterfall_starts_at_the_reference_and_ends_exactly_at_the_score():
    bars = _traces(_waterfall())["points"]
    assert list(bars.base) == [624, 603]
    assert bars.base[-1] + bars.x[-1] == 612


def test_a_waterfall_that_does_not_end_at_the_score_is_refused():
    with pytest.raises(ValueError, match="end at 612, the score is 613"):
        _waterfall(score=613)


def test_points_that_lower_and_raise_keep_their_colours_in_both_themes():
    for colours in (LIGHT, DARK):
        figure = contributions(
            _steps(), base=624, base_label="", score=612, chosen=None, colours=colours
        )
        assert list(_traces(figure)["points"].marker.color) == [colours.lowers, colours.raises]


def test_a_click_anywhere_on_a_row_of_the_waterfall_names_its_bar():
    figure = _waterfall()
    rows = _traces(figure)["rows"]
    assert list(rows.customdata) == ["night", "cap"]
    assert rows.base[0] == figure.layout.xaxis.range[0]
    assert rows.base[0] + rows.x[0] == figure.layout.xaxis.range[1]


def test_the_chosen_row_of_the_waterfall_is_marked():
    assert not _waterfall().layout.shapes
    (mark,) = _waterfall(chosen="cap").layout.shapes
    assert (mark.y0, mark.y1) == (1.5, 2.5)


@pytest.mark.parametrize("letters", [10, 70, 80])
def test_no_bar_and_no_number_of_the_waterfall_lies_on_a_sentence(letters):
    steps = [Step("night", "Time of purchase", "x" * letters, -21), *_steps()[1:]]
    figure = contributions(steps, base=624, base_label="", score=612, chosen=None, colours=LIGHT)
    left, right = figure.layout.xaxis.range
    letter, number = 4.95 / 673, 35 / 673  # measured in the browser; of the width of the card
    assert (603 - left) / (right - left) > letters * letter + number
    assert (right - 624) / (right - left) > number


def test_points_are_written_with_a_true_minus():
    assert [signed(points) for points in (14, -21, 0)] == ["+14", "−21", "0"]


def test_few_orders_are_drawn_one_dot_each():
    figure = rhythm(
        [Purchase(0, 2.5, 1.0, "a", is_marked=True), Purchase(6, 20.0, 0.2, "b")],
        [[0.01] * 24] * 7,
        typical_label="9 comparable shoppers",
        marked_label="orders at night",
        colours=LIGHT,
    )
    dots = _traces(figure)["this shopper"]
    assert (list(dots.x), list(dots.y)) == ([2.5, 20.0], [0, 6])
    assert "2 orders" in figure.layout.title.text
    assert "ringed: orders at night, 1 of 2" in figure.layout.title.text
    assert list(dots.marker.line.color) == [LIGHT.ink, LIGHT.paper]


def test_many_orders_are_counted_by_hour():
    many = [Purchase(day % 7, 12.5, 0.5, "") for day in range(MANY + 6)]
    figure = rhythm(many, [], typical_label="", marked_label="", colours=LIGHT)
    cells = _traces(figure)["this shopper, orders an hour"]
    assert len(cells.x) == 7
    assert cells.text[0] == "Mon 12–13 h: 23 orders"


def test_the_timeline_leaves_hollow_what_came_back_and_names_festivals_in_its_span():
    orders = [
        Order(APPLIED - timedelta(days=40), 120.0, "a"),
        Order(APPLIED - timedelta(days=20), 80.0, "b", is_undone=True),
    ]
    festivals = [(datetime(2026, 11, 11), "11 Nov"), (datetime(2020, 6, 18), "18 June")]
    figure = timeline(orders, festivals, applied_at=APPLIED, currency="¥", colours=LIGHT)
    hollow = _traces(figure)["returned, refused or cancelled"]
    assert (list(hollow.y), hollow.marker.color) == ([80.0], "rgba(0,0,0,0)")
    assert [note.text for note in figure.layout.annotations] == ["11 Nov"]
    assert figure.layout.title.text.startswith("What and when: 2 orders, 1 returned")
    assert figure.layout.yaxis.title.text == "value, ¥"


def test_the_basket_draws_the_largest_shares_with_the_comparable_beside_them():
    mix = [Share(f"c{n}", own=n / 100, typical=0.05) for n in range(12)]
    figure = basket(mix, lines=31, typical_label="9 shoppers", colours=LIGHT)
    own, typical = _traces(figure)["this shopper"], _traces(figure)["comparable shoppers"]
    assert figure.layout.yaxis.ticktext[0] == "c11"
    assert (len(own.x), own.x[0], set(typical.x)) == (8, 11.0, {5.0})
    assert "31 order lines" in figure.layout.title.text
    assert "%" in figure.layout.xaxis.title.text


def test_a_mark_at_nothing_spent_stays_clear_of_its_label():
    figure = basket([Share("a", 0.0, 0.5)], lines=1, typical_label="9", colours=LIGHT)
    own = _traces(figure)["this shopper"]
    assert figure.layout.yaxis.ticklabelstandoff > own.marker.size / 2


def test_a_dimension_left_out_stays_in_the_chart_with_its_reason():
    rows = [
        Dimension("History", "file depth", -22.0, -30.0, -2.0, 20.0),
        Dimension("Relations", "left out on purpose", None),
    ]
    figure = dimensions(rows, typical_label="9 applicants", colours=LIGHT)
    traces = _traces(figure)
    assert list(traces["this applicant"].x) == [-22.0]
    assert list(traces["middle 80 % of comparable applicants"].x) == [-30.0, 20.0, None]
    assert list(traces["what each holds"].text) == ["file depth", "left out on purpose"]
    assert "9 applicants" in figure.layout.title.text


@pytest.mark.parametrize(
    "figure",
    [
        rhythm([], [], typical_label="", marked_label="", colours=LIGHT),
        timeline([], [], applied_at=APPLIED, currency="¥", colours=LIGHT),
        basket([], lines=0, typical_label="", colours=LIGHT),
        dimensions([], typical_label="", colours=LIGHT),
    ],
    ids=["rhythm", "timeline", "basket", "dimensions"],
)
def test_a_chart_without_data_keeps_title_and_height_and_says_why(figure):
    (note,) = figure.layout.annotations
    assert note.text.endswith(".")
    assert figure.layout.title.text
    assert figure.layout.height > 100


@pytest.mark.parametrize(
    "figure",
    [
        score_band(BAND, colours=LIGHT),
        _waterfall(),
        rhythm([Purchase(0, 1.0, 1.0, "")], [], typical_label="", marked_label="", colours=LIGHT),
        timeline([Order(APPLIED, 1.0, "")], [], applied_at=APPLIED, currency="¥", colours=LIGHT),
        basket([Share("a", 1.0, None)], lines=1, typical_label="", colours=LIGHT),
        dimensions([Dimension("a", "b", 1.0)], typical_label="", colours=LIGHT),
    ],
    ids=["score", "waterfall", "rhythm", "timeline", "basket", "dimensions"],
)
def test_every_chart_has_a_title_and_names_its_axis(figure):
    assert figure.layout.title.text
    assert figure.layout.xaxis.title.text


BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
EVERY = pytest.mark.parametrize(
    "draw",
    [
        partial(score_band, BAND),
        partial(contributions, _steps(), base=624, base_label="Mean", score=612, chosen="night"),
        partial(
            rhythm,
            [Purchase(day, 23.5, 10.0 * day, "words", day == 3) for day in range(7)],
            [[1 / 168] * 24 for _ in range(7)],
            typical_label="40 shoppers",
            marked_label="night orders",
        ),
        partial(
            timeline,
            [Order(APPLIED - timedelta(days=n), n, "words", n == 2, n == 3) for n in range(1, 9)],
            [(APPLIED - timedelta(days=4), "11 November")],
            applied_at=APPLIED,
            currency="¥",
        ),
        partial(
            basket,
            [Share("Food", 0.6, 0.2), Share("Home", 0.4, None)],
            lines=9,
            typical_label="40 shoppers",
        ),
        partial(
            dimensions,
            [Dimension("a", "b", 1.0, -2.0, 0.0, 3.0), Dimension("c", "left out", None)],
            typical_label="40",
        ),
        partial(empty, "No orders", "None was known.", height=120),
    ],
    ids=["score", "waterfall", "rhythm", "timeline", "basket", "dimensions", "empty"],
)


@BOTH
@EVERY
def test_plotly_finds_every_property_valid(draw, colours):
    drawn = draw(colours=colours).to_dict()
    assert go.Figure(drawn).to_dict().keys() == drawn.keys()


@BOTH
@EVERY
def test_a_chart_is_sent_without_being_gone_through_part_by_part(draw, colours):
    options = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY  # as Plotly asks for first
    sent = orjson.dumps(draw(colours=colours).to_dict(), option=options)
    assert orjson.loads(sent)["layout"]["template"]["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"


def test_a_property_that_plotly_does_not_know_is_found_by_that():
    wrong = figure(data=[scatter(x=[1], y=[1], colour="red")], layout={})
    with pytest.raises(ValueError, match="colour"):
        go.Figure(wrong.to_dict())


def test_the_warm_up_draws_every_chart():
    assert warm.draw_everything_once() is None
