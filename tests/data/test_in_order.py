from itertools import pairwise

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import contract, in_order
from tests.data import intake_bench

KEYS = st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 9), st.integers(1, 3))), min_size=1)


@pytest.fixture
def con():
    with duckdb.connect(":memory:", config={"threads": 2}) as opened:
        yield opened


def rising(keys):
    return all(before < key for before, key in pairwise(key for key in keys if key is not None))


def staged(folder, keys):
    rows = [
        {"order_id": None, "line_no": None}
        if key is None
        else {"order_id": f"o{key[0]}", "line_no": str(key[1])}
        for key in keys
    ]
    return intake_bench.staged(folder, "order_lines", rows)


@given(keys=st.one_of(KEYS, KEYS.map(lambda keys: sorted(set(keys) - {None}) or [(0, 1)])))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_keys_rise_when_each_stands_above_the_one_before(con, tmp_path, keys):
    found = in_order.keys_rise(con, contract.ORDER_LINES, staged(tmp_path, keys))
    assert found == rising(keys)


@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize("first_rows", [1, 2])
def test_a_key_given_twice_is_found_on_either_side_of_a_cut(
    con, tmp_path, monkeypatch, at, first_rows
):
    monkeypatch.setattr(in_order, "FIRST_ROWS", first_rows)
    keys = [(n, 1) for n in range(8)]
    file = staged(tmp_path, keys)
    assert in_order.keys_rise(con, contract.ORDER_LINES, file)
    keys.insert(at, keys[at - 1])
    assert not in_order.keys_rise(con, contract.ORDER_LINES, staged(tmp_path, keys))


@pytest.mark.parametrize("at", range(10))
def test_rows_without_a_key_around_a_cut_hide_no_key_given_twice(con, tmp_path, monkeypatch, at):
    monkeypatch.setattr(in_order, "FIRST_ROWS", 1)
    keys = [(n, 1) for n in range(9)]
    keys[3:6] = [None, None, None]
    keys[6] = keys[2]
    keys.insert(at, None)
    assert not in_order.keys_rise(con, contract.ORDER_LINES, staged(tmp_path, keys))


def test_only_the_named_rows_of_a_table_are_compared_with_those_before(con):
    con.execute("create table rows_of as select unnest([1, 3, 2, 4, 0]) as a, 'x' as b")
    assert in_order.holds_at(con, "rows_of", ("a", "b"), [1, 3])
    assert not in_order.holds_at(con, "rows_of", ("a", "b"), [3, 2])
    assert not in_order.holds_at(con, "rows_of", ("a", "b"), [4])
