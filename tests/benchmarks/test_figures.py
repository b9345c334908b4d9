import json

import pytest

from benchmarks import figures


@pytest.mark.parametrize(
    ("figure", "target", "holds"),
    [
        (figures.at_least("a", 0.775, "AUC", 0.775), ">= 0.775", True),
        (figures.at_least("a", 0.774, "AUC", 0.775), ">= 0.775", False),
        (figures.at_most("a", 60, "s", 60), "<= 60", True),
        (figures.at_most("a", 60.001, "s", 60), "<= 60", False),
        (figures.between("a", 0.7, "AUC", 0.676, 0.716), "0.676 to 0.716", True),
        (figures.between("a", 0.72, "AUC", 0.676, 0.716), "0.676 to 0.716", False),
        (figures.shown("a", 1, "s"), None, None),
    ],
)
def test_a_figure_says_its_target_and_whether_it_holds(figure, target, holds):
    assert (figure.name, figure.target, figure.holds) == ("a", target, holds)


def test_a_value_is_judged_before_it_is_shortened():
    figure = figures.at_most("a", 60.00000001, "s", 60)
    assert (figure.value, figure.holds) == (60.0, False)


def test_a_number_that_is_none_holds_no_target():
    assert figures.at_most("a", float("nan"), "s", 60).holds is False


def test_median_and_95th_percentile():
    middle, late = figures.median_and_p95([0.1] * 94 + [0.5] * 6)
    assert (middle, late) == (pytest.approx(0.1), pytest.approx(0.5))


def test_the_machine_is_described():
    found = figures.machine()
    assert found["cores"] >= 1
    assert found["memory_gib"] > 0
    assert found["python"].count(".") == 2
    assert found["libraries"].keys() == set(figures.LIBRARIES)


def test_one_json_object_is_printed_and_progress_goes_elsewhere(capsys):
    figures.say("half way")
    figures.report([figures.at_most("a", 1, "s", 2)], shoppers=3)
    shown = capsys.readouterr()
    assert shown.err == "half way\n"
    told = json.loads(shown.out)
    assert told.keys() == {"machine", "figures", "shoppers"}
    assert told["figures"] == [
        {"name": "a", "value": 1.0, "unit": "s", "target": "<= 2", "holds": True}
    ]
