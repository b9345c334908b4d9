"""What the ledger's benchmark lays down before it measures."""

from benchmarks import desk
from data.home import Home
from desk.store import database
from desk.work import case_list
from desk.work.case_list import Pile
from tests.desk.office import CAPSULE, DECLINES, PINS


def test_the_queue_is_measured_among_decided_cases(tmp_path):
    with database.opened(Home(tmp_path), may_make=True) as engine:
        desk.decline(engine, PINS, (DECLINES, CAPSULE), ["A1", "A2"])
        assert case_list.applications(engine, desk.OFFICER, Pile.DECIDED) == ("A1", "A2")
