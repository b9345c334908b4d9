"""Overrides are counted from the decisions in force, of one's own lenders."""

import pytest

from data.errors import ThinfileError
from desk.roles import Role, Viewer
from desk.work import decided
from tests.desk.office import DECLINES, NO


def viewer(role=Role.RISK_MANAGER, lender_ids=None):
    return Viewer("rho", "Rho", role, lender_ids)


def test_decisions_in_force_are_given_with_what_was_recommended(office):
    office.decided("a1")
    before = decided.state(office.engine)
    office.decided("a2", verdict=NO, shown=DECLINES)
    found = decided.in_force(office.engine, viewer())
    assert list(found.columns) == list(decided.COLUMNS)
    assert list(found["recommendation"]) == ["approve", "decline"]
    assert found["decided_at"].dt.tz is None
    assert decided.state(office.engine) != before


def test_decisions_are_known_by_application_for_whoever_may_see_them(office):
    office.decided("a1")
    office.decided("a2", verdict=NO, shown=DECLINES)
    found = decided.by_application(office.engine, viewer(Role.OFFICER))
    assert {name: decision for name, (decision, _) in found.items()} == {
        "a1": "approve", "a2": "decline",
    }  # fmt: skip
    assert all(at.tzinfo is None for _, at in found.values())
    assert decided.by_application(office.engine, viewer(Role.OFFICER, ("nobody",))) == {}


def test_others_lenders_are_left_out_and_officers_refused(office):
    office.decided("a1")
    assert decided.in_force(office.engine, viewer(lender_ids=("nobody",))).empty
    with pytest.raises(ThinfileError):
        decided.in_force(office.engine, viewer(Role.OFFICER))
