"""Whoever is shut out sees nothing more, in a demonstration too."""

import pytest

from desk.roles import demo_users
from desk.store.ledger import By
from desk.work import people, users
from ui import places
from ui.cases import office

pytestmark = pytest.mark.usefixtures("in_demo_home")
OFFICER, AUDITOR = demo_users()[0], demo_users()[3]


def _by(viewer, key):
    return By(viewer, office.now(), key)


def test_a_demo_role_that_is_shut_out_reads_nothing_until_it_is_let_in(
    opened, tmp_path, monkeypatch
):
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    app = opened(places.QUEUE)
    assert app.dataframe
    people.signed_in(office.ledger(), _by(OFFICER, "in"))
    why = "The demonstration is over for officers."
    users.shut_out(office.ledger(), _by(AUDITOR, "out"), OFFICER.user_id, why=why)
    app.run()
    assert not app.exception
    assert not app.dataframe
    assert "officer is no longer a user of this desk" in app.warning[0].value
    assert not opened(places.QUEUE).dataframe
    users.let_in(office.ledger(), _by(AUDITOR, "again"), OFFICER.user_id, why=why)
    app.run()
    assert app.dataframe
    assert not app.warning
