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


def test_a_cohort_is_kept_by_name_and_shown_again(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="region:north", b="order_count:3~10")
    app.segmented_control(key="cohorts_letter").set_value("A").run()
    app.text_input(key="cohorts_name").set_value("up north").run()
    app.button(key="cohorts_keep").click().run()
    assert "up north" in app.success[0].value
    app.button(key="cohorts_clear_A").click().run()
    app.segmented_control(key="cohorts_letter").set_value("C").run()
    app.selectbox(key="cohorts_kept").set_value("up north").run()
    app.button(key="cohorts_take").click().run()
    assert app.query_params["c"] == "region:north"
    app.button(key="cohorts_drop").click().run()
    assert "off the list" in app.success[0].value
    assert "None is kept yet" in said(app)


def test_an_auditor_reads_kept_cohorts_and_keeps_none(opened):
    app = opened(places.COHORTS, Role.AUDITOR, a="region:north")
    assert not app.exception
    assert not [button for button in app.button if button.key == "cohorts_keep"]


def test_a_score_narrows_the_applicants_and_is_let_go_again(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin", scores="600")
    assert "score of 600 to 609" in said(app)
    assert set(app.dataframe[-1].value["Score"]) <= set(range(600, 610))
    app.button(key="cohorts_all_scores").click().run()
    assert "score of 600" not in said(app)


def test_the_parts_that_are_shown_say_how_many(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin")
    assert "a random 400 of" in said(app)
    assert "orders before all" in said(app)
