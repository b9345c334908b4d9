"""Vintages: immature fields said to be so, cuts and bad definitions by choice, roll rates."""

import json
import re

import pytest

from desk.roles import Act, Role
from tests.pages.words import words
from ui import places

pytestmark = pytest.mark.usefixtures("in_demo_home")


def said(app) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


def drawn(app) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def test_an_officer_is_refused_in_words(opened):
    assert Act.READ_RISK.value in opened(places.VINTAGES).error[0].value


def test_the_newest_mature_vintage_stands_against_those_before(opened):
    app = opened(places.VINTAGES, Role.RISK_MANAGER)
    assert not app.exception
    assert "bad at 6 months on book" in app.metric[0].label
    assert "noise" in said(app)
    assert "simulated data" in said(app)
    names = [trace["name"] for chart in drawn(app) for trace in chart["data"]]
    assert "immature" in names
    tiles = [text.value for text in app.caption if text.value.startswith("95 %: ")]
    assert len(tiles) == len(app.metric) == 3
    for value, told in zip((tile.value for tile in app.metric), tiles, strict=True):
        low, high = re.match(r"95 %: ([\d.]+)–([\d.]+) %, [\d,]+ loans", told).groups()
        assert float(low) < float(value.removesuffix(" %")) < float(high)


def test_a_cut_and_another_definition_of_bad_are_shown(opened):
    app = opened(places.VINTAGES, Role.AUDITOR)
    for key, value in (("cut", "region"), ("late", "30"), ("at", "3"), ("period", "month")):
        app.selectbox(key=f"vintages_{key}").select(value)
    app.run()
    assert not app.exception
    assert "Bad rate (30+ days past due) by region" in said(app)
    assert "groups with most loans" in said(app)
    assert said(app).count("not cut") == 4


def test_tables_say_immature_and_never_zero(opened):
    app = opened(places.VINTAGES, Role.RISK_MANAGER)
    app.segmented_control(key="view_vintages_triangle").set_value("table").run()
    table = words(next(frame for frame in app.dataframe if "Vintage" in frame.value.columns))
    assert table["Month 12"].iloc[-1] == "immature"


def test_another_move_is_followed_over_time(opened):
    app = opened(places.VINTAGES, Role.RISK_MANAGER)
    app.selectbox(key="vintages_move").select("0-1").run()
    assert "current to 1–29, month by month" in said(app)
    app.segmented_control(key="view_vintages_roll").set_value("table").run()
    assert not app.exception


def test_a_kept_cohort_is_a_cut_against_the_rest(opened, tmp_path, monkeypatch):
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path}/ledger.sqlite")
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="region:north")
    app.segmented_control(key="cohorts_letter").set_value("A").run()
    app.text_input(key="cohorts_name").set_value("up north").run()
    app.button(key="cohorts_keep").click().run()
    app = opened(places.VINTAGES, Role.RISK_MANAGER)
    assert "by cohort up north" in app.selectbox(key="vintages_cut").options
    app.selectbox(key="vintages_cut").select("by cohort up north").run()
    assert not app.exception
    assert "the cohort: Region: north" in said(app)
    names = {trace.get("name") for chart in drawn(app) for trace in chart["data"]}
    assert {"the cohort", "the rest"} <= names


def test_a_link_s_cohort_that_is_not_on_the_list_is_offered_or_said_to_be_unknown(opened):
    app = opened(places.VINTAGES, Role.RISK_MANAGER, vintages_cut="region:north;order_count:3~")
    assert not app.exception
    assert "a cohort not on the list: Region: north; " in said(app)
    app = opened(places.VINTAGES, Role.RISK_MANAGER, vintages_cut="by cohort long gone")
    assert "by cohort long gone" in app.warning[0].value
