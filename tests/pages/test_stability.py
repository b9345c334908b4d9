"""Stability: fixed bins and thresholds, noise said to be noise, estimates named as such."""

import re

import pytest

from desk.roles import Act, Role
from ui import places

pytestmark = pytest.mark.usefixtures("in_demo_home")


def said(app) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


def test_an_officer_is_refused_in_words(opened):
    assert Act.READ_RISK.value in opened(places.STABILITY).error[0].value


def test_the_newest_whole_month_is_held_against_train(opened):
    app = opened(places.STABILITY, Role.AUDITOR)
    assert not app.exception
    assert [tile.label.split(",")[0] for tile in app.metric] == [
        "PSI of the score", "Features that moved", "PSI of the first reason",
        "Estimated bad rate",
    ]  # fmt: skip
    assert "not observed" in said(app)
    sure = [
        text.value for text in app.caption if re.search(r"95 %: [\d.]+–[\d.]+, n = ", text.value)
    ]
    assert len(sure) == 2, "the score's index and that of the first reason"
    assert "families differ" in sure[1]
    assert "simulated data" in said(app)


def test_another_month_and_feature_are_shown(opened):
    app = opened(places.STABILITY, Role.RISK_MANAGER)
    month = app.selectbox(key="stability_month").options[5]
    app.selectbox(key="stability_month").select_index(5)
    feature = app.selectbox(key="stability_feature").options[2]
    app.selectbox(key="stability_feature").select_index(2).run()
    assert not app.exception
    assert f"CSI of {feature} by month" in said(app)
    assert month.split()[1] in app.metric[0].label


def test_of_a_month_that_train_is_from_no_shift_is_told(opened):
    app = opened(places.STABILITY, Role.RISK_MANAGER)
    assert "no shift is told" not in said(app)
    oldest = len(app.selectbox(key="stability_month").options) - 1
    app.selectbox(key="stability_month").select_index(oldest)
    app.segmented_control(key="view_stability_features").set_value("table").run()
    assert not app.exception
    assert "no shift is told" in said(app)
    assert app.metric[1].value == "–"
    [shifts] = [set(of.value["Shift"]) for of in app.dataframe if "Shift" in of.value]
    assert shifts == {"part of the training sample"}


def test_tables_stand_one_click_away_and_say_immature(opened):
    app = opened(places.STABILITY, Role.RISK_MANAGER)
    for view in ("course", "estimates", "features", "shares", "reasons"):
        app.segmented_control(key=f"view_stability_{view}").set_value("table")
    app.run()
    assert not app.exception
    estimates = next(one.value for one in app.dataframe if "AUC, observed" in one.value.columns)
    assert estimates["AUC, observed"].iloc[0] == "immature"
