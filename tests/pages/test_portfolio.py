"""The portfolio: the newest months, immature ones as such, and why the rates changed."""

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
    app = opened(places.PORTFOLIO)
    assert Act.READ_RISK.value in app.error[0].value


def test_the_page_answers_how_much_and_why(opened):
    app = opened(places.PORTFOLIO, Role.AUDITOR)
    assert not app.exception
    assert [tile.label.split(",")[0] for tile in app.metric] == [
        "Applications", "Approval rate", "Bad rate", "Expected loss", "Exposure",
    ]  # fmt: skip
    assert "Why the approval rate changed" in said(app)
    assert "noise" in said(app)
    assert "simulated data" in said(app)


def test_another_number_and_another_month_are_shown(opened):
    app = opened(places.PORTFOLIO, Role.RISK_MANAGER)
    app.segmented_control(key="portfolio_measure").set_value("exposure").run()
    assert "Exposure by month" in said(app)
    earlier = app.selectbox(key="portfolio_month").options[3]
    app.selectbox(key="portfolio_month").select(earlier).run()
    assert not app.exception
    assert earlier.removeprefix("month ") in app.metric[0].label
