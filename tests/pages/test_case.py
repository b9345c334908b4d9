"""A case is worked on the applicant's page: claimed, decided, seconded, reopened, all by role."""

import re

import pytest
from sqlalchemy import select

from data import book
from data.features import evidence
from desk.roles import Role
from desk.store import database, tables
from desk.work.cases import Status
from scoring import catalogue
from ui import loaders, places, words
from ui.cases import office

pytestmark = pytest.mark.usefixtures("in_demo_home")
SENTENCE = "A guarantor covers the whole amount."


@pytest.fixture(scope="module")
def waiting(demo_home):
    """Give undecided applications by how they score, each only once."""
    con = book.open_book(demo_home, book.current(demo_home))
    rows = con.execute(
        "select a.application_id, case when d.redraw_high < 560 then 'declined' "
        "when s.score < 555 and a.amount > 5000 then 'low' "
        "when s.score between 560 and 595 then 'middling' else 'other' end "
        "from snapshot.applications as a join scores.scores as s using (application_id) "
        "left join scores.doubts as d using (application_id) where a.application_id not in "
        "(select application_id from snapshot.decisions) order by a.application_id"
    ).fetchall()
    con.close()
    kinds = ("declined", "low", "middling", "other")
    return {kind: iter([str(row[0]) for row in rows if row[1] == kind]) for kind in kinds}


@pytest.fixture
def surely_declined(waiting):
    """Take one whose whole interval lies below the cut-off."""
    return next(waiting["declined"])


@pytest.fixture
def to_decline(waiting):
    return next(waiting["low"])


@pytest.fixture
def to_refer(waiting):
    """Take one that the policy leaves to a person."""
    return next(waiting["middling"])


@pytest.fixture
def application(waiting):
    return next(waiting["other"])


def _said(app):
    return "\n".join(element.value for element in app.markdown)


def _key(application, name):
    return f"applicant_{name}_{application}"


def _claimed(opened, application, role=Role.OFFICER):
    app = opened(places.APPLICANT, role, application=application)
    app.button(key=_key(application, "claim")).click().run()
    assert not app.exception
    return app


def _form(app, application, name):
    app.segmented_control(key=_key(application, "form")).set_value(name).run()


def _decide(app, application, decision):
    _form(app, application, "Decide")
    app.segmented_control(key=_key(application, "typed_decision")).set_value(decision).run()


def test_a_claimed_case_pins_book_and_policy_and_a_decline_ends_it(opened, to_decline, demo_home):
    app = _claimed(opened, to_decline)
    assert "in review, with you" in _said(app)
    _decide(app, to_decline, "decline")
    app.button(key=_key(to_decline, "decide")).click().run()
    assert not app.error
    assert "decline by officer" in _said(app)
    with database.reading(office.ledger()) as con:
        row = con.execute(
            select(tables.cases).where(tables.cases.c.application_id == to_decline)
        ).one()
    used = book.current(demo_home)
    assert (row.snapshot, row.scores, row.model) == (used.snapshot, used.scores, used.model)
    assert row.status == Status.DECIDED


def test_against_the_recommendation_a_reason_and_a_sentence_are_wanted(opened, to_decline):
    app = _claimed(opened, to_decline)
    _decide(app, to_decline, "approve")
    assert "A guarantor or a pledge covers the amount" in _said(app)
    app.button(key=_key(to_decline, "decide")).click().run()
    assert "Choose a reason from the override policy" in app.error[0].value
    assert app.segmented_control(key=_key(to_decline, "typed_decision")).value == "approve"


def test_a_choice_that_is_made_again_stays(opened, application):
    app = _claimed(opened, application)
    _decide(app, application, "approve")
    other = opened(places.APPLICANT, application=application)  # finds it as a draft
    _form(other, application, "Decide")
    choice = other.segmented_control(key=_key(application, "typed_decision"))
    assert (choice.value, choice.proto.required) == ("approve", True)


def test_a_term_is_asked_in_the_unit_that_it_is_told_in_and_kept_in_days(
    opened, waiting, demo_home
):
    with book.open_book(demo_home, book.current(demo_home)) as con:
        terms = dict(
            con.execute("select application_id, term_days from snapshot.applications").fetchall()
        )
    name = next(name for name in waiting["other"] if terms[name] >= 90)
    app = _claimed(opened, name)
    _decide(app, name, "counter_offer")
    asked = app.number_input(key=_key(name, "typed_term_months"))
    assert asked.label == "Term, months"
    assert f"over {asked.value} months" in f"over {words.span(terms[name])}"
    asked.set_value(2).run()
    app.number_input(key=_key(name, "typed_amount")).set_value(20.0).run()
    app.text_input(key=_key(name, "typed_sentence")).set_value(SENTENCE).run()
    app.button(key=_key(name, "decide")).click().run()
    assert not app.error
    with database.reading(office.ledger()) as con:
        made = tables.decisions.c.entry_no == tables.cases.c.decision_no
        asked = select(tables.decisions.c.term_days).join(tables.cases, made)
        [(kept,)] = con.execute(asked.where(tables.cases.c.application_id == name)).all()
    assert kept == round(2 * terms[name] / round(terms[name] / 30))


def test_above_the_officers_authority_a_second_person_decides(opened, surely_declined):
    app = _claimed(opened, surely_declined)
    _decide(app, surely_declined, "approve")
    app.number_input(key=_key(surely_declined, "typed_amount")).set_value(2500.0).run()
    app.selectbox(key=_key(surely_declined, "typed_override")).set_value("security").run()
    app.text_input(key=_key(surely_declined, "typed_sentence")).set_value(SENTENCE).run()
    assert "waits for a second person" in _said(app)
    app.button(key=_key(surely_declined, "decide")).click().run()
    assert "officer would approve ¥2,500" in _said(app)
    assert "Second person" not in app.segmented_control(key=_key(surely_declined, "form")).options
    senior = opened(places.APPLICANT, Role.SENIOR_OFFICER, application=surely_declined)
    _form(senior, surely_declined, "Second person")
    assert SENTENCE in _said(senior)
    senior.button(key=_key(surely_declined, "second_yes")).click().run()
    assert "approve ¥2,500 over" in _said(senior)
    senior.toggle(key=_key(surely_declined, "history")).set_value(True).run()
    assert re.search(
        r"approve ¥2,500 over [^,]*, at score \d+, against the recommendation to decline: "
        rf"security: “{SENTENCE}”",
        _said(senior),
    )
    _form(senior, surely_declined, "Reopen")
    senior.text_input(key=_key(surely_declined, "typed_reopen_why")).set_value(
        "New papers came in."
    )
    senior.button(key=_key(surely_declined, "reopen")).click().run()
    assert "in review, with you" in _said(senior)
    again = opened(places.APPLICANT, Role.SENIOR_OFFICER, application=surely_declined)
    _form(again, surely_declined, "Decide")
    assert not again.text_input(key=_key(surely_declined, "typed_sentence")).value


def test_what_was_typed_is_there_in_another_session(opened, application):
    app = _claimed(opened, application)
    _decide(app, application, "refer")
    app.text_input(key=_key(application, "typed_sentence")).set_value(SENTENCE).run()
    other = opened(places.APPLICANT, application=application)
    _form(other, application, "Decide")
    assert other.text_input(key=_key(application, "typed_sentence")).value == SENTENCE
    assert other.segmented_control(key=_key(application, "typed_decision")).value == "refer"
    other.button(key=_key(application, "decide")).click().run()
    assert "referred: a second person decides" in _said(other)
    with database.reading(office.ledger()) as con:
        left = select(tables.drafts.c.body).join(
            tables.cases, tables.cases.c.case_id == tables.drafts.c.case_id
        )
        found = con.execute(left.where(tables.cases.c.application_id == application))
        assert found.all() == []


def test_a_second_tab_that_changes_the_decision_keeps_the_sentence_of_the_first(
    opened, application
):
    _claimed(opened, application)
    tabs = [opened(places.APPLICANT, application=application) for _ in range(2)]
    for tab in tabs:
        _decide(tab, application, "refer")
    tabs[0].text_input(key=_key(application, "typed_sentence")).set_value("Short.").run()
    tabs[1].text_input(key=_key(application, "typed_sentence")).set_value(SENTENCE).run()
    tabs[0].segmented_control(key=_key(application, "typed_decision")).set_value("decline").run()
    refreshed = opened(places.APPLICANT, application=application)
    assert "a draft of yours waits" in _said(refreshed)
    _form(refreshed, application, "Decide")
    assert "a draft of yours waits" not in _said(refreshed)
    assert refreshed.text_input(key=_key(application, "typed_sentence")).value == SENTENCE
    choice = refreshed.segmented_control(key=_key(application, "typed_decision"))
    assert choice.value == "decline"


def test_the_second_save_of_two_is_refused_by_name_and_keeps_what_was_typed(opened, to_decline):
    first = _claimed(opened, to_decline)
    second = opened(places.APPLICANT, application=to_decline)
    _decide(first, to_decline, "decline")
    _decide(second, to_decline, "refer")
    second.text_input(key=_key(to_decline, "typed_sentence")).set_value(SENTENCE)
    # the second one is held as it was drawn: a save after the first one's
    first.button(key=_key(to_decline, "decide")).click().run()
    second.button(key=_key(to_decline, "decide")).click().run()
    assert "is not as you saw it: officer decided it at" in second.error[0].value
    again = opened(places.APPLICANT, application=to_decline)
    for window in (second, again):
        assert "decline by officer" in _said(window)
        assert "**Not saved, since the case had changed:** refer" in _said(window)
        assert SENTENCE in [text.value for text in window.code]
    again.button(key=_key(to_decline, "attempted_note")).click().run()
    assert not again.code
    again.toggle(key=_key(to_decline, "history")).set_value(True).run()
    assert f"Not saved, since the case had changed: refer. {SENTENCE}" in _said(again)


def test_what_was_refused_with_its_terms_is_put_away_by_a_press(opened, to_decline):
    first = _claimed(opened, to_decline)
    second = opened(places.APPLICANT, application=to_decline)
    _decide(first, to_decline, "decline")
    _decide(second, to_decline, "approve")
    second.number_input(key=_key(to_decline, "typed_amount")).set_value(2500.0).run()
    first.button(key=_key(to_decline, "decide")).click().run()
    second.button(key=_key(to_decline, "decide")).click().run()
    assert "changed:** approve ¥2,500 over" in _said(second)
    assert not second.code  # no sentence was typed
    second.button(key=_key(to_decline, "attempted_away")).click().run()
    assert "Not saved" not in _said(second)


def test_notes_documents_and_answers_are_recorded(opened, application):
    app = _claimed(opened, application)
    _form(app, application, "Note")
    app.text_area(key=_key(application, "typed_note")).set_value("Rang her; call back.").run()
    app.button(key=_key(application, "note")).click().run()
    _form(app, application, "Ask for documents")
    app.multiselect(key=_key(application, "typed_documents")).set_value(["income"]).run()
    app.button(key=_key(application, "documents")).click().run()
    assert "awaiting the applicant, with you" in _said(app)
    _form(app, application, "Answer came")
    app.multiselect(key=_key(application, "came")).set_value(["income"]).run()
    app.button(key=_key(application, "answer")).click().run()
    assert "in review, with you" in _said(app)
    app.toggle(key=_key(application, "history")).set_value(True).run()
    assert "Rang her; call back." in _said(app)


def test_an_answer_without_a_document_gives_the_case_back(opened, application):
    app = _claimed(opened, application)
    _form(app, application, "Ask for documents")
    app.multiselect(key=_key(application, "typed_documents")).set_value(["income"]).run()
    app.button(key=_key(application, "documents")).click().run()
    _form(app, application, "Answer came")
    app.button(key=_key(application, "answer")).click().run()
    assert "in review, with you" in _said(app)


@pytest.mark.parametrize("role", [Role.RISK_MANAGER, Role.AUDITOR])
def test_who_may_not_decide_sees_the_case_and_no_button(opened, application, role):
    app = opened(places.APPLICANT, role, application=application)
    assert "No case yet" in _said(app)
    assert not [button for button in app.button if "claim" in (button.key or "")]


def test_every_look_is_written_down_once_a_session(opened, application):
    app = opened(places.APPLICANT, Role.AUDITOR, application=application)
    app.run()
    with database.reading(office.ledger()) as con:
        asked = select(tables.access_log).where(tables.access_log.c.application_id == application)
        [look] = con.execute(asked).all()
    assert (look.user_id, look.page) == ("demo-auditor", "applicant")


def test_the_queue_has_a_pile_for_each_state(opened, application):
    _claimed(opened, application)
    mine = opened(places.QUEUE, queue_view="mine")
    shown = mine.dataframe[0].value
    row = shown[shown["Application"] == application].iloc[0]
    assert row["Case"] == "in review, officer"
    assert row["Notice"].endswith("left")
    unclaimed = opened(places.QUEUE)
    assert application not in set(unclaimed.dataframe[0].value["Application"])


def test_a_dispute_is_recorded_with_the_case_and_stays_marked(opened, application, demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        order_id = evidence.known_rows(con, application, "known_orders")["order_id"].iloc[0]
    app = _claimed(opened, application)
    app.multiselect(key=f"disputed_{application}").select((order_id, None)).run()
    assert app.button(key=_key(application, "dispute")).disabled
    app.text_input(key=_key(application, "dispute_why")).set_value("I never ordered this.").run()
    app.button(key=_key(application, "dispute")).click().run()
    assert not app.exception
    again = opened(places.APPLICANT, application=application)
    assert again.multiselect(key=f"disputed_{application}").value == [(order_id, None)]
    assert f"Recorded with the case: {order_id}" in _said(again)
    again.toggle(key=_key(application, "history")).set_value(True).run()
    assert "I never ordered this." in _said(again)


def test_a_line_that_is_marked_behind_a_reason_is_recorded_as_a_line(
    opened, application, demo_home
):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        rows = evidence.known_rows(con, application, "known_lines")
    app = _claimed(opened, application)
    name = next(
        name
        for name, feature in catalogue.load().items()
        if name in loaders.manifest(loaders.book_in_use()).features
        and feature.evidence
        and (feature.evidence.table, feature.evidence.of) == ("known_lines", "is_line")
    )
    app.selectbox(key="applicant_reason").set_value(name).run()
    table = next(one for one in app.dataframe if "Counts" in one.value)
    app.session_state[table.key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    assert "Without 1 order line" in _said(app)
    app.button(key=f"disputed_{application}_mark").click().run()
    [line] = app.multiselect(key=f"disputed_{application}").value
    assert line in set(zip(rows["order_id"], rows["line_no"], strict=True))
    app.text_input(key=_key(application, "dispute_why")).set_value("Not this one.").run()
    app.button(key=_key(application, "dispute")).click().run()
    again = opened(places.APPLICANT, application=application)
    assert again.multiselect(key=f"disputed_{application}").value == [line]
    assert f"Recorded with the case: line {line[1]} of {line[0]}" in _said(again)
    again.toggle(key=_key(application, "history")).set_value(True).run()
    assert f": line {line[1]} of order {line[0]}: “Not this one.”" in _said(again)


def test_somebody_elses_case_takes_no_dispute(opened, application, demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        order_id = evidence.known_rows(con, application, "known_orders")["order_id"].iloc[0]
    _claimed(opened, application)
    app = opened(places.APPLICANT, Role.SENIOR_OFFICER, application=application)
    app.multiselect(key=f"disputed_{application}").select((order_id, None)).run()
    assert "Whoever has the case can record" in _said(app)
    assert not [one for one in app.button if one.key == _key(application, "dispute")]


def test_a_decided_case_is_erased_by_an_auditor_and_its_words_are_gone(opened, to_refer, demo_home):
    app = _claimed(opened, to_refer)
    _decide(app, to_refer, "decline")
    app.button(key=_key(to_refer, "decide")).click().run()
    with database.reading(office.ledger()) as con:
        asked = select(tables.cases.c.case_id).where(tables.cases.c.application_id == to_refer)
        case_id = con.execute(asked).scalar_one()
    audit = opened(places.LEDGER, Role.AUDITOR)
    audit.selectbox(key="erase_case").set_value(case_id).run()
    audit.text_input(key="erase_why").set_value("The person asked to be forgotten.").run()
    assert audit.button(key="erase").disabled
    audit.text_input(key="erase_again").set_value(str(case_id)).run()
    audit.button(key="erase").click().run()
    assert f"Case {case_id} is erased" in audit.success[0].value
    with database.reading(office.ledger()) as con:
        bodies = con.execute(
            select(tables.payloads.c.body)
            .join(tables.ledger, tables.ledger.c.entry_no == tables.payloads.c.entry_no)
            .where(tables.ledger.c.case_id == case_id, tables.ledger.c.kind != "erasure")
        ).scalars()
        assert set(bodies) == {None}
    audit.button(key="audit_verify").click().run()
    assert any(":blue-badge[whole]" in text.value for text in audit.markdown)
