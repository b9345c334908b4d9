"""Cohorts: a link holds them, a row opens an applicant, and broken links are told."""

import pytest

from desk.roles import Act, Role
from ui import places

pytestmark = pytest.mark.usefixtures("in_demo_home")


@pytest.fixture(autouse=True)
def own_ledger(tmp_path, monkeypatch):
    """Keep what the test writes out of the shared home."""
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path}/ledger.sqlite")


def said(app) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


def test_an_officer_is_refused_in_words(opened):
    assert Act.READ_RISK.value in opened(places.COHORTS).error[0].value


def test_a_link_brings_its_cohorts(opened):
    app = opened(places.COHORTS, Role.AUDITOR, a="region:north", b="order_count:3~10")
    assert not app.exception
    assert "Region: north" in said(app)
    assert "from 3 below 10" in said(app)
    assert list(app.dataframe[0].value["Cohort"]) == ["A", "not A", "B", "not B"]


def test_a_condition_is_added_and_stands_in_the_address(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="region:north")
    app.selectbox(key="cohorts_attribute").set_value("product").run()
    app.multiselect(key="cohorts_names_product").set_value(["pay_later"]).run()
    app.button(key="cohorts_add").click().run()
    assert app.query_params["b"] == "product:pay_later"
    assert "Product: pay later" in said(app)
    app.button(key="cohorts_clear_A").click().run()
    assert "Region: north" not in said(app)


def test_a_broken_link_is_told(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="nonsense")
    assert "Build it on the page" in app.error[0].value
