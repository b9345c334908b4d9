"""Cohorts are kept under a name by who may, replaced and taken off, and never lost."""

import pytest

from data.errors import ThinfileError
from desk.roles import Role, Viewer
from desk.store.ledger import By
from desk.work import cohort_list
from tests.desk.office import START

RITA = Viewer("rita", "Rita", Role.RISK_MANAGER, None)


def keep(office, name, written, key):
    return cohort_list.keep(office.engine, By(RITA, START, key), name=name, written=written)


def test_a_name_leads_to_the_cohort_that_was_kept_last(office):
    keep(office, "night shift", "region:north", "a")
    keep(office, " night  shift ", "region:south", "b")
    keep(office, "early birds", "order_count:3~15", "c")
    found = cohort_list.kept(office.engine, RITA)
    assert list(found) == ["early birds", "night shift"]
    assert found["night shift"].cohort == "region:south"
    assert found["night shift"].kept_by == "rita"
    assert office.count("ledger") == 3


def test_a_name_taken_off_the_list_stays_in_the_ledger(office):
    keep(office, "night shift", "region:north", "a")
    keep(office, "night shift", "", "b")
    assert cohort_list.kept(office.engine, RITA) == {}
    assert office.count("ledger") == 2


@pytest.mark.parametrize(("name", "written"), [(" ", "region:north"), ("x" * 61, "region:north"),
                                               ("x", "no_such:1")])  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_not_written(office, name, written):
    with pytest.raises(ThinfileError, match=r"Type one|Build it"):
        keep(office, name, written, "a")
    assert office.count("ledger") == 0


def test_a_cohort_is_shown_to_those_who_see_all_lenders_of_who_kept_it(office):
    north, both, south = (
        Viewer(name, name, Role.RISK_MANAGER, lenders)
        for name, lenders in (("n", ("north",)), ("b", ("north", "south")), ("s", ("south",)))
    )
    for viewer in (north, south, both, RITA):
        cohort_list.keep(
            office.engine, By(viewer, START, viewer.user_id), name=viewer.user_id,
            written="order_count:3~15",
        )  # fmt: skip
    shown = {viewer.user_id: list(cohort_list.kept(office.engine, viewer))
             for viewer in (north, south, both, RITA)}  # fmt: skip
    assert shown == {
        "n": ["n"], "s": ["s"], "b": ["b", "n", "s"], "rita": ["b", "n", "rita", "s"],
    }  # fmt: skip


def test_another_lender_s_cohort_of_the_same_name_does_not_stand_in_the_way(office):
    for name, lender, written in (("n", "north", "score:600~"), ("s", "south", "score:~500")):
        viewer = Viewer(name, name, Role.RISK_MANAGER, (lender,))
        cohort_list.keep(office.engine, By(viewer, START, name), name="mine", written=written)
    north = Viewer("n", "n", Role.RISK_MANAGER, ("north",))
    assert cohort_list.kept(office.engine, north)["mine"].cohort == "score:600~"


def test_an_officer_reads_no_cohorts(office):
    with pytest.raises(ThinfileError, match="signed in as"):
        cohort_list.kept(office.engine, Viewer("o", "O", Role.OFFICER, None))
