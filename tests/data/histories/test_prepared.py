"""Prepared once or written out anew: the same features, bit for bit."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from data import book
from data.histories import features, future, prepared
from data.histories.future import Change
from data.histories.own import own_rows
from data.histories.prepared import PreparedFeatures

CHANGES = [Change(), Change(amount=90_000), Change(months=3, keeps_all=True), Change(months=1)]


@pytest.fixture(scope="module")
def con(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def histories(con):
    """Give histories of shoppers without an order, with few and with many, one after the other."""
    asked = """select application_id from snapshot.features
        qualify row_number() over (partition by order_count = 0, depth_band, bureau_score is null
        order by hash(application_id)) <= 2 order by hash(application_id)"""
    names = [name for (name,) in con.cursor().execute(asked).fetchall()]
    assert len(names) > 6
    return [
        future.gone_on(own_rows(con, [name]), CHANGES[: 1 + at % len(CHANGES)])
        for at, name in enumerate(names)
    ]


@pytest.fixture(scope="module")
def wanted(con, histories):
    return [features.features_of(con, tables) for tables in histories]


def test_one_history_leaves_nothing_behind_for_the_next(con, histories, wanted):
    computed = PreparedFeatures(con)
    for tables, expected in zip(histories, wanted, strict=True):
        pd.testing.assert_frame_equal(computed.of(tables), expected, check_exact=True)


def test_threads_do_not_meet(con, histories, wanted):
    computed = PreparedFeatures(con)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(computed.of, histories * 2))
    for frame, expected in zip(found, wanted * 2, strict=True):
        pd.testing.assert_frame_equal(frame, expected, check_exact=True)


def test_a_cursor_that_has_seen_many_rows_is_replaced(con, histories, wanted, monkeypatch):
    monkeypatch.setattr(prepared, "MOST_ROWS", 1)
    computed = PreparedFeatures(con)
    for tables, expected in zip(histories[:3], wanted[:3], strict=True):
        pd.testing.assert_frame_equal(computed.of(tables), expected, check_exact=True)


def test_a_history_that_cannot_be_read_spoils_none_after_it(con, histories, wanted):
    computed = PreparedFeatures(con)
    computed.of(histories[0])
    with pytest.raises(KeyError):
        computed.of({name: histories[1][name] for name in ("customers", "applications")})
    pd.testing.assert_frame_equal(computed.of(histories[2]), wanted[2], check_exact=True)
