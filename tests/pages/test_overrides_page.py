"""Overrides: counts, outcomes with intervals, a plain warning, and nothing where nothing is."""

import re

import pytest

from desk.roles import Act, Role
from ui import places

pytestmark = pytest.mark.usefixtures("in_demo_home")


def said(app) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


def test_an_officer_is_refused_in_words(opened):
    assert Act.READ_RISK.value in opened(places.OVERRIDES).error[0].value


def test_the_page_says_how_often_how_they_ended_and_warns(opened):
    app = opened(places.OVERRIDES, Role.RISK_MANAGER)
    assert not app.exception
    assert app.metric[0].label == "Overrides"
    assert "Not a trial of the policy" in said(app)
    assert "came with the book" in said(app)
    assert "nobody will see it" in said(app)


def test_what_following_the_declines_would_have_avoided_is_said(opened):
    app = opened(places.OVERRIDES, Role.RISK_MANAGER)
    app.segmented_control(key="view_overrides_outcomes").set_value("table")
    app.segmented_control(key="view_overrides_officers").set_value("table").run()
    outcomes = next(one.value for one in app.dataframe if "Decision" in one.value.columns)
    lent = outcomes.set_index("Decision").loc["lent against a decline"]
    told = re.search(
        r"been followed, (\d+) loans? that went bad .* nor ([\d,]+) that were", said(app)
    )
    assert int(told[1]) == lent["Bad"]
    assert int(told[2].replace(",", "")) == lent["Known outcomes"] - lent["Bad"]
    officers = next(one.value for one in app.dataframe if "Who" in one.value.columns)
    assert officers["Known outcomes"].sum() >= lent["Known outcomes"]


def test_few_outcomes_are_said_to_be_few(opened):
    app = opened(places.OVERRIDES, Role.AUDITOR)
    app.selectbox(key="overrides_span").select("12")
    app.segmented_control(key="view_overrides_officers").set_value("table").run()
    assert not app.exception
    assert "too few to tell" in said(app)


def test_reasons_of_declines_have_no_outcomes(opened):
    app = opened(places.OVERRIDES, Role.RISK_MANAGER)
    app.selectbox(key="overrides_direction").select("declined")
    app.segmented_control(key="view_overrides_reasons").set_value("table").run()
    table = next(one.value for one in app.dataframe if "Reason" in one.value.columns)
    assert set(table["Bad rate (95 %)"]) == {"not observed"}
