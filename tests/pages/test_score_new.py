"""Scoring someone new is for those who may decide, and says what it takes."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from data import book, uploads
from data.errors import ThinfileError
from desk.audit import access, history
from desk.roles import Role, demo_users
from desk.store.kinds import Kind
from desk.work import case_list, cases
from ui import places
from ui.cases import contract_help, office, upload_files

pytestmark = pytest.mark.usefixtures("in_demo_home")


@pytest.mark.parametrize("mode", ["one applicant", "a batch"])
def test_an_officer_is_asked_for_a_request_and_files(opened, mode):
    app = opened(places.SCORE_NEW, new_mode=mode)
    assert not app.exception
    assert not app.error
    assert app.segmented_control(key="new_mode").value == mode


def test_a_request_without_purchases_is_said_in_words(opened):
    app = opened(places.SCORE_NEW)
    app.button(key="new_score").click().run()
    assert "Wanted a customer id and their orders" in app.error[0].value


def test_lenders_stand_by_their_names_and_terms_in_months(opened):
    app = opened(places.SCORE_NEW)
    assert not set(app.selectbox(key="new_lender").options) & {"LN1", "LN2", "LN3"}
    assert app.selectbox(key="new_lender").value.startswith("LN")
    assert app.selectbox(key="new_term_unit").options == ["months", "days"]


def test_pasted_rows_are_checked_and_scored_and_opened(opened):
    app = opened(places.SCORE_NEW)
    app.text_input(key="new_customer").set_value("N9").run()
    app.segmented_control(key="new_how").set_value("pasted rows").run()
    head = "order_id\tcustomer_id\tordered_at\tutc_offset_minutes\tamount\tstatus\tstatus_at"
    rows = [
        f"P{at}\tN9\t2026-0{at}-10T10:00:00Z\t480\t{4000 + at}\tcompleted\t2026-0{at}-12T10:00:00Z"
        for at in range(1, 9)
    ]
    pasted = "\n".join([head, *rows, "P9\tN9\tyesterday\t480\t4000\topen\t"])
    app.text_area(key="new_pasted").set_value(pasted).run()
    app.button(key="new_score").click().run()
    assert not app.error
    assert ":yellow-badge[1 row rejected]" in _said(app)
    assert app.metric[0].label == "Score"
    assert {text.value for text in app.subheader} & {"Approve", "Refer to a person", "Decline"}


ORDERS = "order_id,customer_id,ordered_at,utc_offset_minutes,amount,status,status_at"


def _said(app):
    return "\n".join(text.value for text in app.markdown)


def _orders(customer_id, *, first=4000, count=8):
    rows = [
        f"{customer_id}-{at},{customer_id},2026-0{at}-10T10:00:00Z,480,{first + at},completed,"
        f"2026-0{at}-12T10:00:00Z"
        for at in range(1, count + 1)
    ]
    return "\n".join([ORDERS, *rows])


def _score_pasted(app, customer_id, pasted):
    """Score pasted rows on an open page; give the upload."""
    app.text_input(key="new_customer").set_value(customer_id).run()
    app.segmented_control(key="new_how").set_value("pasted rows").run()
    app.text_area(key="new_pasted").set_value(pasted).run()
    app.button(key="new_score").click().run()
    return app.session_state["new_scored"] if not app.error else None


def _case_of(upload_id):
    return cases.of_application(office.ledger(), demo_users()[0], upload_id)


def test_what_is_scored_is_a_case_when_it_is_made_one_and_once(opened):
    app = opened(places.SCORE_NEW)
    scored = _score_pasted(app, "C1", _orders("C1") + "\nX,C1,yesterday,480,4000,open,")
    assert _case_of(scored) is None
    app.button(key="new_case").click().run()
    assert not app.exception
    case = _case_of(scored)
    refreshed = opened(places.SCORE_NEW, scored=scored)
    assert not refreshed.error
    assert refreshed.metric[0].label == "Score"
    assert ":yellow-badge[1 row rejected]" in _said(refreshed)
    assert f"It is case {case.case_id} already." in _said(refreshed)
    assert "new_case" not in {one.key for one in refreshed.button}
    assert _case_of(scored) == case


def test_a_refreshed_page_still_offers_the_case(opened):
    scored = _score_pasted(opened(places.SCORE_NEW), "C2", _orders("C2"))
    first = opened(places.SCORE_NEW, scored=scored)
    second = opened(places.SCORE_NEW, scored=scored)
    first.button(key="new_case").click().run()
    second.button(key="new_case").click().run()
    assert not second.exception
    standing = [
        one for one in case_list.standings(office.ledger(), demo_users()[0])
        if one.application_id == scored
    ]  # fmt: skip
    assert len(standing) == 1


def test_a_corrected_upload_takes_the_place_of_the_one_before(opened):
    app = opened(places.SCORE_NEW)
    wrong = _score_pasted(app, "C3", _orders("C3", count=3))
    right = _score_pasted(app, "C3", _orders("C3"))
    assert wrong != right
    assert app.query_params["scored"] == right
    assert f"{right}: C3 asks for" in _said(app)
    assert wrong not in _said(app)
    app.button(key="new_case").click().run()
    assert _case_of(wrong) is None
    assert _case_of(right) is not None


def test_purchases_of_somebody_else_are_refused_and_the_result_before_is_gone(opened):
    app = opened(places.SCORE_NEW)
    assert _score_pasted(app, "C4", _orders("C4"))
    assert _score_pasted(app, "C5", _orders("C4")) is None
    assert not app.exception
    said = app.error[0].value
    assert "of the 8 that came not one is kept" in said
    assert "orders unknown customer" in said
    assert not app.metric
    assert "scored" not in app.query_params


def test_the_ledger_keeps_which_files_a_case_was_opened_on(opened):
    app = opened(places.SCORE_NEW)
    pasted = _orders("C6") + "\nX,C6,yesterday,480,4000,open,"
    scored = _score_pasted(app, "C6", pasted)
    app.button(key="new_case").click().run()
    [event] = history.history(
        office.ledger(), demo_users()[0], _case_of(scored).case_id, Kind.OPENING
    )  # fmt: skip
    kept = {file["table"]: (file["rows"], file["rejected"]) for file in event.facts["files"]}
    assert kept == {"applications": (1, 0), "consents": (0, 0), "customers": (1, 0),
                    "orders": (9, 1)}  # fmt: skip
    hashes = {file["table"]: file["sha256"] for file in event.payload["asked"]["files"]}
    assert hashes["orders"] == sha256(f"{pasted}\n".encode()).hexdigest()
    page = opened(places.APPLICANT, application=scored)
    page.toggle(key=f"applicant_history_{scored}").set_value(True).run()
    assert f"orders 9 rows, 1 rejected, SHA-256 {hashes['orders']}" in _said(page)


def test_a_look_at_a_score_that_becomes_no_case_is_written_down(opened):
    scored = _score_pasted(opened(places.SCORE_NEW), "C7", _orders("C7"))
    found = access.looks(office.ledger(), demo_users()[3], about=scored).found
    assert [(look.page, look.case_id) for look in found] == [("score_new", None)]


def test_a_link_to_no_upload_or_another_lenders_is_refused_in_words(opened, monkeypatch):
    app = opened(places.SCORE_NEW, scored="U000000000000")
    assert "it does not lie here" in app.error[0].value
    scored = _score_pasted(opened(places.SCORE_NEW), "C8", _orders("C8"))
    ours = replace(demo_users()[0], lender_ids=("LN3",))
    monkeypatch.setattr("ui.sign_in.viewer", lambda: ours)
    app = opened(places.SCORE_NEW, scored=scored)
    assert "among your lenders" in app.error[0].value
    assert not app.metric


def test_a_file_whose_name_ends_in_upper_case_is_taken(opened):
    app = opened(places.SCORE_NEW)
    app.text_input(key="new_customer").set_value("N3").run()
    given = ("orders.CSV", _orders("N3").encode(), "text/csv")
    app.file_uploader(key="new_files").set_value([given]).run()
    app.button(key="new_score").click().run()
    assert not app.error
    assert ":blue-badge[every row kept]" in _said(app)


def test_pasted_tabs_are_counted_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr("scoring.scores.upload.MOST_ROWS", 2)
    with pytest.raises(ThinfileError, match="What was pasted has more than 2 rows"):
        upload_files.pasted("order_id\tamount\n1\t2\n3\t4\n5\t6\t7", tmp_path)
    kept = upload_files.pasted("order_id\tamount\n1\t2\n3\t4", tmp_path)
    assert kept.read_text() == "order_id,amount\n1,2\n3,4\n"


def test_pasted_rows_of_unequal_length_are_refused_in_words(opened):
    app = opened(places.SCORE_NEW)
    app.text_input(key="new_customer").set_value("N9").run()
    app.segmented_control(key="new_how").set_value("pasted rows").run()
    app.text_area(key="new_pasted").set_value("order_id\tamount\n1\t2\n4\t5\t6\t7").run()
    app.button(key="new_score").click().run()
    assert not app.exception
    assert any("whole" in text.value for text in app.error)


@pytest.mark.parametrize("role", [Role.RISK_MANAGER, Role.AUDITOR])
def test_who_may_not_decide_scores_nobody(opened, role):
    app = opened(places.SCORE_NEW, role)
    assert "Only these may decide" in app.error[0].value


def test_a_table_that_is_given_twice_is_refused(opened):
    app = opened(places.SCORE_NEW)
    app.file_uploader(key="new_files").set_value([
        ("orders.csv", b"order_id\n", "text/csv"), ("orders.parquet", b"PAR1", "text/csv"),
    ]).run()  # fmt: skip
    app.button(key="new_score").click().run()
    assert "got orders.csv and orders.parquet" in app.error[0].value


def test_scoring_a_request_again_an_hour_later_makes_no_second_case(opened, monkeypatch):
    hours = iter(range(9))
    first = office.now()
    monkeypatch.setattr(office, "notice_now", lambda _: first - timedelta(hours=9 - next(hours)))
    app = opened(places.SCORE_NEW)
    app.text_input(key="new_customer").set_value("N8").run()
    app.segmented_control(key="new_how").set_value("pasted rows").run()
    pasted = "order_id,customer_id,ordered_at,utc_offset_minutes,amount,status,status_at\n"
    pasted += "P1,N8,2026-01-10T10:00:00Z,480,4000,completed,2026-01-12T10:00:00Z"
    app.text_area(key="new_pasted").set_value(pasted).run()
    made = []
    for amount in (1000.0, 1000.0, 1100.0):
        app.number_input(key="new_amount").set_value(amount).run()
        app.button(key="new_score").click().run()
        assert not app.error
        made.append(app.session_state["new_scored"])
    assert made[0] == made[1]
    assert made[1] != made[2]


def test_a_shopper_who_never_applied_is_scored_by_their_id(opened, in_demo_home):
    with book.open_book(in_demo_home, book.required(in_demo_home)) as con:
        [(never,)] = con.execute(
            "select customer_id from snapshot.customers anti join snapshot.applications "
            "using (customer_id) semi join snapshot.orders using (customer_id) order by 1 limit 1"
        ).fetchall()
    app = opened(places.SCORE_NEW)
    app.segmented_control(key="new_how").set_value("a known shopper").run()
    app.text_input(key="new_known").set_value(never).run()
    app.button(key="new_score").click().run()
    assert not app.error
    scored = app.session_state["new_scored"]
    assert f"{scored}: {never} asks for" in _said(app)
    assert _case_of(scored) is None
    app.button(key="new_case").click().run()
    assert _case_of(scored) is not None


def _features(home, upload_id):
    own = uploads.home_of(home, upload_id)
    with book.open_book(own, book.required(own)) as con:
        return con.execute(
            "select application_device, application_os, application_channel, email_host, "
            "email_has_name, email_has_number, email_lower_case, email_typo from snapshot.features "
            "where application_id = ?",
            [upload_id],
        ).fetchone()


@pytest.mark.parametrize("known", [False, True])
def test_what_the_application_showed_reaches_the_features(opened, in_demo_home, known):
    app = opened(places.SCORE_NEW)
    for name, chosen in {
        "device": "mobile", "os": app.selectbox(key="new_os").options[1],
        "channel": app.selectbox(key="new_channel").options[1], "email_has_name": "yes",
        "email_has_number": "no", "email_typo": "yes",
    }.items():  # fmt: skip
        app.selectbox(key=f"new_{name}").select(chosen).run()
    app.text_input(key="new_email_domain").set_value(" her@GMX.de ").run()
    if known:
        with book.open_book(in_demo_home, book.required(in_demo_home)) as con:
            query = "select min(application_id) from snapshot.applications"
            [(asked,)] = con.execute(query).fetchall()
        app.segmented_control(key="new_how").set_value("a known shopper").run()
        app.text_input(key="new_known").set_value(asked).run()
        app.button(key="new_score").click().run()
        assert not app.error
        scored = app.session_state["new_scored"]
    else:
        scored = _score_pasted(app, "D1", _orders("D1"))
    found = _features(in_demo_home, scored)
    assert found[0] == "mobile"
    assert [found[1], found[2]] == [
        app.selectbox(key=f"new_{of}").value for of in ("os", "channel")
    ]
    assert found[3:] == ("gmx", 1, 0, None, 1)


def test_what_the_application_showed_is_unknown_unless_it_is_said(opened, in_demo_home):
    app = opened(places.SCORE_NEW)
    assert app.selectbox(key="new_device").options[0] == "unknown"
    scored = _score_pasted(app, "D2", _orders("D2"))
    assert _features(in_demo_home, scored) == (None,) * 8


def test_the_examples_keep_the_contract(opened):
    app = opened(places.SCORE_NEW)
    assert _score_pasted(app, "N1", contract_help.EXAMPLES["orders"])
    assert ":blue-badge[every row kept]" in _said(app)
    batch = opened(places.SCORE_NEW, new_mode="a batch")
    batch.file_uploader(key="batch_files").set_value([
        (f"{name}.csv", text.encode(), "text/csv")
        for name, text in contract_help.EXAMPLES.items()
    ]).run()  # fmt: skip
    batch.button(key="batch_score").click().run()
    assert not batch.error
    assert ":blue-badge[every row kept]" in _said(batch)
