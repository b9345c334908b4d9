"""The queue shows what waits, most pressing first, pages on the server and respects the lender."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pandas as pd
import pytest

from data import book, uploads
from data.errors import ThinfileError
from data.home import Home
from desk.notices import sending
from desk.roles import Act, Role, demo_users
from desk.store.ledger import By
from desk.work import cases, claims, decisions
from desk.work.capsule import Shown
from desk.work.cases import Pins
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.policies import policy
from scoring.policies.policy import Action
from tests.desk.notices.samples import LETTER, OURS
from tests.pages.words import words
from ui import loaders, places, queue_filters, queue_loaders, waiting
from ui.cases import office
from ui.cases.piles import View
from ui.theme import LIGHT
from ui.waiting import Filters

pytestmark = pytest.mark.usefixtures("in_demo_home")
OFFICER = demo_users()[0]
EVERYTHING = Filters()
LONG_AGO = datetime(2000, 1, 1)


@pytest.fixture
def connection(in_demo_home):
    con = book.open_book(in_demo_home, book.current(in_demo_home))
    yield con
    con.close()


def _read(
    con, filters=EVERYTHING, number=1, lender_ids=None, last_days_before=LONG_AGO, is_scored=True
):
    return waiting.read_queue(
        con, filters, number, lender_ids=lender_ids, policy=policy.launch(), is_scored=is_scored,
        last_days_before=last_days_before,
    )  # fmt: skip


def test_the_queue_shows_what_waits_in_human_words(opened):
    app = opened(places.QUEUE)
    assert not app.exception
    assert not app.error
    shown = words(app.dataframe[0])
    assert {"Asked", "Score", "Default", "Recommended", "Top reason against", "File"} <= set(shown)
    assert "Case" not in shown
    assert shown["Notice"].str.endswith(" left").all()
    assert shown["Asked"].str.startswith("¥").all()
    assert shown["Default"].str.endswith(" %").all()
    assert not any("_" in str(cell) for cell in shown["Top reason against"])


def test_where_a_score_could_have_been_is_told_of_those_who_wait_alone(opened):
    decided = words(opened(places.QUEUE, queue_view="decided").dataframe[0])
    assert "Could have been" in words(opened(places.QUEUE).dataframe[0])
    assert "Could have been" not in decided
    assert (decided["Case"] != "").all()


def test_what_a_click_opens_looks_like_a_link(opened):
    app = opened(places.QUEUE)
    assert f"color: {LIGHT.raises_text}" in app.dataframe[0].proto.arrow_data.styler.styles


def test_the_most_pressing_application_is_large_and_near_a_cutoff(connection):
    rows = _read(connection).rows
    cutoffs = (policy.launch().refer_from, policy.launch().approve_from)
    away = [
        0
        if any(row["redraw_low"] < cutoff <= row["redraw_high"] for cutoff in cutoffs)
        else min(abs(row["score"] - cutoff) for cutoff in cutoffs)
        for row in rows.astype({"redraw_low": float, "redraw_high": float}).to_dict("records")
    ]
    assert 0 in away
    pressing = [amount * 0.5 ** (d / 20) for amount, d in zip(rows["amount"], away, strict=True)]
    assert pressing == sorted(pressing, reverse=True)


def test_a_score_that_could_have_been_beyond_a_cutoff_is_referred_in_the_queue_too(connection):
    rows = _read(connection, Filters(is_decided=False)).rows
    rows = rows.astype({"redraw_low": float, "redraw_high": float})
    cutoff = policy.launch().approve_from
    beyond = rows[(rows["redraw_low"] < cutoff) & (cutoff <= rows["redraw_high"])]
    assert len(beyond)
    assert set(beyond["action"]) <= {"refer", "decline"}


@pytest.mark.parametrize("is_scored", [True, False])
def test_who_must_be_told_within_days_stands_first(connection, is_scored):
    read = partial(_read, is_scored=is_scored)
    waiting_ones = Filters(is_decided=False)
    oldest = connection.execute(
        "select applied_at from snapshot.applications where application_id not in "
        "(select application_id from snapshot.decisions) order by applied_at limit 3"
    ).fetchall()[-1][0]
    rows = read(connection, waiting_ones, last_days_before=oldest).rows
    assert (rows["applied_at"].iloc[:3] <= oldest).all()
    assert (rows["applied_at"].iloc[3:] > oldest).all()
    first = rows["application_id"][0]
    later = replace(waiting_ones, not_due=(first,))
    rest = read(connection, later, last_days_before=oldest).rows
    assert list(rest["is_last"]).count(True) == 2
    assert first not in list(rest["application_id"][rest["is_last"]])
    decided = read(connection, Filters(is_decided=True), last_days_before=datetime(2100, 1, 1))
    as_ever = read(connection, Filters(is_decided=True))
    assert list(decided.rows["application_id"]) == list(as_ever.rows["application_id"])
    last = as_ever.rows["application_id"].iloc[-1]
    untold = replace(Filters(is_decided=True), untold=(last,))
    again = read(connection, untold, last_days_before=datetime(2100, 1, 1)).rows
    assert list(again["application_id"][again["is_last"]]) == [last]
    assert again["application_id"].iloc[0] == last


def test_a_decision_does_not_stop_the_clock_and_its_letter_does(connection, monkeypatch, tmp_path):
    """Forty days on every waiting application is overdue, until its applicant is told."""
    engine, used, now = office.ledger(), loaders.book_in_use(), office.now()
    application_id, lender_id, applied_at = connection.execute(
        "select application_id, lender_id, applied_at from snapshot.applications where "
        "application_id not in (select application_id from snapshot.decisions) "
        "order by application_id desc limit 1"
    ).fetchone()
    today = office.notice_now(used)
    monkeypatch.setattr(office, "notice_now", lambda _: today + timedelta(days=40))
    in_force = office.policy_in_force()

    def by(act):
        return By(OFFICER, now, f"{act}-of-{application_id}")

    def listed(view):
        page = queue_loaders.page(
            OFFICER, used, view, Filters(only=(application_id,)), number=1, policy=in_force
        )
        rows = page.rows[page.rows["application_id"] == application_id]
        return [bool(is_last) for is_last in rows["is_last"]]

    assert listed(View.UNCLAIMED) == listed(View.ALL) == [True]
    case_id = claims.open_case(
        engine, by("open"), application_id=application_id, lender_id=lender_id,
        applied_at=applied_at.replace(tzinfo=UTC),
    ).case_id  # fmt: skip
    pins = Pins(used.book.snapshot, used.book.scores, used.book.model, in_force.version)
    claims.claim(engine, by("claim"), case_id, seen=case_id, pins=pins)
    decided = decisions.decide(
        engine, by("decide"), case_id, seen=cases.case(engine, OFFICER, case_id).version,
        verdict=Verdict(Decision.DECLINE), policy=in_force,
        shown=Shown(Action.DECLINE, limit=None, score=400),
    )  # fmt: skip
    assert listed(View.MINE) == listed(View.DECIDED) == listed(View.ALL) == [True]
    assert listed(View.UNCLAIMED) == []
    sending.send(
        engine, Home(tmp_path), by("send"), case_id, seen=decided.entry_no,
        letter=replace(LETTER, application_id=application_id), wording=OURS,
    )  # fmt: skip
    assert listed(View.DECIDED) == listed(View.ALL) == [False]
    assert listed(View.MINE) == []


def test_pages_of_the_queue_follow_each_other_without_gap_or_repeat(connection):
    first, second = _read(connection, number=1), _read(connection, number=2)
    assert first.applications == second.applications
    assert first.pages == -(-first.applications // waiting.PAGE_ROWS)
    assert not set(first.rows["application_id"]) & set(second.rows["application_id"])


def test_filters_keep_what_they_name(connection):
    rows = _read(
        connection,
        Filters(is_decided=True, depth_band="thin", score_from=560, score_below=600),
    ).rows
    assert rows["decision"].notna().all()
    assert set(rows["depth_band"]) == {"thin"}
    assert rows["score"].between(560, 599).all()


def test_a_viewer_sees_the_applications_of_their_lenders_only(connection):
    everyone = _read(connection).applications
    by_lender = {
        lender: _read(connection, lender_ids=(lender,)).applications
        for lender in ("LN1", "LN2", "LN3")
    }
    assert sum(by_lender.values()) == everyone
    assert all(by_lender.values())
    assert _read(connection, lender_ids=()).applications == 0


def test_a_loader_refuses_an_act_that_the_role_is_not_granted(monkeypatch):
    monkeypatch.setattr("desk.roles.GRANTS", {role: frozenset() for role in Role})
    with pytest.raises(ThinfileError, match=Act.SEE_APPLICANTS.value):
        queue_loaders.page(
            OFFICER, loaders.book_in_use(), View.ALL, Filters(), number=1, policy=policy.launch()
        )


def test_a_filter_that_empties_the_queue_is_named(opened):
    app = opened(places.QUEUE)
    app.selectbox(key="queue_depth").set_value("deep").run()
    app.selectbox(key="queue_score").set_value("below").run()
    app.selectbox(key="queue_product").set_value("cash_loan").run()
    app.selectbox(key="queue_lender").set_value("LN3").run()
    said = [text.value for text in app.markdown if "No application here fits" in text.value]
    assert said == [
        "No application here fits these filters: product, lender, depth of file, score. "
        "Widen one of them."
    ]


def test_filters_stand_in_the_address_and_are_read_from_it(opened):
    app = opened(places.QUEUE, queue_view="decided", queue_page="2")
    assert app.segmented_control(key="queue_view").value == "decided"
    assert app.pagination(key="queue_page").value == 2
    said = {case.removesuffix(", letter to send") for case in app.dataframe[0].value["Case"]}
    assert said <= {"approve", "decline", "counter offer"}


def test_changing_a_filter_goes_back_to_the_first_page(opened):
    app = opened(places.QUEUE, queue_view="all", queue_page="3")
    app.selectbox(key="queue_depth").set_value("thin").run()
    assert app.pagination(key="queue_page").value == 1


def test_nobody_sees_the_queue_without_signing_in(opened):
    app = opened(places.QUEUE, role=None)
    assert not app.dataframe
    assert {button.label for button in app.button} == {
        "Officer",
        "Senior officer",
        "Risk manager",
        "Second risk manager",
        "Auditor",
    }


def test_signing_in_keeps_the_page_and_signing_out_leaves_it(opened):
    app = opened(places.QUEUE, role=None)
    app.button(key="sign_in_auditor").click().run()
    assert app.dataframe
    assert app.button(key="bar_sign_out").label == "demo sign-in as auditor"
    app.button(key="bar_sign_out").click().run()
    assert not app.dataframe


def test_a_viewer_of_one_lender_is_offered_that_lender_alone():
    viewer = replace(OFFICER, lender_ids=("LN2",))
    choices = queue_loaders.choices(viewer, loaders.book_in_use())
    assert set(choices["lender_id"]) == {"LN2"}


def test_a_queue_in_which_nothing_waits_says_so():
    said = queue_filters.says_why_empty(View.UNCLAIMED, Filters())
    assert said.startswith("Nothing waits")


@pytest.mark.parametrize("count", [1, 30])
def test_rows_of_other_books_take_their_places_on_the_pages(connection, count):
    """Rows that are taken out of the book and given beside it come out where they stood."""
    every = Filters(is_decided=False)
    whole = [_read(connection, every, number) for number in range(1, _read(connection).pages + 1)]
    expected = [name for page in whole for name in page.rows["application_id"]]
    rows = pd.concat([page.rows for page in whole if len(page.rows)])
    taken = rows.iloc[:: max(len(rows) // count, 1)]
    rest = replace(every, without=tuple(taken["application_id"]))
    found, number, pages = [], 1, 1
    while number <= pages:
        page = waiting.read_queue(
            connection, rest, number, lender_ids=None, policy=policy.launch(), is_scored=True,
            last_days_before=LONG_AGO, beside=taken,
        )  # fmt: skip
        assert page.applications == len(expected)
        assert len(page.rows) <= waiting.PAGE_ROWS
        found += list(page.rows["application_id"])
        pages, number = page.pages, number + 1
    assert found == expected


def test_other_books_rows_are_listed_where_this_one_has_none(connection):
    taken = _read(connection).rows.iloc[:3]
    page = waiting.read_queue(
        connection, Filters(only=()), 1, lender_ids=None, policy=policy.launch(), is_scored=True,
        last_days_before=LONG_AGO, beside=taken,
    )  # fmt: skip
    assert list(page.rows["application_id"]) == list(taken["application_id"])
    assert (page.applications, page.pages) == (3, 1)


def test_what_was_scored_from_an_upload_stands_in_the_queue_like_any_other(opened):
    app = opened(places.SCORE_NEW)
    app.text_input(key="new_customer").set_value("N5").run()
    app.segmented_control(key="new_how").set_value("pasted rows").run()
    head = "order_id,customer_id,ordered_at,utc_offset_minutes,amount,status,status_at"
    rows = [
        f"S{at},N5,2026-0{at}-10T10:00:00Z,480,{4000 + at},completed,2026-0{at}-12T10:00:00Z"
        for at in range(1, 9)
    ]
    app.text_area(key="new_pasted").set_value("\n".join([head, *rows])).run()
    app.number_input(key="new_amount").set_value(50_000.0).run()
    app.button(key="new_score").click().run()
    scored = app.session_state["new_scored"]
    app.button(key="new_case").click().run()
    app.switch_page(os.path.relpath(places.QUEUE, places.FRAME.parent)).run()
    assert not app.exception
    assert not app.error
    listed = words(app.dataframe[0]).set_index("Application")
    assert listed.loc[scored, "Notice"] == "30 days left"
    assert listed.loc[scored, "Asked"] == "¥50,000"
    assert listed.loc[scored, "Score"].isdigit()
    assert listed.loc[scored, "Recommended"] in {"Approve", "Refer to a person", "Decline"}
    asked = queue_loaders.page(
        OFFICER, loaders.book_in_use(), View.UNCLAIMED, Filters(product="no such"), number=1,
        policy=policy.launch(),
    )  # fmt: skip
    assert not asked.applications


def test_an_upload_that_cannot_be_read_is_named_and_the_others_are_listed(opened, in_demo_home):
    app = opened(places.QUEUE)
    before = app.dataframe[0].value
    upload_id = "U" + "0" * uploads.ID_SHOWN
    claims.open_case(
        office.ledger(), By(OFFICER, office.now(), "unreadable"),
        application_id=upload_id, lender_id=None, applied_at=office.now(),
    )  # fmt: skip
    with uploads.written(in_demo_home, upload_id) as own:
        own.current.write_text("{}")
    try:
        app.run()
        assert not app.exception
        assert len(app.dataframe[0].value) == len(before)
        said = [text.value for text in app.markdown if "another version" in text.value]
        assert upload_id in said[0]
    finally:
        uploads.erase(in_demo_home, upload_id)
