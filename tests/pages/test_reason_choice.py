"""Where the policy leaves a refusal to the officer, they choose whose reason the letter gives."""

import re

import pytest
from sqlalchemy import select

from data import book
from desk.notices import sending, texts, typesetting
from desk.roles import demo_users
from desk.store import database, tables
from ui import places
from ui.cases import office

pytestmark = pytest.mark.usefixtures("in_home_of_letters")

SENTENCE = "Her bank papers show two more loans."


@pytest.fixture(scope="module")
def ledger_url(tmp_path_factory):
    """Give a ledger of its own: few are referred, and the tests of other pages claim them."""
    return f"sqlite:///{tmp_path_factory.mktemp('reasons') / 'ledger.sqlite'}"


@pytest.fixture(scope="module")
def referred(demo_home):
    """Give undecided applications that the score refers, each only once."""
    with book.open_book(demo_home, book.current(demo_home)) as con:
        rows = con.execute(
            "select application_id from scores.scores where score between 562 and 598 "
            "and application_id not in (select application_id from snapshot.decisions) "
            "order by application_id"
        ).fetchall()
    return iter([str(row[0]) for row in rows])


@pytest.fixture
def application(referred):
    return next(referred)


def _said(app):
    return "\n".join(element.value for element in app.markdown)


def _key(application, name):
    return f"applicant_{name}_{application}"


def _deciding(opened, application, decision):
    app = opened(places.APPLICANT, application=application)
    app.button(key=_key(application, "claim")).click().run()
    app.segmented_control(key=_key(application, "form")).set_value("Decide").run()
    app.segmented_control(key=_key(application, "typed_decision")).set_value(decision).run()
    assert not app.exception
    return app


def _kept(application):
    with database.reading(office.ledger()) as con:
        made = tables.decisions.c.entry_no == tables.cases.c.decision_no
        asked = select(tables.decisions).join(tables.cases, made)
        return con.execute(asked.where(tables.cases.c.application_id == application)).one()


def test_a_decline_may_stand_on_the_scores_own_reasons(opened, application):
    app = _deciding(opened, application, "decline")
    choice = app.selectbox(key=_key(application, "typed_override"))
    assert (choice.label, choice.value) == ("Reason for the letter", "score")
    assert "the score's own reasons" in choice.options
    assert "It leaves this to you" in _said(app)
    app.button(key=_key(application, "decide")).click().run()
    assert not app.error
    kept = _kept(application)
    assert (kept.recommendation, kept.override_reason) == ("refer", None)
    assert kept.reason_code != "obligations_verified"


def test_a_reason_of_the_officers_takes_a_sentence_and_is_what_letter_and_history_say(
    opened, application, home_of_letters
):
    app = _deciding(opened, application, "decline")
    choice = app.selectbox(key=_key(application, "typed_override"))
    assert "security" not in choice.options
    choice.set_value("obligations_verified").run()
    assert app.text_input(key=_key(application, "typed_sentence")).label == "Why, in a sentence"
    app.button(key=_key(application, "decide")).click().run()
    assert "Wanted a sentence beside" in app.error[0].value
    app.text_input(key=_key(application, "typed_sentence")).set_value(SENTENCE).run()
    app.button(key=_key(application, "decide")).click().run()
    assert not app.error
    kept = _kept(application)
    assert (kept.override_reason, kept.reason_code) == ("obligations_verified",) * 2
    app.toggle(key=_key(application, "history")).set_value(True).run()
    assert re.search(r"decline, at score \d+, for obligations verified: “", _said(app))
    app = opened(places.APPLICANT, application=application)
    app.button(key=_key(application, "notice")).click().run()
    assert not app.error
    data, wording = sending.recorded(office.ledger(), demo_users()[0], kept.case_id)
    [reason] = data["reasons"]
    assert reason["code"] == "obligations_verified"
    assert texts.load(home_of_letters, None).phrases.overrides[reason["code"]] in " ".join(
        typesetting.prose(data, wording)
    )


def test_an_approval_asks_for_no_reason(opened, application):
    app = _deciding(opened, application, "approve")
    app.number_input(key=_key(application, "typed_amount")).set_value(1.0).run()
    keys = {one.key for one in app.selectbox}
    assert _key(application, "typed_override") not in keys
