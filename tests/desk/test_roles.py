"""Each role is granted what the design's table grants it, and nothing else."""

import pytest

from data.errors import ThinfileError
from desk.roles import GRANTS, Act, Role, Viewer, demo_users, require


def test_every_role_sees_applicants_and_reads_the_data_pages():
    assert all({Act.SEE_APPLICANTS, Act.READ_DATA} <= GRANTS[role] for role in Role)


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        (Act.DECIDE, {Role.OFFICER, Role.SENIOR_OFFICER}),
        (Act.DECIDE_AS_SECOND, {Role.SENIOR_OFFICER}),
        (Act.READ_RISK, {Role.SENIOR_OFFICER, Role.RISK_MANAGER, Role.AUDITOR}),
        (Act.WRITE_DRAFTS, {Role.RISK_MANAGER}),
        (Act.PUT_IN_FORCE, {Role.RISK_MANAGER}),
        (Act.REASSIGN, {Role.SENIOR_OFFICER}),
        (Act.VERIFY, {Role.AUDITOR}),
        (Act.ERASE, {Role.AUDITOR}),
        (Act.KEEP_USERS, {Role.AUDITOR}),
    ],
)
def test_only_the_roles_of_the_table_are_granted_an_act(act, roles):
    assert {role for role in Role if act in GRANTS[role]} == roles


def test_a_refusal_names_the_act_the_role_and_who_may():
    officer = Viewer("u1", "Ada", Role.OFFICER, ("L1",))
    with pytest.raises(ThinfileError, match=r"verify the ledger.*auditor; you are .* officer"):
        require(officer, Act.VERIFY)


def test_a_granted_act_passes_in_silence():
    assert require(Viewer("u1", "Ada", Role.AUDITOR, ()), Act.VERIFY) is None


def test_there_is_a_demo_user_a_role_and_a_second_risk_manager():
    assert [user.role for user in demo_users()] == [*Role, Role.RISK_MANAGER]


def test_a_viewer_sees_their_own_lenders_only():
    own = Viewer("u1", "Ada", Role.OFFICER, ("L1",))
    assert own.sees("L1")
    assert not own.sees("L2")
    assert not own.sees(None)


def test_a_viewer_of_every_lender_sees_applications_that_name_none():
    assert Viewer("u1", "Ada", Role.OFFICER, None).sees(None)
