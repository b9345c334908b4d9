"""Cohorts: a link holds them, a row opens an applicant, and broken links are told."""

import json
import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from desk.roles import Act, Role
from scoring.catalogue import Family
from tests.pages.words import words
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


def test_a_broken_link_is_told_and_is_no_dead_end(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="nonsense", b="region:north")
    assert not app.exception
    assert "Build it on the page" in app.error[0].value
    assert "Region: north" in said(app)
    assert app.session_state["cohorts_shown"] == {"b": "region:north"}
    app.button(key="cohorts_clear_A").click().run()
    assert not app.error
    assert "a" not in app.query_params


def test_conditions_are_asked_for_in_the_units_that_people_use(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="region:north")
    for attribute, unit, given, written in (
        ("night_order_share", "%", 7.0, "night_order_share:0.07~"),
        ("monthly_spend", "CNY", 1234.5, "monthly_spend:123450~"),
    ):
        app.segmented_control(key="cohorts_letter").set_value("B")
        app.selectbox(key="cohorts_attribute").set_value(attribute).run()
        asked = app.number_input(key=f"cohorts_least_{attribute}")
        assert asked.label == f"from, {unit}"
        asked.set_value(given).run()
        app.button(key="cohorts_add").click().run()
        assert written in app.query_params["b"]
    assert "from 7 %" in said(app)
    assert "from 1,234.5 CNY" in said(app)


def test_a_flag_is_yes_or_no_and_days_are_days(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="region:north")
    app.selectbox(key="cohorts_attribute").set_value("bureau_known").run()
    app.selectbox(key="cohorts_flag_bureau_known").set_value("no").run()
    app.button(key="cohorts_add").click().run()
    app.segmented_control(key="cohorts_letter").set_value("B")
    app.selectbox(key="cohorts_attribute").set_value("applied_at").run()
    app.date_input(key="cohorts_least_applied_at").set_value(date(2026, 3, 1)).run()
    app.button(key="cohorts_add").click().run()
    assert not app.exception
    assert app.query_params["b"] == "bureau_known:~0.5;applied_at:2026-03-01~"
    assert "Has a bureau file: no" in said(app)
    assert "from 2026-03-01" in said(app)


def form() -> None:
    from desk.roles import Role, demo_users
    from scoring.wording import Money
    from ui.risk.cohorts import cohort_choices

    viewer = next(user for user in demo_users() if user.role is Role.RISK_MANAGER)
    cohort_choices.build(viewer, {}, lambda _: [f"x{at:02}" for at in range(60)], Money("CNY", 2))


def hour_looked_at() -> None:
    import streamlit as st

    from ui.risk.cohorts import cohort_choices

    st.query_params["hour"] = "0-20"
    for letter, of in (("A", 2345), ("B", None)):
        st.text(cohort_choices.marked(letter, (), lambda of=of: of).says)


def test_an_hour_says_among_how_many_it_was_asked_where_that_is_not_all_of_them():
    app = AppTest.from_function(hour_looked_at).run()
    assert [text.value for text in app.text] == [
        "A, with an order on Mon from 20 to 21 h, among 2,345 random applications of A",
        "B, with an order on Mon from 20 to 21 h",
    ]


def test_every_month_can_be_chosen_and_of_other_names_it_is_said_how_many_are_offered():
    app = AppTest.from_function(form).run()
    assert app.multiselect(key="cohorts_names_product").label == (
        "is one of: the 40 most frequent of 60"
    )
    app.selectbox(key="cohorts_attribute").set_value("month").run()
    months = app.multiselect(key="cohorts_names_month")
    assert months.label == "is one of"
    assert (len(months.options), months.options[0]) == (60, "x59")


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
    app.button(key="cohorts_all").click().run()
    assert "score of 600" not in said(app)


def test_a_score_is_looked_at_within_the_cohort_s_own_scores(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="score:605~608", scores="600")
    shown = set(app.dataframe[-1].value["Score"])
    assert shown
    assert shown <= {605, 606, 607}


def test_an_hour_narrows_the_applicants_to_those_who_ordered_in_it(opened):
    every = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin")
    some = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin", hour="0-20")
    assert "with an order on Mon from 20 to 21 h" in said(some)
    sizes = [
        int(re.search(r"([\d,]+) applications of A", said(app))[1].replace(",", ""))
        for app in (every, some)
    ]
    assert 0 < sizes[1] < sizes[0]


def test_all_applicants_of_a_cohort_can_be_paged_through(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin")
    first = set(app.dataframe[-1].value["Application"])
    app.session_state["cohorts_page"] = 2
    app.run()
    second = set(app.dataframe[-1].value["Application"])
    assert len(first) == 100
    assert second
    assert not first & second


def test_a_square_of_the_rhythm_canvas_holds_its_hour(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin")
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    assert any("0-20" in (trace.get("customdata") or []) for of in specs for trace in of["data"])


def test_the_parts_that_are_shown_say_how_many(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin")
    assert "a random 400 of" in said(app)
    assert "orders before all" in said(app)


def table_with(app, column: str):
    return words(next(frame for frame in app.dataframe if column in frame.value.columns))


def test_means_stand_with_their_doubt(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin")
    for column in ("Mean of", "Mean size of points"):
        means = table_with(app, column)
        assert means["A"].str.contains(" ± ").all()
        assert set(means["More than noise"]) <= {"", "A"}


def test_what_they_buy_is_told_in_the_units_that_people_use(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin")
    habits = table_with(app, "Mean of").set_index("Mean of")["not A"]
    assert re.fullmatch(r"\d+\.\d ± \d\.\d %", habits["Spend on the home"])
    assert re.fullmatch(r"\d\.\d\d ± 0\.\d\d", habits["Items per order"])
    assert re.fullmatch(r"¥\d+\.\d\d ± \d+\.\d\d", habits["Middle price of an item"])


def test_what_drives_scores_is_told_by_family_and_by_feature(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin", view_cohorts_swarm="table")
    families = table_with(app, "Mean size of points")
    assert set(families["Mean size of points"]) <= {family.label for family in Family}
    features = table_with(app, "Feature")
    assert set(features["Family"]) == set(families["Mean size of points"])
    for column in ("A", "not A"):
        assert features[column].str.contains(" ± ").all()
    assert "A" in set(features["More than noise"])
