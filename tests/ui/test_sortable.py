"""Tables read as words, sort as numbers, and are taken away as numbers."""

import pickle
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa
import pytest
from pandas.io.formats.style import Styler
from streamlit.dataframe_util import convert_pandas_df_to_arrow_bytes as arrow_bytes
from streamlit.elements.lib import pandas_styler_utils
from streamlit.proto.ArrowData_pb2 import ArrowData

from scoring.wording import Money
from ui import sortable, words
from ui.risk import says
from ui.words import Written

YUAN = Money("CNY", 2)


def displayed(styler):
    """Give the words that a browser is sent, row by row; None where it writes the placeholder."""
    sent = ArrowData()
    pandas_styler_utils.marshall_styler(sent, styler, "a table")
    words_of = pa.ipc.open_stream(sent.styler.display_values).read_all()
    numbers = pa.ipc.open_stream(arrow_bytes(styler.data)).read_all()
    return [
        [None if number[name] is None else row[name] for name in words_of.column_names]
        for row, number in zip(words_of.to_pylist(), numbers.to_pylist(), strict=True)
    ]


def by_template(frame):
    """Give the same table by pandas' own template."""
    return sortable._formatted(frame, [name for name in frame if sortable._is_written(frame[name])])


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
        ["B", "90", "2.4 % (1.0–6.0)", None],
        ["C", "3", None, "¥0.50"],
    ]


def test_cells_say_what_pandas_template_would_write():
    table = of_cohorts().assign(Share=[0.25, float("nan"), 12_345.5], Large=[10**7, -1234, 0])
    assert displayed(sortable.shown(table)) == displayed(by_template(table))
    sent, as_before = (
        pa.ipc.open_stream(arrow_bytes(styler.data)).read_all()
        for styler in (sortable.shown(table), by_template(table))
    )
    assert sent.schema.types == as_before.schema.types
    assert sent.to_pylist() == as_before.to_pylist()


def test_cells_sort_as_numbers():
    data = sortable.shown(of_cohorts()).data
    assert list(data.sort_values("Bad rate")["Cohort"]) == ["B", "A", "C"]
    assert list(data.sort_values("Asked", ascending=False)["Cohort"]) == ["A", "C", "B"]


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
