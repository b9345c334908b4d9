"""Who somebody is comes from the token alone, and nobody comes in by default."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from data.errors import ThinfileError
from desk import identity
from desk.identity import ClaimNames
from desk.roles import Role
from desk.store import tables
from desk.store.ledger import By
from desk.work import people
from tests.desk.office import ADA, START

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLAIMS = {
    "iss": "https://id.example",
    "sub": "u1",
    "name": "Olga",
    "exp": int(NOW.timestamp()) + 60,
    "roles": ["staff", "officer"],
    "lender_ids": ["LN2", "LN1"],
}


def viewer(names=ClaimNames(), **claims):  # noqa: B008 - a frozen value
    return identity.viewer_from({**CLAIMS, **claims}, names, NOW)


def test_role_lenders_and_name_come_from_the_claims():
    found = viewer()
    assert (found.user_id, found.name, found.role) == (
        "https://id.example|u1",
        "Olga",
        Role.OFFICER,
    )
    assert found.lender_ids == ("LN1", "LN2")
    assert viewer(name=None, email="o@x.example").name == "o@x.example"
    assert viewer(roles="auditor", lender_ids="*").lender_ids is None


def test_nothing_is_written_once_the_session_ended(office):
    ended = replace(ADA, until=START)
    with pytest.raises(ThinfileError, match="ended at 2026-11-22 09:00 UTC, so nothing was saved"):
        people.signed_in(office.engine, By(ended, START, "k"))
    assert office.count("ledger") == 0
    people.signed_in(office.engine, By(ended, START - timedelta(seconds=1), "k"))
    assert viewer().until == NOW + timedelta(seconds=60)


def test_providers_may_name_their_claims_otherwise():
    names = ClaimNames(roles="realm_access.roles", lenders="https://thinfile.example/lenders")
    found = viewer(
        names,
        realm_access={"roles": ["risk_manager"]},
        **{"https://thinfile.example/lenders": ["LN3"]},
    )
    assert (found.role, found.lender_ids) == (Role.RISK_MANAGER, ("LN3",))


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"exp": int(NOW.timestamp())}, "ended at 2026-11-23 12:00 UTC"),
        ({"exp": None}, "does not say when it ends"),
        ({"exp": "2027-01-01"}, "does not say when it ends"),
        ({"exp": True}, "does not say when it ends"),
        ({"exp": float("nan")}, "does not say when it ends"),
        ({"sub": ""}, "names its issuer and a person"),
        ({"iss": None}, "names its issuer and a person"),
        ({"roles": []}, "got none of them"),
        ({"roles": ["Officer"]}, "got none of them"),
        ({"roles": ["officer", "auditor"]}, "got officer, auditor"),
        ({"roles": {"officer": True}}, "got none of them"),
        ({"lender_ids": []}, "claim 'lender_ids'; got none"),
        ({"lender_ids": [1, None]}, "claim 'lender_ids'; got none"),
    ],
)
def test_what_is_missing_or_too_much_lets_nobody_in(claims, says):
    with pytest.raises(ThinfileError, match=says):
        viewer(**claims)


@given(st.dictionaries(st.sampled_from([*CLAIMS, "email"]),
                       st.none() | st.booleans() | st.integers() | st.floats() | st.text()
                       | st.lists(st.text() | st.sampled_from(["officer", "*"]))))  # fmt: skip
def test_whatever_a_token_holds_gives_a_viewer_of_ours_or_a_refusal(claims):
    try:
        found = identity.viewer_from(claims, ClaimNames(), NOW)
    except ThinfileError:
        return
    assert identity.viewer_from(claims, ClaimNames(), NOW) == found
    assert claims["exp"] > NOW.timestamp()
    assert found.role.value in claims["roles"]


def test_whoever_was_shut_out_stays_out_whatever_the_provider_says(office):
    identity.require_user(office.engine, ADA)  # not known yet
    people.signed_in(office.engine, office.by(ADA))
    identity.require_user(office.engine, ADA)
    with office.engine.begin() as con:
        con.execute(update(tables.users).values(is_active=False))
    with pytest.raises(ThinfileError, match="no longer a user of this desk"):
        identity.require_user(office.engine, ADA)
