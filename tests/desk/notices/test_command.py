"""`python -m desk notice` writes what was sent, or what would be."""

import json
import shutil
from dataclasses import replace

import pytest

from data import book as books
from data import own_rows, uploads
from data.errors import ThinfileError
from data.home import Home
from desk.notices import basis, command, kept, sending, texts, writing
from desk.work import cases, claims, decisions, policies
from desk.work.capsule import Capsule, Shown
from desk.work.cases import Pins
from scoring.catalogue import Family
from scoring.models import manifest
from scoring.policies import policy
from scoring.policies.policy import Action
from scoring.scores import upload
from scoring.scores.upload import Terms
from tests.desk.office import ADA, NO, START


@pytest.fixture
def own_home(demo_home, tmp_path):
    """Give a home with the small book."""
    home = Home(tmp_path / "home")
    home.root.mkdir()
    for name in ("snapshots", "models", "scores"):
        (home.root / name).symlink_to(demo_home.root / name)
    shutil.copy(demo_home.current, home.current)
    return home


@pytest.fixture
def case_id(office, own_home):
    """Give the declined case of the lowest score."""
    book = books.required(own_home)
    with books.open_book(own_home, book) as con, con.cursor() as cursor:
        application_id, lender_id = cursor.execute(
            "select application_id, lender_id from scores.scores join snapshot.applications "
            "using (application_id) order by raw_score limit 1"
        ).fetchone()  # fmt: skip
    policies.record_launch(office.engine, START)
    opened = claims.open_case(
        office.engine, office.by(ADA), application_id=application_id, lender_id=lender_id,
        applied_at=START,
    ).case_id  # fmt: skip
    pins = Pins(book.snapshot, book.scores, book.model, policy.launch().version)
    claims.claim(office.engine, office.by(ADA), opened, seen=office.seen(opened), pins=pins)
    return opened


def decline(office, case_id, capsule=None):
    shown = Shown(Action.DECLINE, limit=None, score=400)
    decisions.decide(
        office.engine, office.by(ADA), case_id, seen=office.seen(case_id), verdict=NO,
        shown=shown, policy=policy.launch(), capsule=capsule or Capsule(),
    )  # fmt: skip


def test_a_draft_and_then_what_was_sent(office, own_home, case_id, tmp_path):
    with pytest.raises(ThinfileError, match=r"in review\. Decide it first"):
        command.write(office.engine, own_home, case_id, tmp_path / "a.pdf", [])
    decline(office, case_id)
    said = command.write(office.engine, own_home, case_id, tmp_path / "a.pdf", list(Family))
    assert "not sent; its reading level is grade" in said
    assert kept.name_of((tmp_path / "a.pdf").read_bytes()) in said
    wording = texts.load(own_home, "LN1")
    letter = writing.write(
        sending.decided(office.engine, ADA, case_id),
        basis.of_case(own_home, cases.case(office.engine, ADA, case_id), policy.launch()),
        wording, dated=START.date(), confirmed=frozenset(Family),
    )  # fmt: skip
    sending.send(
        office.engine, own_home, office.by(ADA), case_id, seen=office.seen(case_id),
        letter=letter, wording=wording,
    )  # fmt: skip
    said = command.write(office.engine, own_home, case_id, tmp_path / "b.pdf", [])
    assert "as it was sent at 2026-11-22" in said
    assert (tmp_path / "b.pdf").read_bytes() == sending.sent(office.engine, own_home, ADA, case_id)
    assert json.loads(json.dumps(letter.as_data())) == letter.as_data()


def test_what_it_refuses_in_a_line(office, own_home, case_id, tmp_path):
    decline(office, case_id)
    with pytest.raises(ThinfileError, match=r"ends in \.pdf"):
        command.write(office.engine, own_home, case_id, tmp_path / "a.txt", [])
    with pytest.raises(ThinfileError, match="Wanted families among"):
        command.write(office.engine, own_home, case_id, tmp_path / "a.pdf", ["luck"])


def test_an_uploaded_case_rests_on_the_book_of_its_upload(office, own_home, case_id, tmp_path):
    found = cases.case(office.engine, ADA, case_id)
    used = books.required(own_home)
    with books.open_book(own_home, used) as con:
        rows = own_rows.of_application(con, found.application_id)
        terms = Terms("CNY", 2, "Asia/Shanghai", is_simulated=True)
    asked = dict(rows["applications"][-1])
    request = {name: asked[name] for name in asked if name != "application_id"}
    files = upload.from_book(rows | {"applications": [], "loans": [], "instalments": []}, tmp_path)
    upload_id = upload.add(own_home, used, files, terms, request=request)
    its = books.required(uploads.home_of(own_home, upload_id))
    pins = replace(found.pins, snapshot=its.snapshot, scores=its.scores, model=its.model)
    moved = replace(found, application_id=upload_id, pins=pins)
    rests_on = basis.of_case(own_home, moved, policy.launch())
    assert rests_on.found.application_id == upload_id
    assert rests_on.creditor is not None


def test_a_case_whose_book_is_gone_says_so(office, own_home, case_id):
    found = cases.case(office.engine, ADA, case_id)
    gone = replace(found, pins=replace(found.pins, snapshot="20200101T000000-aaaa"))
    with pytest.raises(ThinfileError, match="Restore it from a backup"):
        basis.of_case(own_home, gone, policy.launch())


@pytest.fixture
def upgraded(own_home, demo_home, case_id):
    """Have the case's model trained on feature SQL that this version does not have any more."""
    del case_id  # claimed before the upgrade
    own_home.models.unlink()
    shutil.copytree(demo_home.models, own_home.models)
    for path in own_home.models.glob(f"*/{manifest.NAME}"):
        described = json.loads(path.read_text())
        path.write_text(json.dumps({**described, "features_hash": "0" * 64}))


@pytest.mark.usefixtures("upgraded")
def test_after_an_upgrade_the_letter_rests_on_what_the_decision_keeps(
    office, own_home, case_id, tmp_path
):
    shares = dict.fromkeys((family.value for family in Family), 1.0)
    doubt = {
        "application_id": cases.case(office.engine, ADA, case_id).application_id,
        "active_weeks": 9, "resamples": 200, "raw_low": 390.0, "raw_high": 410.0,
        "redraw_low": 380, "redraw_high": 420, "negative_share": shares,
    }  # fmt: skip
    decline(office, case_id, Capsule(shown={"doubt": doubt}))
    said = command.write(office.engine, own_home, case_id, tmp_path / "a.pdf", [])
    assert "not sent" in said
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.usefixtures("upgraded")
def test_after_an_upgrade_a_decision_that_keeps_no_doubt_says_what_to_do(
    office, own_home, case_id, tmp_path
):
    decline(office, case_id)
    with pytest.raises(ThinfileError, match="reopen the case, take up the book in use"):
        command.write(office.engine, own_home, case_id, tmp_path / "a.pdf", [])
    assert not (tmp_path / "a.pdf").exists()
