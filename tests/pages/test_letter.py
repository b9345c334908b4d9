"""The letter of a decided case is seen on the applicant's page, sent once, and kept."""

import shutil
from datetime import UTC, datetime

import pytest

from data import book as books
from data.home import Home
from desk.notices import sending
from desk.roles import Role, demo_users
from desk.store.ledger import By
from desk.work import cases, claims, decisions
from desk.work.capsule import Shown
from desk.work.cases import Pins
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.policy import Action
from ui import places
from ui.cases import office

OFFICER = demo_users()[0]


@pytest.fixture(scope="module")
def home(demo_home, tmp_path_factory):
    """Give a home with the small book, and letters of its own."""
    own = Home(tmp_path_factory.mktemp("letters"))
    for name in ("snapshots", "models", "scores"):
        (own.root / name).symlink_to(demo_home.root / name)
    shutil.copy(demo_home.current, own.current)
    return own


@pytest.fixture(autouse=True)
def in_home(home, monkeypatch):
    monkeypatch.setenv("THINFILE_HOME", str(home.root))


@pytest.fixture(scope="module")
def lowest(demo_home):
    """Give decided-before applications, the lowest scores first: no other page's test uses them."""
    with books.open_book(demo_home, books.required(demo_home)) as con:
        return iter(con.execute(
            "select application_id, lender_id, applied_at from snapshot.applications "
            "join scores.scores using (application_id) "
            "join snapshot.decisions using (application_id) order by raw_score limit 10"
        ).fetchall())  # fmt: skip


@pytest.fixture
def declined(home, lowest):
    """Give a case that an officer declined."""
    engine, book = office.ledger(), books.required(home)
    application_id, lender_id, applied_at = next(lowest)
    in_force = office.policy_in_force()

    def by(act):
        return By(OFFICER, datetime.now(UTC), f"{act}-{application_id}")

    case_id = claims.open_case(
        engine, by("open"), application_id=application_id, lender_id=lender_id,
        applied_at=applied_at.replace(tzinfo=UTC),
    ).case_id  # fmt: skip
    pins = Pins(book.snapshot, book.scores, book.model, in_force.version)
    claims.claim(engine, by("claim"), case_id, seen=case_id, pins=pins)
    decisions.decide(
        engine, by("decide"), case_id, seen=cases.case(engine, OFFICER, case_id).version,
        verdict=Verdict(Decision.DECLINE), policy=in_force,
        shown=Shown(Action.DECLINE, limit=None, score=400),
    )  # fmt: skip
    return cases.case(engine, OFFICER, case_id)


def _said(app):
    return "\n".join(element.value for element in [*app.markdown, *app.subheader])


def test_an_officer_sees_the_letter_sends_it_and_finds_it_as_sent(opened, declined, home):
    app = opened(places.APPLICANT, application=declined.application_id)
    assert not app.exception
    assert "The refusal to the applicant: see it before it is sent" in _said(app)
    app.button(key=f"applicant_notice_{declined.application_id}").click().run()
    assert not app.error
    assert "sent" in _said(app)
    pdf = sending.sent(office.ledger(), home, OFFICER, declined.case_id)
    assert pdf.startswith(b"%PDF-")
    assert cases.case(office.ledger(), OFFICER, declined.case_id).notified_at is not None
    app = opened(places.APPLICANT, application=declined.application_id)
    assert "Letter to the applicant, sent" in _said(app)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.RISK_MANAGER])
def test_who_may_not_decide_reads_the_letter_and_sends_none(opened, declined, role):
    app = opened(places.APPLICANT, role, application=declined.application_id)
    keys = {button.key for button in app.button}
    assert f"applicant_notice_{declined.application_id}" not in keys
    assert "see it before it is sent" in _said(app)
