"""The drivers page's scales, marks, tables and charts."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from scoring import catalogue
from scoring.catalogue import Family
from scoring.metrics.drivers.dependence import Dependence, dependence
from scoring.metrics.drivers.importance import Importance
from scoring.risk.cohorts import cohort
from scoring.risk.cohorts.cohort import parse
from scoring.risk.drivers.driver_book import Axis
from scoring.risk.drivers.drivers import Depends
from scoring.training.challengers import Challenger, Challengers
from scoring.wording import Money
from ui.charts.dependence import dependence_chart
from ui.charts.importance import Driver, Pair, importance_chart, pairs_chart
from ui.risk.drivers import driver_marks, driver_tables
from ui.risk.drivers.driver_scale import UNKNOWN_AT, Scale, short
from ui.theme import DARK, LIGHT

MONEY = Money("CNY", 2)


def axis(name, edges, *, code=(0, 1, 2), names=(), low=1.0, high=9.0):
    bins = len(names) + 1 if edges is None else len(edges) + 1
    return Axis(name, edges, names, np.array(code, dtype=np.uint8), np.linspace(2, 8, bins),
                low, high)  # fmt: skip


def found(points, at, bins, group=None, groups=1) -> Dependence:
    return dependence(np.array(points), np.array(at), bins, group, groups)


ORDERS = Scale(axis("order_count", (3.0, 6.0)), MONEY)
DEVICE = Scale(axis("application_device", None, names=("mobile", "desktop")), MONEY)
NIGHT = Scale(axis("night_order_share", (0.2, 0.4), low=0.0, high=0.5), MONEY)


def test_numbers_stand_between_their_percentiles_and_beyond_them_at_the_ends():
    assert ORDERS.place([1, 5, 9]).tolist() == [0, 0.5, 1]
    assert ORDERS.place([-7, 70]).tolist() == [0, 1]


def test_an_export_has_its_columns_even_when_it_is_empty():
    nobody = driver_tables.sources_numbers(None)
    assert len(nobody) == 0
    assert {"without", "auc_lost", "low", "high"} <= set(nobody.columns)
    assert nobody.to_csv(index=False).startswith("without,")


def test_a_wide_range_stands_on_a_logarithmic_axis():
    wide = Scale(axis("order_count", (3.0,), low=1.0, high=100.0), MONEY)
    assert wide.is_log
    assert wide.place([10])[0] == pytest.approx(0.5)
    assert "logarithmic" in wide.along(has_unknown=False).title
    assert not ORDERS.is_log


def test_bins_are_said_in_words():
    assert [ORDERS.bin_name(at) for at in range(4)] == ["below 3", "3 to 6", "from 6", "not known"]
    assert [DEVICE.bin_name(at) for at in range(4)] == [
        "mobile", "desktop", "all others", "not known",
    ]  # fmt: skip


def test_bins_are_conditions_of_cohorts_that_read_back_the_same():
    for bins in ([0], [1], [2], [0, 1], [1, 2]):
        condition = ORDERS.condition(bins)
        assert condition is not None
        [again] = parse(cohort.written((condition,)))
        assert again == condition
    assert DEVICE.condition([1]).names == ("desktop",)


def test_what_no_condition_can_say_is_none():
    assert ORDERS.condition([3]) is None  # not known
    assert DEVICE.condition([2]) is None  # all others


def test_values_that_are_not_known_stand_apart_and_lead_nowhere():
    drawn = driver_marks.marks(ORDERS, found([5.0, 7, -3, -1], [0, 1, 3, 3], 4), 0, "all")
    assert drawn.place[-1] == UNKNOWN_AT
    assert np.isnan(drawn.mean[-2])  # the line breaks off
    assert drawn.mean[-1] == -2
    assert drawn.links[-1] == ""
    assert drawn.links[0] == "cohort order_count:~3"
    assert "2 applications" in drawn.words[-1]


def test_groups_are_those_of_the_other_feature():
    by = found([1.0, 2, 3, 4], [0, 1, 0, 1], 4, np.array([0, 0, 1, 1]), 2)
    both = Depends(found([1.0, 2, 3, 4], [0, 1, 0, 1], 4), ((0,), (2,)), by)
    low, high = driver_marks.group_marks(ORDERS, NIGHT, both, [])
    assert low.label.endswith("below 20 %")
    assert high.label.endswith("from 40 %")
    assert low.links[0] == "cohort order_count:~3;night_order_share:~0.2"
    assert driver_tables.dependence_table(ORDERS, NIGHT, both).shape == (2, 8)
    numbers = driver_tables.dependence_numbers(ORDERS, NIGHT, both)
    assert numbers["applications"].sum() == 8  # everybody, and both groups


def test_dots_say_who_and_rank_the_other_value():
    rows = pd.DataFrame(
        {"application_id": ["A1", "A2"], "bin": [0, 3], "value": [2.0, np.nan],
         "other": [0.1, 0.3], "points": [4.0, -2.0]}
    )  # fmt: skip
    drawn = driver_marks.dots(ORDERS, NIGHT, rows)
    assert list(drawn.links) == ["application A1", "application A2"]
    assert drawn.rank[0] < drawn.rank[1]
    assert drawn.place[0] == pytest.approx(1 / 8)
    assert drawn.place[1] == pytest.approx(UNKNOWN_AT, abs=0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_charts_draw_what_they_are_given(colours):
    rows = pd.DataFrame(
        {"application_id": ["A1"], "bin": [0], "value": [2.0], "points": [4.0]}
    )  # fmt: skip
    whole = driver_marks.marks(ORDERS, found([5.0, 7], [0, 1], 4), 0, "mean of all")
    dots = driver_marks.dots(ORDERS, None, rows)
    chart = dependence_chart(whole, [], dots, ORDERS.along(has_unknown=False), "t", colours=colours)
    assert [list(trace.customdata) for trace in chart.data] == [
        ["application A1"], ["cohort order_count:~3", "cohort order_count:3~6"],
    ]  # fmt: skip
    drivers = [Driver("a", "A", 3.0, 1.0, "4.0", "A 4"), Driver("b", "B", 1.0, 1.0, "2.0", "B 2")]
    bars = importance_chart(drivers, "t", chosen="b", colours=colours)
    assert sum(sum(map(abs, trace.x)) for trace in bars.data) == 6
    assert "<b>B</b>" in bars.layout.yaxis.ticktext
    pairs = pairs_chart([Pair("a b", "A × B", 1.0, 0.8, 1.2, "A × B")], "t", chosen="",
                        colours=colours)  # fmt: skip
    assert pairs.data[0].error_x.array == pytest.approx([0.2])
    assert pairs.layout.yaxis.ticktext[0] == "A × B"
    assert go.Figure(pairs.to_dict())


def test_the_names_of_any_two_features_have_room_in_two_lines_and_lose_nothing():
    longest = sorted((short(name) for name in catalogue.load()), key=len)[-2:]
    label = " × ".join(longest)
    drawn = pairs_chart([Pair("a b", label, 1.0, 0.8, 1.2, "")], "t", chosen="", colours=LIGHT)
    [shown] = drawn.layout.yaxis.ticktext
    assert shown.count("<br>") <= 1
    assert shown.replace("<br>", " ") == label


def test_the_dots_are_a_table_that_sorts_by_numbers():
    rows = pd.DataFrame(
        {
            "application_id": ["A1", "A2"],
            "points": [1.234, -2.0],
            "value": [3.0, None],
            "other": ["mobile", None],
        }
    )
    table = driver_tables.dots_table(ORDERS, DEVICE, rows)
    assert list(table) == ["Application", "Points", ORDERS.label, DEVICE.label]
    assert table["Application"].tolist() == ["A1", "A2"]
    assert table["Points"].tolist() == [1.23, -2.0]
    assert [one.value for one in table[ORDERS.label]] == [3.0, None]
    assert table[DEVICE.label].tolist() == ["a mobile phone", "not known"]
    assert list(driver_tables.dots_table(ORDERS, None, rows)) == list(table)[:3]


@pytest.mark.parametrize("draw", [importance_chart, pairs_chart])
def test_a_chart_of_nothing_says_so(draw):
    assert draw([], "t", chosen="", colours=LIGHT).layout.annotations


def test_drivers_are_tabled_from_the_largest():
    ones = np.array([1.0, 3.0])
    seen = Importance(10, ones, ones, ones, ones / 2, ones / 2, ones / 10, ones / 10)
    families = ((Family.BASKET, Family.BROWSING), seen)
    features = (("order_count", "night_order_share"), seen)
    table = driver_tables.importance_table(families, features)
    assert table["Family"].iloc[0] == Family.BROWSING.label
    assert table["Mean size of points"].tolist() == [3, 1, 3, 1]
    names = driver_tables.in_order(families, features)
    assert names == [Family.BROWSING, Family.BASKET, "night_order_share", "order_count"]
    assert list(driver_tables.importance_numbers(families, features)["name"]) == names


def challenger(name, ahead):
    return Challenger(name=name, label=name, features=3, auc=0.7, champion_auc=0.7 + ahead,
                      ahead=ahead, ahead_low=ahead - 0.02, ahead_high=ahead + 0.02)  # fmt: skip


def test_the_source_that_costs_most_stands_first_and_noise_is_said():
    tried = tuple(
        challenger(*row)
        for row in (("without_loans", 0.01), ("scorecard", 0.2), ("without_bureau", 0.05))
    )
    all_of = Challengers(version="v1", applications=100, bads=20, found=tried)
    without = driver_tables.withdrawn(all_of)
    assert [one.name for one in without] == ["without_bureau", "without_loans"]
    assert driver_tables.sources_table(without)[""].tolist() == ["more than noise", "within noise"]
    assert driver_tables.sources_numbers(all_of)["bads"].tolist() == [20, 20]
    assert driver_tables.withdrawn(None) == []
