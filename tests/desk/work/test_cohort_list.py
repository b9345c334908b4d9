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


def test_an_officer_reads_no_cohorts(office):
    with pytest.raises(ThinfileError, match="signed in as"):
        cohort_list.kept(office.engine, Viewer("o", "O", Role.OFFICER, None))
