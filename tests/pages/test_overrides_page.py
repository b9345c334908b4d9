"""Overrides: counts, outcomes with intervals, a plain warning, and nothing where nothing is."""

import re
from datetime import UTC, datetime

import pytest

from desk.roles import Act, Role, demo_users
from desk.store.ledger import By
from desk.work import claims, decisions
from desk.work.capsule import Shown
from desk.work.cases import Pins
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.policies.policy import Action
from tests.pages.words import words
from ui import places
from ui.cases import office
from ui.risk import says
from ui.risk.takeaway import export

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


def test_an_officer_stands_against_the_others_with_an_interval(opened):
    app = opened(places.OVERRIDES, Role.RISK_MANAGER)
    app.segmented_control(key="view_overrides_officers").set_value("table").run()
    shown = words(next(of for of in app.dataframe if "overrides_officers" in of.proto.id))
    _, make = app.session_state[export.HELD]["overrides_officers"]
    taken = make()
    for told, of in zip(shown["Against the others (95 %)"], taken.itertuples(), strict=True):
        ends = (of.against_the_others, of.against_low, of.against_high)
        assert told == str(says.points_apart(*ends))
        assert of.against_low < of.against_the_others < of.against_high


def test_decisions_on_who_is_in_no_book_are_counted_apart(opened, tmp_path, monkeypatch):
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path}/ledger.sqlite")
    assert "not in this book" not in said(opened(places.OVERRIDES, Role.RISK_MANAGER))
    engine, in_force, at = (
        office.ledger(),
        office.policy_in_force(),
        datetime(2026, 1, 5, tzinfo=UTC),
    )

    def by(act: str) -> By:
        return By(demo_users()[0], at, act)

    case_id = claims.open_case(
        engine, by("open"), application_id="U1", lender_id="LN1", applied_at=at
    ).case_id
    pins = Pins("s", "s.v1", "v1", in_force.version)
    seen = claims.claim(engine, by("claim"), case_id, seen=case_id, pins=pins).entry_no
    decisions.decide(
        engine, by("decide"), case_id, seen=seen, policy=in_force,
        verdict=Verdict(Decision.DECLINE), shown=Shown(Action.DECLINE, limit=None, score=400),
    )  # fmt: skip
    app = opened(places.OVERRIDES, Role.RISK_MANAGER)
    assert not app.exception
    assert "1 decision of the desk on who is not in this book: not counted" in said(app)


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
