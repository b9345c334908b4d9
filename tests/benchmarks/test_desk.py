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


def test_the_page_is_asked_what_if_how_sure_and_for_the_path(demo_home):
    found = desk.answered(demo_home, 2)
    assert [(figure.name, figure.target) for figure in found] == [
        ("what if, from the change to the answer, median of 2", None),
        ("what if, from the change to the answer, 95th percentile of 2", "<= 150"),
        ("how sure, seconds for one applicant, median", None),
        ("how sure, seconds for one applicant, p95", "<= 1"),
        ("path to approval, from the button to the answer, median of 2", None),
        ("path to approval, from the button to the answer, 95th percentile of 2", None),
    ]
