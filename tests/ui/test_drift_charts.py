"""Drift's charts: thresholds, shapes that say what tones say, bins in words."""

from datetime import datetime
from functools import partial

import numpy as np
import plotly.graph_objects as go

from scoring import catalogue
from scoring.metrics.binned.bins import number_bins
from scoring.metrics.binned.psi import psi
from scoring.models.manifest import Binned
from scoring.risk.cohorts.cohort import Condition
from scoring.wording import Money
from ui.charts.drift import features_chart, index_chart, reasons_chart, shares_chart
from ui.charts.estimated import Expected, expected_chart
from ui.charts.figure import wrapped
from ui.risk.stability.drift_tables import bin_conditions, bin_names, edge, shares_table
from ui.theme import LIGHT

SMALL, LARGE = psi([500, 500], [480, 520]), psi([500, 500], [900, 100])
MONTHS = [datetime(2026, 1, 1), datetime(2026, 2, 1)]


def test_an_index_stands_over_noise_and_under_fixed_thresholds():
    drawn = index_chart(
        "t", MONTHS, [SMALL, LARGE], chosen=1, learnt_until=MONTHS[0], colours=LIGHT
    )
    figure = go.Figure(drawn.to_dict())
    assert list(figure.data[0].y) == [SMALL.critical_value, LARGE.critical_value]
    assert list(figure.data[1].marker.symbol) == ["circle", "square"]
    assert [shape.y0 for shape in figure.layout.shapes[:2]] == [0.10, 0.25]
    assert [note.text for note in figure.layout.annotations[:2]] == ["moderate", "large"]
    for note in figure.layout.annotations[:2]:  # beside the newest month, not on its bars
        assert (note.x, note.xref, note.xanchor) == (1, "paper", "left")
    assert figure.layout.margin.r > 40


def test_a_far_off_month_hides_no_other():
    far = psi([500, 500], [995, 5])
    drawn = index_chart("t", MONTHS, [far, SMALL], chosen=1, learnt_until=MONTHS[0], colours=LIGHT)
    figure = go.Figure(drawn.to_dict())
    end = figure.layout.yaxis.range[1]
    assert far.value > 2 > 1.1 > end > figure.data[1].y[0]  # still a mark that can be pointed at
    assert figure.data[1].text[0].startswith(f"{far.value:.3f}")
    assert f"↑ {far.value:.2f}" in figure.layout.annotations[-1].text


def test_a_feature_can_be_clicked():
    drawn = features_chart("t", ["a", "b"], ["A", "B"], [LARGE, SMALL], chosen="b", colours=LIGHT)
    figure = go.Figure(drawn.to_dict())
    assert list(figure.data[0].customdata) == ["a", "b"]
    assert list(figure.layout.yaxis.ticktext) == ["A", "<b>B</b>"]


def test_shares_and_reasons_stand_beside_those_of_train():
    shares = shares_chart("t", ["x", "y"], [0.2, 0.8], [0.5, 0.5], name="Jan", colours=LIGHT)
    assert [trace.name for trace in go.Figure(shares.to_dict()).data] == ["training sample", "Jan"]
    reasons = reasons_chart(
        "t", ["Bureau"], [0.7], [0.6], name="Jan", differs=[True], colours=LIGHT
    )
    assert list(go.Figure(reasons.to_dict()).data[1].text) == ["differs"]


def test_the_observed_is_no_part_of_the_estimate():
    value = np.array([4.0, 5.0])
    seen = np.array([4.5, np.nan])
    shown = Expected(
        "t", MONTHS, value, value - 1, value + 1, seen, seen - 0.5, seen + 1, unit=" %"
    )
    figure = go.Figure(expected_chart(shown, colours=LIGHT).to_dict())
    assert figure.data[1].name == "estimated"
    assert figure.data[1].line.dash == "dash"
    assert "observed 4.5 % (4–5.5)" in figure.data[1].text[0]
    assert "not observed" in figure.data[1].text[1]
    assert figure.data[2].error_y.arrayminus is not None
    nothing = Expected("t", [], *[np.empty(0)] * 6, "")
    assert "no loan" in expected_chart(nothing, colours=LIGHT).layout.annotations[0].text.lower()


def test_bins_are_named_by_their_ends_and_a_single_value_by_itself():
    bins = number_bins([0.0] * 50 + [1.0] * 50)
    names = bin_names(Binned(edges=bins.edges, counts=tuple(bins.counts([]))))
    assert names == ["under 0", "0", "above 0 to 1", "1", "above 1", "missing"]
    assert bin_names(Binned(names=("a_b",), counts=(1, 0, 0))) == ["a b", "never seen", "missing"]
    assert bin_names(Binned(edges=(1.0, 2.0), counts=(1, 1, 1, 0))) == [
        "under 1", "1 to 2", "from 2", "missing",
    ]  # fmt: skip


def test_edges_are_said_in_the_units_of_their_feature():
    share = catalogue.load()["night_order_share"]
    said = partial(edge, share, money=Money("CNY", 2))
    bins = Binned(edges=(0.0952, 0.25), counts=(1, 1, 1, 0))
    assert bin_names(bins, said) == ["under 9.52 %", "9.52 % to 25 %", "from 25 %", "missing"]
    assert edge(catalogue.load()["monthly_spend"], 123_400, money=Money("CNY", 2)) == "¥1,234"


def test_each_bin_that_conditions_can_say_leads_to_its_applicants():
    found = bin_conditions("order_count", Binned(edges=(3.0, 6.0), counts=(1, 1, 1, 0)))
    assert found == [
        Condition("order_count", below=3), Condition("order_count", least=3, below=6),
        Condition("order_count", least=6), None,
    ]  # fmt: skip
    named = bin_conditions("device", Binned(names=("mobile",), counts=(1, 0, 0)))
    assert named == [Condition("device", names=("mobile",)), None, None]


def test_a_long_label_is_broken_between_words():
    label = "Monthly repayment before interest against monthly spend"
    assert wrapped(label, 30).split("<br>") == [
        "Monthly repayment before", "interest against monthly spend"
    ]  # fmt: skip
    assert wrapped("Device applied with", 30) == "Device applied with"


def test_the_bins_of_a_flag_are_no_and_yes():
    bins = number_bins([0.0] * 60 + [1.0] * 40)
    counts = bins.counts([0.0, 1.0, 1.0])
    flag = shares_table(
        Binned(edges=bins.edges, counts=tuple(counts)), counts, lambda at: f"{at:g}", is_flag=True
    )
    held = flag[flag["Month"] > 0]
    assert dict(zip(held["Bin"], held["Month"], strict=True)) == {"no": 1, "yes": 2}
