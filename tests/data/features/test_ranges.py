"""Ranges of customers worked at side by side give what all customers at once do."""

import pandas as pd
import pytest

from data import book
from data.features import compute, ranges
from data.home import Home


@pytest.fixture
def con(demo_home: Home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


def cut_into(con, rows):
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        return ranges.customer_ranges(cursor, "customer_bounds", rows)


def test_features_of_ranges_are_those_of_everyone_at_once(con):
    [whole] = cut_into(con, 1_000_000)
    with ranges.frames(con, "chosen_everyone", [whole], workers=1) as found:
        at_once = pd.concat(found, ignore_index=True)
    with ranges.frames(con, "chosen_everyone", cut_into(con, 900), workers=2) as found:
        parts = list(found)
    assert len(parts) == 4
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), at_once, check_exact=True)


def test_each_range_has_temporary_tables_of_its_own(con):
    def count(cursor, one):
        compute.set_scope(cursor, "chosen_everyone", ranges.values(one))
        return cursor.execute("select count(*), min(customer_id) from scope").fetchall()[0]

    cut = cut_into(con, 900)
    with ranges.each(con, count, cut, workers=3) as found:
        counted = list(found)
    assert sum(rows for rows, _ in counted) == 3000
    assert [first for _, first in counted[1:]] == [first for first, _ in cut[1:]]


def test_the_engine_has_its_threads_back_afterwards(con):
    def threads():
        return con.execute("select current_setting('threads')").fetchall()

    before = threads()
    with (
        pytest.raises(ZeroDivisionError),
        ranges.each(con, lambda *_: 1 / 0, [(None, None)], workers=1) as found,
    ):
        next(found)
    assert threads() == before
