"""Who has signed in: names for records."""

import pytest

from data.errors import ThinfileError
from desk.roles import Role, Viewer
from desk.store import database
from desk.work import people
from tests.desk.office import ADA, BEN


def known(office, user_id):
    with database.reading(office.engine) as con:
        return people.known(con, user_id)


def test_who_signs_in_is_known_as_they_came(office):
    for viewer in (ADA, BEN):
        people.signed_in(office.engine, office.by(viewer))
    assert known(office, "ada") == ADA
    assert known(office, "ben") == BEN


def test_who_signs_in_again_is_known_by_the_latest(office):
    people.signed_in(office.engine, office.by(BEN))
    promoted = Viewer("ben", "Ben J.", Role.SENIOR_OFFICER, ("l1", "l2"))
    people.signed_in(office.engine, office.by(promoted))
    assert known(office, "ben") == promoted
    assert office.count("users") == 1
    assert office.count("ledger") == 2


def test_who_never_signed_in_is_not_known(office):
    with pytest.raises(ThinfileError, match="They have to sign in once"):
        known(office, "ada")


def test_a_name_stands_for_an_id_once_somebody_signed_in(office):
    people.signed_in(office.engine, office.by(ADA))
    with database.reading(office.engine) as con:
        assert people.name_of(con, "ada") == "Ada Lovelace"
        assert people.name_of(con, "ben") == "ben"
