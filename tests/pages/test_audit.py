"""The ledger's page proves the record to auditors, and to nobody else."""

import pytest

from desk.roles import Role
from ui import places

pytestmark = pytest.mark.usefixtures("in_demo_home")


def test_an_auditor_walks_the_chain_and_reads_the_looks(opened):
    app = opened(places.LEDGER, Role.AUDITOR)
    assert not app.exception
    app.button(key="audit_verify").click().run()
    assert any(":blue-badge[whole]" in text.value for text in app.markdown)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SENIOR_OFFICER, Role.RISK_MANAGER])
def test_nobody_else_sees_the_ledger(opened, role):
    app = opened(places.LEDGER, role)
    assert "Only these may verify the ledger" in app.error[0].value
    assert not app.dataframe
