"""One shopper's rows alone give what all of the book gives."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from data import book
from data.features import compute, evidence


@pytest.fixture(scope="module")
def whole(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        yield con


def some_ids(con, number):
    rows = con.execute(
        "select application_id from snapshot.applications order by hash(application_id) limit ?",
        [number],
    ).fetchall()
    return [str(row[0]) for row in rows]


def from_all_of_the_book(con, application_id, table):
    """Read rows over the snapshot's own tables, optimised, as replay does by kept SQL."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        compute.prepare(cursor)
        return evidence.rows_of(cursor, application_id, (table,))[table]


def test_the_rows_are_those_found_in_all_of_the_book(whole):
    for application_id in some_ids(whole, 12):
        known = evidence.known(whole, application_id)
        for table in evidence.TABLES:
            wanted = from_all_of_the_book(whole, application_id, table)
            pd.testing.assert_frame_equal(known[table], wanted, check_exact=True)


def test_nothing_stays_of_the_shopper_before(whole):
    for application_id in some_ids(whole, 4):
        assert len(evidence.known(whole, application_id)["known_customers"]) == 1
    none = evidence.known(whole, "nobody's")
    assert {table: len(rows) for table, rows in none.items()} == dict.fromkeys(evidence.TABLES, 0)


def test_threads_that_come_at_once_get_their_own_rows(whole):
    ids = some_ids(whole, 8)
    wanted = {name: evidence.known_rows(whole, name, "known_orders") for name in ids}
    with ThreadPoolExecutor(4) as workers:
        found = workers.map(lambda name: evidence.known_rows(whole, name, "known_orders"), ids * 3)
        for name, rows in zip(ids * 3, found, strict=True):
            pd.testing.assert_frame_equal(rows, wanted[name], check_exact=True)
