"""A case stays with its book until its officer has seen old against new and takes the new one."""

import shutil
from math import log

import pytest

from data import book
from data.home import Home
from desk.work import cases
from scoring.models import manifest
from scoring.scores import score
from tests.approve import approve
from tests.desk.office import ADA
from ui import places
from ui.cases import office


@pytest.fixture
def home(demo_home, tmp_path, monkeypatch):
    """Give a copy of the small book, and a ledger of its own."""
    own = Home(tmp_path / "home")
    shutil.copytree(demo_home.root, own.root)
    monkeypatch.setenv("THINFILE_HOME", str(own.root))
    monkeypatch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    return own


@pytest.fixture
def application(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        [row] = con.execute(
            "select a.application_id from snapshot.applications as a "
            "join scores.scores as s using (application_id) where s.score between 600 and 700 "
            "and application_id not in (select application_id from snapshot.decisions) "
            "order by application_id limit 1"
        ).fetchall()
    return row[0]


def publish_a_stricter_model(home):
    """Publish the same snapshot, scored by a second model whose odds are e times worse."""
    first = book.model_path(home, "v1")
    shutil.copytree(first, first.with_name("v2"))
    described = manifest.read(first)
    at, held = described.calibration.intercept, described.reference
    points = described.scale.points_to_double / log(2)
    newer = described.model_copy(
        update={
            "version": "v2",
            "calibration": described.calibration.model_copy(update={"intercept": at + 1}),
            "reference": held.model_copy(update={"score": held.score - points}),
        }
    )
    (first.with_name("v2") / "manifest.json").write_text(newer.model_dump_json())
    score.score(home, version="v2")
    approve(home, "v2")
    score.publish(home, version="v2")


def claimed(opened, application):
    app = opened(places.APPLICANT, application=application)
    app.button(key=f"applicant_claim_{application}").click().run()
    return app


def said(app):
    return "\n".join(element.value for element in app.markdown)


def test_old_is_shown_against_new_before_the_newer_book_is_taken(opened, home, application):
    app = claimed(opened, application)
    form = app.segmented_control(key=f"applicant_form_{application}")
    assert "Newer book" not in form.options
    before = int(app.metric[0].value)
    publish_a_stricter_model(home)
    app.run()
    assert "newer book in use" in said(app)
    assert int(app.metric[0].value) == before
    app.segmented_control(key=f"applicant_form_{application}").set_value("Newer book").run()
    assert not app.exception
    assert f"the score would go from {before} to " in said(app)
    assert "model v1, policy" in said(app)
    assert "model v2, policy" in said(app)
    case = cases.of_application(office.ledger(), ADA, application)
    assert case.pins.model == "v1"
    app.button(key=f"applicant_new_book_{application}").click().run()
    case = cases.of_application(office.ledger(), ADA, application)
    assert case.pins.model == "v2"
    after = int(app.metric[0].value)
    assert after < before
    assert "newer book in use" not in said(app)


def test_a_case_whose_book_is_gone_is_not_decided_by_another(opened, home, application):
    app = claimed(opened, application)
    publish_a_stricter_model(home)
    shutil.rmtree(book.model_path(home, "v1"))
    app.run()
    app.segmented_control(key=f"applicant_form_{application}").set_value("Decide").run()
    app.segmented_control(key=f"applicant_typed_decision_{application}").set_value("decline").run()
    app.button(key=f"applicant_decide_{application}").click().run()
    assert "Take the newer book first" in app.error[0].value
    app.segmented_control(key=f"applicant_form_{application}").set_value("Newer book").run()
    assert "does not lie here any more" in said(app)
