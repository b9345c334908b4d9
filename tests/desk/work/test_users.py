"""Whoever is shut out sees and writes nothing, and the ledger says who did it and why."""

import pytest

from data.errors import ThinfileError
from desk import identity
from desk.audit import verify
from desk.roles import administrator
from desk.work import people, users
from tests.desk.office import ADA, BEN

ROOT = administrator("root")
WHY = "She left the bank today."


def test_a_user_who_is_shut_out_neither_sees_nor_writes_until_let_in_again(office):
    people.signed_in(office.engine, office.by(ADA))
    users.shut_out(office.engine, office.by(ROOT), "ada", why=WHY)
    with pytest.raises(ThinfileError, match="no longer a user of this desk"):
        identity.require_user(office.engine, ADA)
    with pytest.raises(ThinfileError, match="so nothing was saved"):
        people.signed_in(office.engine, office.by(ADA))
    assert [user.user_id for user in people.everybody(office.engine)] == []
    users.let_in(office.engine, office.by(ROOT), "ada", why="She came back to us.")
    identity.require_user(office.engine, ADA)
    people.signed_in(office.engine, office.by(ADA))
    assert verify.verify(office.engine).fault is None


def test_the_list_says_who_is_out_and_whose_cases_have_to_be_handed_on(office):
    for viewer in (ADA, BEN):
        people.signed_in(office.engine, office.by(viewer))
    office.claimed()
    office.decided("A2")
    users.shut_out(office.engine, office.by(ROOT), "ada", why=WHY)
    ada, ben = users.users(office.engine)
    assert (ada.viewer, ada.is_active, ada.open_cases) == (ADA, False, 1)
    assert (ben.viewer, ben.is_active, ben.open_cases) == (BEN, True, 0)
    assert ada.last_seen_at.tzinfo is not None


@pytest.mark.parametrize(
    ("write", "user_id", "why", "says"),
    [
        (users.shut_out, "nobody", WHY, "nobody of that id has signed in"),
        (users.shut_out, "ada", "left", "Wanted a sentence to shut somebody out"),
        (users.let_in, "ada", WHY, "'ada' is not shut out"),
        (users.shut_out, "ben", WHY, "'ben' is shut out already"),
    ],
)
def test_what_makes_no_sense_is_refused(office, write, user_id, why, says):
    for viewer in (ADA, BEN):
        people.signed_in(office.engine, office.by(viewer))
    users.shut_out(office.engine, office.by(ROOT), "ben", why=WHY)
    with pytest.raises(ThinfileError, match=says):
        write(office.engine, office.by(ROOT), user_id, why=why)
    assert office.count("ledger") == 3
