"""The portfolio: the newest months, immature ones as such, and why the rates changed."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from data import book as books
from data.home import Home
from desk.roles import Act, Role, demo_users
from desk.store.ledger import By
from desk.work import claims, decisions
from desk.work.capsule import Shown
from desk.work.cases import Pins
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.policies.policy import Action
from ui import places
from ui.cases import office

pytestmark = pytest.mark.usefixtures("in_demo_home")


@pytest.fixture(autouse=True)
def own_ledger(tmp_path, monkeypatch):
    """Keep what the test writes out of the shared home."""
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path}/ledger.sqlite")


def said(app) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


def test_an_officer_is_refused_in_words(opened):
    app = opened(places.PORTFOLIO)
    assert Act.READ_RISK.value in app.error[0].value


def test_the_page_answers_how_much_and_why(opened):
    app = opened(places.PORTFOLIO, Role.AUDITOR)
    assert not app.exception
    assert [tile.label.split(",")[0] for tile in app.metric] == [
        "Applications", "Approval rate", "Bad rate", "Expected loss", "Exposure",
    ]  # fmt: skip
    for what in ("approval rate", "bad rate", "expected loss"):
        assert f"Why the {what} changed" in said(app)
    assert "as it was lent" in app.metric[-1].help
    app.segmented_control(key="view_portfolio_change_expected_loss").set_value("table").run()
    [parts] = [shown.value for shown in app.dataframe if "Part" in shown.value]
    assert list(parts["Part"])[1:-1] == ["volume", "mix", "score", "policy", "amount"]
    before, *moved, after = parts["Expected loss"]
    assert sum(moved) == pytest.approx(after - before)
    assert "noise" in said(app)
    assert "simulated data" in said(app)


@pytest.fixture
def without_decisions(in_demo_home, tmp_path, monkeypatch):
    """Use a copy of the small book that came without the optional table `decisions`."""
    home = Home(Path(shutil.copytree(in_demo_home.root, tmp_path / "undecided")))
    path = books.snapshot_path(home, books.required(home).snapshot)
    with duckdb.connect(str(path)) as con:
        con.execute("delete from decisions")
    monkeypatch.setenv("THINFILE_HOME", str(home.root))


@pytest.mark.usefixtures("without_decisions")
def test_a_book_without_decisions_shows_all_that_needs_none(opened):
    app = opened(places.PORTFOLIO, Role.RISK_MANAGER)
    assert not app.exception
    shown = {tile.label.split(",")[0]: tile.value for tile in app.metric}
    assert shown.pop("Approval rate") == "–"
    assert "–" not in shown.values()
    assert said(app).count("This book has no decisions") == 2
    assert "Why the bad rate changed" in said(app)
    assert "Why the expected loss changed" in said(app)
    assert "Approval rate" not in app.segmented_control(key="portfolio_measure").options


def test_another_number_and_another_month_are_shown(opened):
    app = opened(places.PORTFOLIO, Role.RISK_MANAGER)
    app.segmented_control(key="portfolio_measure").set_value("exposure").run()
    assert "Exposure by month" in said(app)
    app.segmented_control(key="portfolio_measure").set_value("expected_loss").run()
    assert "Expected loss by month of application, ¥, 95 % interval if every PD" in said(app)
    [chart] = [of for of in app.get("plotly_chart") if "portfolio_course" in of.proto.id]
    band, line = json.loads(chart.proto.spec)["data"]
    assert band["name"] == "95 % interval"
    assert len(band["x"]) == 2 * len(line["x"])
    assert "%{y:,.0f} (%{text})" in line["hovertemplate"]
    earlier = app.selectbox(key="portfolio_month").options[3]
    app.selectbox(key="portfolio_month").select(earlier).run()
    assert not app.exception
    assert earlier.removeprefix("month ") in app.metric[0].label


def test_decisions_of_the_desk_since_the_book_are_counted_and_said(opened, in_demo_home):
    assert "of the desk since this book" not in said(opened(places.PORTFOLIO, Role.AUDITOR))
    cohort = "decision:undecided"
    before = undecided(opened(places.COHORTS, Role.AUDITOR, a=cohort))
    used = books.required(in_demo_home)
    with books.open_book(in_demo_home, used) as con:
        [(name, lender_id, applied_at)] = con.execute(
            "select application_id, lender_id, applied_at from snapshot.applications "
            "anti join snapshot.decisions using (application_id) order by 1 limit 1"
        ).fetchall()
    engine, officer, in_force = office.ledger(), demo_users()[0], office.policy_in_force()

    def by(act):
        return By(officer, datetime.now(UTC), act)

    case_id = claims.open_case(
        engine, by("open"), application_id=name, lender_id=lender_id,
        applied_at=applied_at.replace(tzinfo=UTC),
    ).case_id  # fmt: skip
    pins = Pins(used.snapshot, used.scores, used.model, in_force.version)
    seen = claims.claim(engine, by("claim"), case_id, seen=case_id, pins=pins).entry_no
    decisions.decide(
        engine, by("decide"), case_id, seen=seen, policy=in_force,
        verdict=Verdict(Decision.DECLINE),
        shown=Shown(Action.DECLINE, limit=None, score=400),
    )  # fmt: skip
    for page in (places.PORTFOLIO, places.STRATEGY, places.COHORTS):
        assert "1 decision of the desk since this book counted" in said(opened(page, Role.AUDITOR))
    vintages = said(opened(places.VINTAGES, Role.AUDITOR))
    assert "1 decision of the desk not in this book yet" in vintages
    assert "decision of the desk" not in said(opened(places.OVERRIDES, Role.AUDITOR))
    assert undecided(opened(places.COHORTS, Role.AUDITOR, a=cohort)) == before - 1
    declined = opened(places.COHORTS, Role.AUDITOR, a=f"decided_by:{officer.user_id}")
    assert undecided(declined) == 1


def undecided(app) -> int:
    """Give the size of the first cohort."""
    return int(next(of.value for of in app.dataframe if "Decided" in of.value)["Applications"][0])
