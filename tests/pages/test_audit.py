"""The ledger's page proves the record to auditors, and to nobody else."""

import pytest

from data import book
from desk.audit import access
from desk.roles import Role
from ui import places

pytestmark = pytest.mark.usefixtures("in_demo_home")


def test_an_auditor_walks_the_chain_and_reads_the_looks(opened):
    app = opened(places.LEDGER, Role.AUDITOR)
    assert not app.exception
    app.button(key="audit_verify").click().run()
    assert any(":blue-badge[whole]" in text.value for text in app.markdown)


def test_more_looks_than_a_page_holds_are_turned_over(opened, demo_home, monkeypatch):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        asked = "select application_id from snapshot.applications order by 1 limit 2"
        names = [str(name) for (name,) in con.execute(asked).fetchall()]
    for name in names:
        opened(places.APPLICANT, Role.AUDITOR, application=name)
    monkeypatch.setattr(access, "ON_A_PAGE", 1)
    app = opened(places.LEDGER, Role.AUDITOR)
    first = app.dataframe[0].value["Application"].tolist()
    app.pagination[0].set_value(2).run()
    assert not app.exception
    assert app.dataframe[0].value["Application"].tolist() != first
    app.text_input(key="audit_application").set_value(names[0]).run()
    assert set(app.dataframe[0].value["Application"]) == {names[0]}


def test_lenders_stand_by_their_names(opened, demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        asked = "select application_id, name from snapshot.applications join snapshot.lenders "
        [(name, lender)] = con.execute(f"{asked} using (lender_id) limit 1").fetchall()
    opened(places.APPLICANT, Role.OFFICER, application=name)
    app = opened(places.LEDGER, Role.AUDITOR)
    app.text_input(key="audit_application").set_value(name).run()
    assert set(app.dataframe[0].value["Lender"]) == {lender}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SENIOR_OFFICER, Role.RISK_MANAGER])
def test_nobody_else_sees_the_ledger(opened, role):
    app = opened(places.LEDGER, role)
    assert "Only these may verify the ledger" in app.error[0].value
    assert not app.dataframe
