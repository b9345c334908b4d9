"""Policies: drafted by one, put in force by another."""

import pytest

from data.errors import ThinfileError
from desk.work import policies
from scoring.policies import policy
from tests.desk.office import LAUNCH, RAY, RITA, START


def text(version="2027-01"):
    return policy.LAUNCH.read_text(encoding="utf-8").replace(LAUNCH.version, version, 1)


def draft(office, version="2027-01", viewer=RAY):
    return policies.draft(office.engine, office.by(viewer), text(version))


def put_in_force(office, version="2027-01", viewer=RITA):
    return policies.put_in_force(office.engine, office.by(viewer), version)


def test_the_launch_policy_is_in_force_until_another_is(office):
    assert policies.in_force(office.engine) == LAUNCH
    draft(office)
    assert policies.in_force(office.engine) == LAUNCH


def test_a_second_person_puts_a_draft_in_force(office):
    drafted = draft(office)
    with pytest.raises(ThinfileError, match="was drafted by you, so a second person"):
        put_in_force(office, viewer=RAY)
    put_in_force(office)
    assert policies.in_force(office.engine).version == "2027-01"
    assert drafted.case_id is None


def test_the_policy_before_retires_and_does_not_come_back(office):
    for version in ("2027-01", "2027-02"):
        draft(office, version)
        put_in_force(office, version)
    assert policies.in_force(office.engine).version == "2027-02"
    with pytest.raises(ThinfileError, match="but it is retired"):
        put_in_force(office, "2027-01")


@pytest.mark.parametrize("version", ["2027-01", LAUNCH.version])
def test_a_version_belongs_to_one_policy(office, version):
    draft(office)
    with pytest.raises(ThinfileError, match=f"'{version}' is taken by another policy"):
        draft(office, version)


def test_what_is_no_policy_is_not_laid_down(office):
    with pytest.raises(ThinfileError, match="Wanted a policy in the draft"):
        policies.draft(office.engine, office.by(RAY), "version = 1")
    assert office.count("ledger") == 0


def test_a_draft_that_is_not_there_cannot_be_put_in_force(office):
    with pytest.raises(ThinfileError, match="version '2099-01', but there is none"):
        put_in_force(office, "2099-01")


def test_the_launch_policy_is_recorded_once_at_first_start(office):
    policies.record_launch(office.engine, START)
    policies.record_launch(office.engine, START)
    assert office.count("ledger") == 1
    assert policies.in_force(office.engine) == LAUNCH
    assert policies.of_version(office.engine, LAUNCH.version) == LAUNCH


def test_a_ledger_with_a_policy_does_not_take_the_launch_policy(office):
    draft(office)
    put_in_force(office)
    policies.record_launch(office.engine, START)
    assert policies.in_force(office.engine).version == "2027-01"
    assert office.count("policies") == 1


def test_an_unknown_policy_is_not_found(office):
    with pytest.raises(ThinfileError, match="Wanted policy 'v999'"):
        policies.text_of(office.engine, "v999")
