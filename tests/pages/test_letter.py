"""The letter of a decided case is seen on the applicant's page, sent once, and kept."""

from datetime import UTC, datetime

import pytest

from data import book as books
from data.application import find_application
from desk.audit.history import history
from desk.notices import sending, texts
from desk.roles import Role, demo_users
from desk.store.kinds import Kind
from desk.store.ledger import By
from desk.work import cases, claims, decisions
from desk.work.capsule import Capsule, Shown
from desk.work.cases import Pins
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.catalogue import Family
from scoring.models import manifest
from scoring.policies.policy import Action
from scoring.scores import assess
from ui import places
from ui.cases import office

pytestmark = pytest.mark.usefixtures("in_home_of_letters")

OFFICER = demo_users()[0]
NOTHING_KEPT = Capsule()


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
def no_rule_against(demo_home):
    """Give a declined application that no rule of a letter speaks against."""
    used = books.required(demo_home)
    model = manifest.read(books.model_path(demo_home, used.model))
    told = texts.load(demo_home, None).phrases.rules
    with books.open_book(demo_home, used) as con:
        rows = con.execute(
            "select application_id, lender_id, applied_at from snapshot.applications "
            "join scores.scores using (application_id) "
            "join snapshot.decisions using (application_id) "
            "where scores.score < 560 order by raw_score desc limit 200"
        ).fetchall()  # fmt: skip
        for row in rows:
            found = find_application(con, row[0])
            fired = assess.assessment(con, model, found).recommendation.fired
            if not {rule.name for rule in fired} & set(told):
                return row
    raise LookupError("every one of them has a rule against it")


@pytest.fixture
def declined(home_of_letters, lowest):
    """Give a case that an officer declined."""
    return _declined(home_of_letters, next(lowest))


@pytest.fixture
def held(home_of_letters, no_rule_against):
    """Give a declined case of which no reason is stable, as its decision keeps it."""
    doubt = {
        "application_id": "", "active_weeks": 9, "resamples": 200, "raw_low": 390.0,
        "raw_high": 410.0, "redraw_low": 380, "redraw_high": 420,
        "negative_share": dict.fromkeys((family.value for family in Family), 0.0),
    }  # fmt: skip
    return _declined(home_of_letters, no_rule_against, Capsule(shown={"doubt": doubt}))


def _declined(home, application, capsule=NOTHING_KEPT):
    engine, book = office.ledger(), books.required(home)
    application_id, lender_id, applied_at = application
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
        shown=Shown(Action.DECLINE, limit=None, score=400), capsule=capsule,
    )  # fmt: skip
    return cases.case(engine, OFFICER, case_id)


def _said(app):
    return "\n".join(element.value for element in [*app.markdown, *app.subheader])


def test_an_officer_sees_the_letter_sends_it_and_finds_it_as_sent(
    opened, declined, home_of_letters
):
    app = opened(places.APPLICANT, application=declined.application_id)
    assert not app.exception
    assert "The refusal to the applicant: see it before it is sent" in _said(app)
    assert f"applicant_confirmed_{declined.application_id}" not in {
        choice.key for choice in app.multiselect
    }
    app.button(key=f"applicant_notice_{declined.application_id}").click().run()
    assert not app.error
    assert "sent" in _said(app)
    pdf = sending.sent(office.ledger(), home_of_letters, OFFICER, declined.case_id)
    assert pdf.startswith(b"%PDF-")
    assert cases.case(office.ledger(), OFFICER, declined.case_id).notified_at is not None
    app = opened(places.APPLICANT, application=declined.application_id)
    assert "Letter to the applicant, sent" in _said(app)


def test_a_letter_that_is_held_goes_out_with_what_its_sender_vouches_for(opened, held):
    app = opened(places.APPLICANT, application=held.application_id)
    assert not app.exception
    assert "The letter is held" in app.warning[0].value
    send = f"applicant_notice_{held.application_id}"
    assert send not in {button.key for button in app.button}
    choice = app.multiselect(key=f"applicant_confirmed_{held.application_id}")
    worst = next(family for family in Family if family.label == choice.options[0])
    choice.set_value([worst]).run()
    app.button(key=send).click().run()
    assert not app.error
    [entry] = history(office.ledger(), OFFICER, held.case_id, Kind.NOTICE)
    assert entry.facts["confirmed"] == [entry.facts["reason_code"]]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.RISK_MANAGER])
def test_who_may_not_decide_reads_the_letter_and_sends_none(opened, declined, role):
    app = opened(places.APPLICANT, role, application=declined.application_id)
    keys = {button.key for button in app.button}
    assert f"applicant_notice_{declined.application_id}" not in keys
    assert "see it before it is sent" in _said(app)
