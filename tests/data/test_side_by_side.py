"""Pieces of work side by side give what they would one after another."""

import threading

import pytest

from data import side_by_side

WAIT_S = 10


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_pieces(workers):
    with side_by_side.in_order(lambda n: n * n, range(20), workers=workers) as found:
        assert list(found) == [n * n for n in range(20)]


def test_nothing_to_do_gives_nothing():
    with side_by_side.in_order(str, [], workers=2) as found:
        assert list(found) == []


def test_as_many_pieces_are_worked_at_as_there_are_workers():
    both = threading.Barrier(2)
    with side_by_side.in_order(lambda _: both.wait(WAIT_S), range(4), workers=2) as found:
        assert sorted(found) == [0, 0, 1, 1]


def test_no_more_is_begun_than_one_beyond_the_workers_until_a_result_is_taken():
    begun = []
    with side_by_side.in_order(begun.append, range(10), workers=2) as found:
        next(found)
        assert set(begun) <= {0, 1, 2, 3}


def test_an_error_surfaces_in_its_place_and_the_rest_is_dropped():
    def work(n):
        if n == 2:
            raise ValueError("no")
        return n

    with side_by_side.in_order(work, range(10), workers=1) as found:
        assert [next(found), next(found)] == [0, 1]
        with pytest.raises(ValueError, match="no"):
            next(found)
