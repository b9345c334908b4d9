"""Drivers: what moves the scores of a whole book, and what each data source earns."""

import json

import pytest

from desk.roles import Act, Role
from ui import places

pytestmark = pytest.mark.usefixtures("in_demo_home")


def said(app) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


@pytest.fixture
def app(opened):
    """Open the page as a risk manager."""
    return opened(places.DRIVERS, Role.RISK_MANAGER)


def test_an_officer_is_refused_in_words(opened):
    assert Act.READ_RISK.value in opened(places.DRIVERS).error[0].value


def test_the_page_answers_at_once_with_sizes_and_intervals(app):
    assert not app.exception
    assert [tile.label for tile in app.metric] == [
        "The largest family", "The largest feature", "The strongest pair",
        "The source that earns most",
    ]  # fmt: skip
    assert said(app).count("95 %: ") == 3
    assert "whole population" in said(app)
    assert "random" in said(app)
    assert "simulated data" in said(app)


def test_a_model_that_nobody_challenged_says_how_to_find_out_what_sources_earn(app):
    assert "python -m scoring challenge" in said(app)


def test_any_feature_shows_how_its_points_go_with_its_value(app):
    features = app.selectbox(key="drivers_feature")
    for name in features.options[:3]:
        app.selectbox(key="drivers_feature").select(name).run()
        assert not app.exception
        assert f"Points of {name[0].lower()}{name[1:]}".lower() in said(app).lower()
    app.selectbox(key="drivers_other").set_value("none").run()
    assert not app.exception
    assert ", by " not in said(app).split("against its value")[1][:12]


def test_whom_it_counts_can_be_chosen_and_is_said(app):
    app.selectbox(key="drivers_depth").set_value("thin").run()
    assert "thin files" in said(app)
    app.selectbox(key="drivers_since").set_value("after").run()
    assert "thin files, applied after training" in said(app)
    assert not app.exception


@pytest.mark.parametrize("card", ["importance", "dependence", "pairs"])
def test_every_chart_is_a_table_one_click_away(app, card):
    before = len(app.dataframe)
    app.segmented_control(key=f"view_drivers_{card}").set_value("table").run()
    assert not app.exception
    assert len(app.dataframe) == before + 1
    assert any("95 %" in column for column in app.dataframe[0].value.columns)


def test_families_stand_beside_features(app):
    app.segmented_control(key="view_drivers_importance").set_value("families").run()
    assert not app.exception
    assert "families" in said(app)


def test_a_mark_opens_whom_it_stands_for(app):
    app.session_state["followed"] = "cohort order_count:~3"
    app.run()
    assert not app.exception
    assert "order_count:~3" in app.query_params["a"]


def test_whom_a_mark_opens_applied_after_training_where_only_they_are_counted(app):
    app.selectbox(key="drivers_since").set_value("after")
    app.selectbox(key="drivers_other").set_value("none").run()
    spec = json.loads(app.get("plotly_chart")[1].proto.spec)
    links = {link for trace in spec["data"] for link in trace.get("customdata") or []}
    opened = [link for link in links if link.startswith("cohort ")]
    assert opened
    assert all("applied_at:" in link for link in opened)
    app.session_state["followed"] = opened[0]
    app.run()
    assert not app.exception
    assert "Applied (UTC) from " in said(app)


def test_a_dot_opens_its_applicant(app, opened):
    queue = opened(places.QUEUE)
    application = queue.dataframe[0].value["Application"].iloc[0]
    app.session_state["followed"] = f"application {application}"
    app.run()
    assert app.query_params["application"] == application


def test_whoever_is_behind_a_dot_is_a_row_of_a_table_that_opens_them(app):
    spec = json.loads(app.get("plotly_chart")[1].proto.spec)
    links = {link for trace in spec["data"] for link in trace.get("customdata") or []}
    dots = {link for link in links if link.startswith("application ")}
    assert dots
    app.segmented_control(key="view_drivers_dependence").set_value("applicants").run()
    assert not app.exception
    [table] = app.dataframe
    assert {f"application {name}" for name in table.value["Application"]} == dots
    assert "Shift and Space" in said(app)
    assert table.proto.selection_mode


def test_a_population_of_nobody_says_so(app):
    app.selectbox(key="drivers_since").set_value("after").run()
    products = app.selectbox(key="drivers_product").options
    shown = []
    for product in products:
        app.selectbox(key="drivers_product").select(product)
        for depth in app.selectbox(key="drivers_depth").options:
            app.selectbox(key="drivers_depth").select(depth).run()
            assert not app.exception
            shown.append(bool(app.metric) or "There is no application" in said(app))
    assert all(shown)
