"""Tables read as words, sort as numbers, and are taken away as numbers."""

import pickle
from datetime import UTC, datetime

import pandas as pd
import pytest
from pandas.io.formats.style import Styler

from scoring.wording import Money
from ui import sortable, words
from ui.risk import says
from ui.words import Written

YUAN = Money("CNY", 2)


def displayed(styler):
    """Give the words that a browser writes, row by row."""
    body = styler._translate(False, False)["body"]  # what Streamlit reads, too
    return [[cell["display_value"] for cell in row if cell["type"] == "td"] for row in body]


def of_cohorts():
    return sortable.table(
        [
            {"Cohort": "A", "Size": 1200, "Bad rate": says.rate(0.101, 0.09, 0.112),
             "Asked": words.money(900_000, YUAN)},
            {"Cohort": "B", "Size": 90, "Bad rate": says.rate(0.024, 0.01, 0.06),
             "Asked": words.money(None, YUAN)},
            {"Cohort": "C", "Size": 3, "Bad rate": "–", "Asked": words.money(50, YUAN)},
        ]
    )  # fmt: skip


def test_cells_read_as_words():
    assert displayed(sortable.shown(of_cohorts())) == [
        ["A", "1,200", "10.1 % (9.0–11.2)", "¥9,000"],
        ["B", "90", "2.4 % (1.0–6.0)", "–"],
        ["C", "3", "–", "¥0.50"],
    ]


def test_cells_sort_as_numbers():
    data = sortable.shown(of_cohorts()).data
    assert list(data.sort_values("Bad rate")["Cohort"]) == ["B", "A", "C"]
    assert list(data.sort_values("Asked", ascending=False)["Cohort"]) == ["A", "C", "B"]
    assert data["Size"].dtype == "int64"


def test_equal_numbers_keep_their_own_words():
    found = sortable.table({"Rate": [says.rate(0.0, 0.0, 0.01), says.rate(0.0, 0.0, 0.4)]})
    assert displayed(sortable.shown(found)) == [["0.0 % (0.0–1.0)"], ["0.0 % (0.0–40.0)"]]


def test_a_table_says_once_for_all_what_it_does_not_know():
    rates = [says.rate(0.1, 0.0, 0.2), "immature", "immature", "too few"]
    found = sortable.table({"Month 1": rates[:3], "Month 2": rates[1:], "Month 3": rates[:1] * 3})
    assert sortable.unknown(found) == "immature"
    data = sortable.shown(found).data
    assert data["Month 1"].isna().tolist() == [False, True, True]
    assert data["Month 2"].tolist() == ["immature", "immature", "too few"]
    mixed = sortable.table({"Month": rates, "Other": rates[:2] * 2})
    data = sortable.shown(mixed).data
    assert data["Month"].tolist() == rates
    assert data["Other"].notna().sum() == 2


def test_months_and_minutes_sort_by_time():
    months = [datetime(2026, 4, 1), datetime(2025, 8, 1), datetime(2026, 1, 1, tzinfo=UTC)]
    found = sortable.table(
        {"Month": [words.month(at) for at in months], "At": [words.moment(at) for at in months]}
    )
    data = sortable.shown(found).data
    assert list(data.sort_values("Month").index) == [1, 2, 0]
    assert list(data.sort_values("At").index) == [1, 2, 0]
    assert displayed(sortable.shown(found))[0] == ["Apr 2026", "1 Apr 2026 00:00"]


def test_numbers_are_taken_away_with_the_ends_of_their_intervals():
    found = sortable.numbers(of_cohorts())
    assert list(found) == [
        "Cohort", "Size", "Bad rate", "Bad rate: low", "Bad rate: high", "Asked",
    ]  # fmt: skip
    assert found["Bad rate"].iloc[0] == 0.101
    assert found["Bad rate: high"].iloc[1] == 0.06
    assert found["Bad rate"].isna().tolist() == [False, False, True]
    assert found["Asked"].iloc[0] == 9000


def test_plain_tables_pass_as_they_are():
    plain = pd.DataFrame({"name": ["a"], "at": pd.to_datetime(["2026-01-01"]).tz_localize("UTC")})
    assert sortable.shown(plain) is plain
    assert sortable.numbers(plain) is plain


def test_an_empty_table_keeps_its_columns():
    empty = sortable.table([], columns=["What", "Draft"])
    assert list(sortable.shown(empty)) == ["What", "Draft"]


@pytest.mark.parametrize("row", [{"a": 1, "b": 0.5, "c": "x", "d": True}])
def test_columns_without_written_numbers_are_typed_as_ever(row):
    pd.testing.assert_frame_equal(sortable.table([row]), pd.DataFrame([row]))


def test_columns_with_an_index_of_their_own_stand_row_by_row():
    counts = pd.Series([3, 4], index=["ada", "cleo"])
    found = sortable.table({"Rate": [words.percent(0.1), words.percent(0.2)], "Count": counts})
    assert found["Count"].tolist() == [3, 4]
    assert len(found) == 2


def test_a_cached_table_still_knows_its_numbers():
    again = pickle.loads(pickle.dumps(of_cohorts()))
    assert isinstance(sortable.shown(again), Styler)
    assert again["Bad rate"].iloc[0].span == (0.09, 0.112)


def test_nothing_known_is_no_number():
    assert Written("–", float("nan")).value is None
    assert says.points(float("nan")).value is None
