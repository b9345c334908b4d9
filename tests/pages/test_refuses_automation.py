"""Whoever refuses a purely automated decision is routed to a person, at any score."""

from datetime import datetime

import pytest

from data import book
from scoring.policies import policy
from ui import places, waiting
from ui.waiting import Filters

pytestmark = pytest.mark.usefixtures("in_demo_home")


@pytest.fixture(scope="module")
def low(demo_home):
    """Name an application that refuses automation, with a score that is declined otherwise."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        rows = con.execute(
            "select a.application_id from snapshot.applications as a "
            "join scores.scores as s using (application_id) "
            "join snapshot.consented as c using (application_id) "
            "where a.refuses_automation and a.is_of_legal_age and c.has_consent "
            "and s.score < ? order by s.score",
            [policy.launch().refer_from],
        ).fetchall()
    return rows[0][0]


def test_the_applicants_page_refers_them(opened, low):
    app = opened(places.APPLICANT, application=low)
    said = "\n".join(text.value for text in app.markdown)
    assert "the applicant asks for a person to decide" in said
    assert "left to the person who was asked for" in said
    assert "Refer to a person" in [text.value for text in app.subheader]


def test_the_queue_refers_them(low, demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        found = waiting.read_queue(
            con, Filters(only=(low,)), 1, lender_ids=None, policy=policy.launch(), is_scored=True,
            last_days_before=datetime(2000, 1, 1),
        )  # fmt: skip
    assert list(found.rows["action"]) == ["refer"]


def test_a_batch_refers_them(opened):
    orders = ["order_id,customer_id,ordered_at,utc_offset_minutes,amount,status,status_at"]
    orders += [
        f"Q{at},N8,2026-0{at}-10T02:00:00Z,480,{400 + at},refused,2026-0{at}-12T10:00:00Z"
        for at in range(1, 9)
    ]
    head = "application_id,customer_id,applied_at,utc_offset_minutes,product,amount,term_days"
    asked = "N8,2026-09-01T10:00:00Z,480,cash_loan,900000,360"
    applications = f"{head},refuses_automation\nREFUSES,{asked},true\nDOES_NOT,{asked},false\n"
    app = opened(places.SCORE_NEW, new_mode="a batch")
    app.file_uploader(key="batch_files").set_value([
        ("applications.csv", applications.encode(), "text/csv"),
        ("orders.csv", "\n".join(orders).encode(), "text/csv"),
    ]).run()  # fmt: skip
    app.button(key="batch_score").click().run()
    assert not app.error
    shown = app.dataframe[0].value.set_index("Application")["Recommended"].to_dict()
    assert shown == {"REFUSES": "Refer to a person", "DOES_NOT": "Decline"}
