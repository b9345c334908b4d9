"""The charts of groups: right numbers, nothing hidden, an empty form."""

from datetime import datetime

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.charts.beeswarm import SwarmRow, beeswarm, spread
from ui.charts.group_rhythm import group_rhythm
from ui.charts.months import HALF_A_MONTH, MonthLine, month_chart
from ui.theme import DARK, LIGHT

POINTS = st.lists(st.floats(-500, 500), min_size=1, max_size=60).map(np.array)


@given(POINTS)
def test_dots_of_a_row_stay_in_it(points):
    found = spread(points)
    assert np.abs(found).max() <= 0.42


@given(st.integers(1, 60))
def test_equal_points_never_share_a_place(size):
    found = spread(np.full(size, 3.0))
    assert np.unique(found.round(9)).size == size


def test_three_equal_points_stand_in_the_middle_and_on_both_sides():
    assert spread(np.full(3, 1.0)).tolist() == pytest.approx([0.0, 0.42, -0.42])


def swarm_row(rank=(0.5, 1.0, np.nan)):
    return SwarmRow("Night", np.array([-3.0, 4.0, 0.0]), np.array(rank), ("a", "b", "not known"))


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_a_swarm_leads_back_to_its_applications(colours):
    figure = beeswarm([swarm_row()], ["A1", "A2", "A3"], "Swarm", colours=colours)
    go.Figure(figure.to_dict())
    [dots] = figure.data
    assert list(dots.customdata) == ["A1", "A2", "A3"]
    assert list(dots.x) == [-3.0, 4.0, 0.0]
    assert list(dots.marker.symbol) == ["circle", "circle", "circle-open"]
    assert dots.marker.size[1] > dots.marker.size[0]


def test_a_swarm_of_nobody_says_so():
    assert "no application" in beeswarm([], [], "Swarm", colours=LIGHT).layout.annotations[0].text


def test_a_groups_rhythm_draws_its_shares_over_the_others():
    shares = np.zeros((7, 24))
    shares[0, 8], shares[6, 22] = 0.25, 0.75
    others = np.full((7, 24), 1 / 168)
    figure = group_rhythm(shares, others, name="A", others_name="the rest", colours=LIGHT)
    go.Figure(figure.to_dict())
    grey, marks = figure.data
    assert np.asarray(grey.z).sum() == pytest.approx(100)
    sizes = np.asarray(marks.marker.size).reshape(7, 24)
    assert (sizes.argmax(), sizes[0, 0]) == (6 * 24 + 22, 2.0)
    assert "Sun 22–23 h: 75.00 % of their orders" in marks.text[6 * 24 + 22]


def test_a_group_without_orders_says_so():
    nothing = np.full((7, 24), np.nan)
    figure = group_rhythm(nothing, nothing, name="A", others_name="the rest", colours=LIGHT)
    assert "No order" in figure.layout.annotations[0].text


MONTHS = [datetime(2026, number, 1) for number in range(1, 7)]


def course(*values):
    known = np.array(values)
    line = MonthLine("t", MONTHS, known, known * 0.8, known * 1.2, " %", [])
    return month_chart(line, colours=LIGHT)


def shaded(figure):
    return [
        (shape["x0"] + HALF_A_MONTH, shape["x1"] - HALF_A_MONTH)
        for shape in figure.to_dict()["layout"]["shapes"]
    ]


@pytest.mark.parametrize(
    ("values", "at", "says"),
    [
        ((1.0, 2, 3, 2, 2, np.nan), [(5, 5)], ["immature: not known yet"]),
        ((np.nan, 2, 3, 2, 2, np.nan), [(0, 0), (5, 5)], ["none", "immature: not known yet"]),
        ((1.0, np.nan, np.nan, 2, 2, 1), [(1, 2)], ["none"]),
        ((1.0, 2, 3, 2, 2, 1), [], []),
    ],
)
def test_only_months_without_a_number_are_shaded(values, at, says):
    figure = course(*values)
    go.Figure(figure.to_dict())
    assert shaded(figure) == [(MONTHS[first], MONTHS[last]) for first, last in at]
    assert [note["text"] for note in figure.to_dict()["layout"]["annotations"]] == says


def test_no_line_and_no_band_is_drawn_across_a_gap():
    *bands, line = course(1.0, 2, np.nan, 2, 2, 1).data
    assert [band.x for band in bands] == [
        (*MONTHS[:2], *MONTHS[:2][::-1]), (*MONTHS[3:], *MONTHS[3:][::-1]),
    ]  # fmt: skip
    assert line.y[2] is None
    assert not line.connectgaps
