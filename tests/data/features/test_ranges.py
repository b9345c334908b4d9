"""Ranges of customers worked at side by side give what all customers at once do."""

import json

import duckdb
import pandas as pd
import pytest

from data import book
from data.features import compute, ranges
from data.home import Home

ROW_GROUP = 122_880
LARGE = 5_500_000  # customers: of fewer the engine reads no more, whatever it is told


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


def test_a_range_of_a_large_book_reads_no_customers_but_its_own(tmp_path):
    with duckdb.connect() as con:
        con.execute(f"attach '{tmp_path}/book' as snapshot; use snapshot")
        con.execute(
            "create table coded_customers as select cast(i as integer) as customer_no,"
            " format('C{:08d}', i) as customer_id, timestamp '2024-01-01' as registered_at"
            f" from range({LARGE}) as numbers(i)"
        )
        con.execute("create table customers as select customer_id from coded_customers")
        con.execute(
            "create table book as"
            " select timestamp '2025-01-01' as as_of, 'second' as time_precision"
        )
        con.execute("create table tables_given (table_name varchar, is_given boolean)")
        con.execute("checkpoint snapshot")
        chosen = compute.scope(compute.sql("chosen_everyone"))

        def customers_read(cursor, one):
            plan = cursor.execute(f"explain (analyze, format json) {chosen}", ranges.values(one))
            [(_, told)] = plan.fetchall()
            return sum(
                node["rows_scanned"]
                for node in nodes(json.loads(told)["operator"])
                if "coded_customers" in node["extra_info"].get("Table", "")
            )

        one = ("C03000000", "C03010000")
        with ranges.each(con, customers_read, [one], workers=1) as found:
            [read] = list(found)
    assert 10_000 <= read <= 2 * ROW_GROUP


def nodes(plans):
    for plan in plans:
        yield plan
        yield from nodes(plan.get("children", []))
