"""The charts of vintages: intervals where they belong, unknown fields hatched and said to be."""

import numpy as np
import plotly.graph_objects as go

from ui.charts.heat import Field, heat_chart, mixed
from ui.charts.vintages import Line, Part, at_month_chart, curves_chart
from ui.theme import DARK, LIGHT, contrast

RATE = np.array([0.0, 0.02, np.nan])
NONE = np.full(3, np.nan)


def line(name="Q1 2026", part=Part.CHOSEN, rate=RATE):
    return Line(name, np.full(3, 500), rate, rate / 2, rate * 2, part)


def test_the_chosen_vintage_has_its_interval_and_its_name_at_its_end():
    drawn = curves_chart(
        "t", [line("old", Part.BACKGROUND), line()], months_on_book=1, colours=LIGHT
    )
    figure = go.Figure(drawn.to_dict())  # validates every property
    names = [trace.name for trace in figure.data]
    assert names == ["old", "95 % interval", "Q1 2026"]
    assert list(figure.data[2].text) == ["", "Q1 2026", ""]
    assert figure.layout.xaxis.title.text == "months on book"


def test_lines_of_a_cut_differ_by_dash_as_well_as_by_colour():
    some = [line(name, Part.ONE_OF_SOME) for name in "abcd"]
    figure = curves_chart("t", some, months_on_book=1, colours=LIGHT)
    assert len({trace.line.dash for trace in figure.data}) == 4
    assert list(np.isfinite(figure.data[0].error_y.array)) == [False, True, False]
    assert figure.layout.showlegend  # their ends may meet
    assert not any(any(trace.text) for trace in figure.data)


def test_vintages_without_a_known_rate_are_said_to_be_immature():
    drawn = at_month_chart("t", ["Q1", "Q2", "Q3"], [line()], colours=LIGHT)
    figure = go.Figure(drawn.to_dict())
    assert "immature" in figure.layout.annotations[0].text
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (1.5, 2.5)


def test_nothing_known_is_said_in_words():
    nothing = [line(rate=NONE)]
    for figure in (
        curves_chart("t", nothing, months_on_book=1, colours=LIGHT),
        at_month_chart("t", ["a", "b", "c"], nothing, colours=LIGHT),
    ):
        assert not figure.data
        assert figure.layout.annotations[0].text


def field():
    value = np.array([[0.1, 0.2, np.nan], [0.1, np.nan, np.nan]])
    words = [["1", "2", ""], ["1", "", ""]]
    return Field("t", ["a", "b"], list("xyz"), value, words, words, np.isnan(value), "immature",
                 "", "months")  # fmt: skip


def test_unknown_fields_are_hatched_and_hold_no_number():
    figure = go.Figure(heat_chart(field(), LIGHT.lowers, colours=LIGHT).to_dict())
    hatches = figure.data[1]
    assert list(hatches.base) == [1.5, 0.5]
    assert list(hatches.x) == [1, 2]
    assert list(hatches.text) == ["", "immature"]
    assert hatches.marker.pattern.shape == "/"


def test_numbers_stay_readable_on_the_strongest_tone():
    for colours in (LIGHT, DARK):
        scale = heat_chart(field(), colours.lowers, colours=colours).data[0].colorscale
        assert contrast(colours.ink, scale[1][1]) >= 4.5


def test_a_mixed_colour_lies_between_its_ends():
    assert mixed("#000000", "#ff8000", 0.5) == "#804000"
    assert mixed("#123456", "#ffffff", 0) == "#123456"
