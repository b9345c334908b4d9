"""Local days, UTC and calendar months."""

import duckdb
import numpy as np

from data.simulator.timeline import DAY, add_months, days, end_of_book, epoch_seconds


def test_months_are_added_as_the_database_adds_them() -> None:
    local = np.random.default_rng(1).integers(0, 1_250 * DAY, 500)
    later = epoch_seconds(add_months(local, 6))
    with duckdb.connect() as con:
        expected = con.execute(
            "select list_transform($at, lambda x: "
            "epoch(make_timestamp(x::bigint * 1000000) + interval 6 month)::bigint)",
            {"at": epoch_seconds(local).tolist()},
        ).fetchall()[0][0]
    assert later.tolist() == expected


def test_the_first_midnight_is_in_shanghai_and_the_book_ends_at_utc_midnight() -> None:
    first = epoch_seconds(np.zeros(1, dtype=np.int64)).astype("datetime64[s]")
    assert str(first[0]) == "2023-05-21T16:00:00"
    last = epoch_seconds(np.array([end_of_book()])).astype("datetime64[s]")
    assert str(last[0]) == "2026-11-22T00:00:00"


def test_paydays_look_back() -> None:
    calendar = days()
    assert calendar.weekday[0] == 0  # 22 May 2023 was a Monday
    assert calendar.last_payday[3] == 3  # the 25th
    assert calendar.last_payday[18] == 3
    assert calendar.last_payday[19] == 19  # 10 June
