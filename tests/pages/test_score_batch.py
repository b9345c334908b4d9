"""A batch is scored whole, shown in words, and written down."""

from dataclasses import replace
from hashlib import sha256

import pandas as pd
import pytest

from data.errors import ThinfileError
from desk.audit import verify
from desk.roles import Role, demo_users
from desk.work import batches
from tests.pages.words import words
from ui import places
from ui.cases import batch_form, office

pytestmark = pytest.mark.usefixtures("in_demo_home")


def batch_files(customer_id, *applications):
    """Write applications, as `id,when`, and the eight orders of their shopper."""
    orders = ["order_id,customer_id,ordered_at,utc_offset_minutes,amount,status,status_at"]
    orders += [
        f"{customer_id}-{at},{customer_id},2026-0{at}-10T10:00:00Z,480,{4000 + at},completed,"
        f"2026-0{at}-12T10:00:00Z"
        for at in range(1, 9)
    ]
    asked = ["application_id,customer_id,applied_at,utc_offset_minutes,product,amount,term_days"]
    for application in applications:
        application_id, applied_at = application.split(",")
        asked.append(f"{application_id},{customer_id},{applied_at},480,bnpl,300000,90")
    return "\n".join(asked).encode(), "\n".join(orders).encode()


def scored_batch(opened, customer_id, *applications):
    """Score applications, as `id,when`, of a shopper with eight orders, on the page."""
    asked, orders = batch_files(customer_id, *applications)
    app = opened(places.SCORE_NEW, new_mode="a batch")
    app.file_uploader(key="batch_files").set_value([
        ("applications.csv", asked, "text/csv"), ("orders.csv", orders, "text/csv"),
    ]).run()  # fmt: skip
    app.button(key="batch_score").click().run()
    assert not app.exception
    assert not app.error
    return app


def test_a_batch_is_scored_shown_in_words_and_its_rejects_listed(opened):
    app = scored_batch(opened, "N7", "BATCH1,2026-09-01T10:00:00Z", "BATCH2,yesterday")
    said = "\n".join(text.value for text in app.markdown)
    assert "**1 application** scored by model" in said
    assert ":yellow-badge[1 row rejected]" in said
    shown = words(app.dataframe[0])
    assert list(shown["Application"]) == ["BATCH1"]
    assert shown["Default"].iloc[0].endswith("%")
    assert "–" in shown["Could have been"].iloc[0]


def test_a_batch_leaves_an_entry_that_an_auditor_reads(opened):
    asked = ("BATCH8,2026-09-01T10:00:00Z", "BATCH9,yesterday")
    scored_batch(opened, "N8", *asked)
    scored_batch(opened, "N8", *asked)
    found = [
        one for one in batches.recorded(office.ledger(), demo_users()[3])
        if one.batch.files[0].sha256 == sha256(batch_files("N8", *asked)[0]).hexdigest()
    ]  # fmt: skip
    assert len(found) == 2
    assert found[0].user_id == "demo-officer"
    files = {file.table: (file.rows, file.rejected) for file in found[0].batch.files}
    assert files["applications"] == (2, 1)
    assert files["orders"] == (8, 0)
    assert (found[0].batch.scored, found[0].batch.model) == (1, "v1")
    assert found[0].batch.policy_version == office.policy_in_force().version
    assert verify.verify(office.ledger()).fault is None
    app = opened(places.LEDGER, Role.AUDITOR)
    assert not app.exception
    [shown] = [one.value for one in app.dataframe if "SHA-256" in one.value]
    assert found[0].batch.files[0].sha256 in set(shown["SHA-256"])


def test_a_batch_is_found_after_a_refresh_by_whoever_scored_it_alone(opened):
    before = scored_batch(opened, "N4", "BATCH4,2026-09-01T10:00:00Z")
    found = before.query_params["batch"]
    app = opened(places.SCORE_NEW, new_mode="a batch", batch=found)
    assert not app.error
    assert list(words(app.dataframe[0])["Application"]) == ["BATCH4"]
    other = opened(places.SCORE_NEW, Role.SENIOR_OFFICER, new_mode="a batch", batch=found)
    assert "you scored none of that name" in other.error[0].value
    assert not other.dataframe


def test_a_batch_names_those_whose_doubt_was_not_checked(opened, monkeypatch):
    monkeypatch.setattr("scoring.scores.upload.MOST_DOUBTS", 1)
    app = scored_batch(opened, "N6", "OLDER,2026-09-01T10:00:00Z", "NEWER,2026-09-02T10:00:00Z")
    assert any(":yellow-badge[1 application not checked]" in text.value for text in app.markdown)
    shown = words(app.dataframe[0]).set_index("Application")["Could have been"]
    assert shown["OLDER"] == "not checked"
    assert shown["NEWER"] != "not checked"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("applications.csv", b""),
        ("applications.csv", "application_id,customer_id\nA,Müller\n".encode("latin-1")),
        ("applications.csv", b'application_id,customer_id\nA,"N7\n'),
        ("applications.parquet", b"PAR1 but no more"),
    ],
)
def test_a_batch_that_cannot_be_read_is_refused_in_words(opened, name, content):
    app = opened(places.SCORE_NEW, new_mode="a batch")
    app.file_uploader(key="batch_files").set_value([
        (name, content, "text/csv"),
        ("orders.csv", b"order_id,customer_id\n", "text/csv"),
    ]).run()  # fmt: skip
    app.button(key="batch_score").click().run()
    assert not app.exception
    assert "applications" in app.error[0].value
    assert "read" in app.error[0].value


def test_a_batch_that_asks_another_lender_is_refused():
    viewer = replace(demo_users()[0], lender_ids=("LN1",))
    batch_form.require_own_lenders(viewer, pd.DataFrame({"lender_id": ["LN1", None]}))
    batch_form.require_own_lenders(viewer, pd.DataFrame({"customer_id": ["N1"]}))
    with pytest.raises(ThinfileError, match="some to LN2, LN3"):
        batch_form.require_own_lenders(viewer, pd.DataFrame({"lender_id": ["LN3", "LN1", "LN2"]}))
