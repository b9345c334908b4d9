"""A decision comes out again, to the last bit, from the ledger and the model alone."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data import book, read
from data.application import find_application
from data.errors import ThinfileError
from data.features import compute, kept_recipe
from data.features.kept_recipe import KeptRecipe
from data.home import Home
from desk import __main__ as commands
from desk.audit import erasure, replay
from desk.work import claims, decisions, policies, taking
from desk.work.capsule import Capsule
from desk.work.cases import Pins
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.models import manifest
from scoring.policies import policy
from scoring.scores import assess
from tests.desk.office import ADA, AUDREY, BEN, START, Office
from tests.desk.tamper import tamper

ROOT = Path(__file__).parents[3]
REFER = Verdict(Decision.REFER, sentence="A person should look at it.")


@pytest.fixture(scope="module")
def taken(demo_home):
    """Give an application with what stood on its page, and the capsule of a decision on it."""
    used = book.required(demo_home)
    described = manifest.read(book.model_path(demo_home, used.model))
    with book.open_book(demo_home, used) as con:
        ids = read.query(con, "assessments", application_id=None)["application_id"]
        found = find_application(con, ids.sample(1, random_state=2).iloc[0])
        assessed = assess.assessment(con, described, found, policy.launch())
        capsule = taking.take(
            con,
            found,
            assessed,
            policy_text=policy.LAUNCH.read_text(encoding="utf-8"),
            model_hashes=described.every_hash,
        )
    return used, found, assessed, capsule


@pytest.fixture
def alone(demo_home, tmp_path):
    """Give a home that holds the model and nothing else."""
    home = Home(tmp_path / "alone")
    shutil.copytree(demo_home.models, home.models)
    return home


@pytest.fixture
def desk(engine):
    """Give an office whose ledger, on each engine in turn, is all that the other home is given."""
    return Office(engine)


def _decided(desk: Office, taken, capsule: Capsule, verdict: Verdict = REFER, shown=None) -> int:
    used, found, assessed, _ = taken
    opened = claims.open_case(
        desk.engine, desk.by(ADA), application_id=found.application_id,
        lender_id="l1", applied_at=START - timedelta(days=2),
    )  # fmt: skip
    in_force = policies.in_force(desk.engine)
    pins = Pins(used.snapshot, used.scores, used.model, in_force.version)
    claims.claim(desk.engine, desk.by(ADA), opened.case_id, seen=opened.entry_no, pins=pins)
    decisions.decide(
        desk.engine, desk.by(ADA), opened.case_id, seen=desk.seen(opened.case_id),
        verdict=verdict, shown=shown or taking.shown(found, assessed), policy=in_force,
        capsule=capsule,
    )  # fmt: skip
    return opened.case_id


def test_a_decision_is_identical_on_a_machine_with_ledger_and_model_alone(desk, taken, alone):
    case_id = _decided(desk, taken, taken[3])
    found = replay.replay(desk.engine, alone, case_id)
    assert found.is_identical
    assert [part.part for part in found.compared] == [
        "features", "score", "contributions", "reasons", "recommendation",
    ]  # fmt: skip
    assert all(part.count for part in found.compared)
    assert found.score == taken[2].explanation.score


def test_it_says_where_the_doubt_is_the_decision_s_own(desk, taken, alone):
    doubt = {
        "application_id": taken[1].application_id, "active_weeks": 9, "resamples": 200,
        "raw_low": 390.0, "raw_high": 410.0, "redraw_low": 380, "redraw_high": 420,
        "negative_share": {},
    }  # fmt: skip
    capsule = replace(taken[3], shown={**taken[3].shown, "doubt": doubt})
    case_id = _decided(desk, taken, capsule)
    assert replay.replay(desk.engine, alone, case_id).has_kept_doubt


def test_a_number_that_was_not_what_the_rows_give_is_named(desk, taken, alone):
    shown = {**taken[3].shown, "score": 900}
    case_id = _decided(desk, taken, replace(taken[3], shown=shown))
    found = replay.replay(desk.engine, alone, case_id, AUDREY)
    assert not found.is_identical
    [wrong] = [part for part in found.compared if part.differences]
    assert wrong.part == "score"
    assert wrong.differences == (f"score was 900, is {taken[2].explanation.score}",)


def test_an_altered_row_comes_out_as_other_features(desk, taken, alone):
    rows = {**taken[3].rows, "orders": []}
    rows["order_lines"] = []
    case_id = _decided(desk, taken, replace(taken[3], rows=rows))
    parts = {part.part: part for part in replay.replay(desk.engine, alone, case_id).compared}
    assert any(said.startswith("order_count was") for said in parts["features"].differences)


def test_only_auditors_replay_on_a_page(desk, taken, alone):
    case_id = _decided(desk, taken, taken[3])
    with pytest.raises(ThinfileError, match="Only these may verify"):
        replay.replay(desk.engine, alone, case_id, BEN)


def test_an_erased_decision_cannot_be_replayed(desk, taken, alone):
    shown = replace(taking.shown(*taken[1:3]), recommendation=policy.Action.DECLINE)
    case_id = _decided(desk, taken, taken[3], Verdict(Decision.DECLINE), shown)
    erasure.erase(desk.engine, desk.by(AUDREY), case_id=case_id, why="The applicant asked for it.")
    with pytest.raises(ThinfileError, match="was erased, so it cannot be replayed"):
        replay.replay(desk.engine, alone, case_id)


def test_a_model_that_other_sql_trained_is_refused(desk, taken, alone):
    texts = {**taken[3].texts, taking.FEATURES: "-- scope.sql\nselect 1"}
    case_id = _decided(desk, taken, replace(taken[3], texts=texts))
    with pytest.raises(ThinfileError, match="trained on features computed by other SQL"):
        replay.replay(desk.engine, alone, case_id)


def test_a_manifest_that_names_other_sql_is_refused(desk, taken, alone):
    case_id = _decided(desk, taken, taken[3])
    path = alone.models / "v1" / manifest.NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), "features_hash": "0" * 64}))
    with pytest.raises(ThinfileError, match="trained on features computed by other SQL"):
        replay.replay(desk.engine, alone, case_id)


@pytest.mark.parametrize("name", [taking.FEATURES, taking.STEPS])
def test_kept_sql_that_was_altered_is_not_run(desk, taken, alone, name):
    case_id = _decided(desk, taken, taken[3])
    sha256 = taken[3].named_texts()[name]
    tamper(desk.engine, f"update texts set body = body || ' ' where sha256 = '{sha256}'")
    with pytest.raises(ThinfileError, match=f"text {sha256} is missing, or was altered"):
        replay.replay(desk.engine, alone, case_id)


@pytest.mark.parametrize(
    "altered",
    ["update payloads set body = body || ' ' where entry_no = {}",
     "update ledger set facts = facts || ' ' where entry_no = {}"],
)  # fmt: skip
def test_a_decision_that_was_altered_is_not_run(desk, taken, alone, altered):
    case_id = _decided(desk, taken, taken[3])
    entry_no = replay.replay(desk.engine, alone, case_id).entry_no
    tamper(desk.engine, altered.format(entry_no))
    with pytest.raises(ThinfileError, match=f"Decision {entry_no} .* was altered"):
        replay.replay(desk.engine, alone, case_id)


def test_a_catalogue_of_other_words_is_named(desk, taken, alone):
    texts = {**taken[3].texts, taking.WORDS: "other words"}
    case_id = _decided(desk, taken, replace(taken[3], texts=texts))
    found = replay.replay(desk.engine, alone, case_id)
    assert found.is_identical
    assert "this version differs in catalogue.toml" in found.says_sql


def test_a_decision_from_before_the_steps_were_kept_comes_out_again(desk, taken, alone):
    texts = {name: text for name, text in taken[3].texts.items() if name != taking.STEPS}
    case_id = _decided(desk, taken, replace(taken[3], texts=texts))
    assert replay.replay(desk.engine, alone, case_id).is_identical


def test_steps_that_are_no_names_are_refused(desk, taken, alone):
    steps = json.loads(taken[3].texts[taking.STEPS]) | {"worded": {"../scope.sql": "select 1"}}
    texts = {**taken[3].texts, taking.STEPS: json.dumps(steps)}
    case_id = _decided(desk, taken, replace(taken[3], texts=texts))
    with pytest.raises(ThinfileError, match="names of tables and files"):
        replay.replay(desk.engine, alone, case_id)


@pytest.mark.parametrize("unfit", ["duckdb.sql", "file_depth.sql", "worded/known_orders.sql"])
def test_sql_that_this_engine_no_longer_takes_is_refused_in_words(desk, taken, alone, unfit):
    texts = dict(taken[3].texts)
    if unfit.startswith("worded/"):
        steps = json.loads(texts[taking.STEPS])
        steps["worded"][Path(unfit).name] = "select no_such_function(1)"
        texts[taking.STEPS] = json.dumps(steps)
    else:
        head = f"-- {unfit}\n"
        texts[taking.FEATURES] = texts[taking.FEATURES].replace(
            head, f"{head}select no_such_function(1);\n"
        )
    with kept_recipe.laid_out(KeptRecipe(texts[taking.FEATURES], texts[taking.STEPS])) as recipe:
        trained_by = compute.sql_hash(recipe)
    path = alone.models / "v1" / manifest.NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), "features_hash": trained_by}))
    model = manifest.read(path.parent).every_hash
    case_id = _decided(desk, taken, replace(taken[3], texts=texts, hashes=model))
    with pytest.raises(ThinfileError, match="does not run on this version's tables and engine"):
        replay.replay(desk.engine, alone, case_id)


def test_after_an_upgrade_the_sql_of_then_is_run(desk, taken, alone, tmp_path):
    case_id = _decided(desk, taken, taken[3])
    upgraded = tmp_path / "upgraded"
    for room in ("data", "scoring", "desk"):
        shutil.copytree(ROOT / room, upgraded / room)
    features = upgraded / "data" / "features"
    for name, then, now in (
        ("file_depth.sql", "order_count", "order_count + 1"),
        ("worded/known_orders.sql", "o.order_id", "null as order_id"),
        ("compute.py", '    "known_spending",\n', ""),
    ):
        text = (features / name).read_text()
        assert then in text
        (features / name).write_text(text.replace(then, now, 1))
    (features / "known_spending.sql").unlink()
    told = subprocess.run(
        [sys.executable, "-m", "desk", "replay", str(case_id)],
        cwd=upgraded, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(upgraded), "THINFILE_HOME": str(alone.root),
             "THINFILE_LEDGER_URL": desk.engine.url.render_as_string()},
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    for part in ("features", "score", "contributions", "reasons", "recommendation"):
        assert f"{part}: identical" in told.stdout
    sha256 = taken[3].named_texts()[taking.FEATURES]
    assert (
        f"By feature SQL {sha256[:12]}, as the ledger keeps it; this version differs in "
        "file_depth.sql, known_spending.sql, the order of the steps, worded/known_orders.sql."
    ) in told.stdout


def test_a_decision_of_another_model_is_refused(desk, taken, alone):
    case_id = _decided(desk, taken, replace(taken[3], hashes={"model.cbm": "0" * 64}))
    with pytest.raises(ThinfileError, match="decided with another model"):
        replay.replay(desk.engine, alone, case_id)


def test_a_manifest_that_was_altered_is_refused(desk, taken, alone):
    case_id = _decided(desk, taken, taken[3])
    path = alone.models / "v1" / manifest.NAME
    described = json.loads(path.read_text())
    described["warnings"] = ["nobody ever said this"]  # what no recomputed number would show
    path.write_text(json.dumps(described))
    with pytest.raises(ThinfileError, match=r"another model .*other content: manifest\.json"):
        replay.replay(desk.engine, alone, case_id)


def test_a_decision_from_before_the_manifest_s_hash_was_kept_comes_out_again(desk, taken, alone):
    hashes = {name: kept for name, kept in taken[3].hashes.items() if name != manifest.NAME}
    case_id = _decided(desk, taken, replace(taken[3], hashes=hashes))
    assert replay.replay(desk.engine, alone, case_id).is_identical


def test_the_command_says_what_is_identical(desk, taken, alone, monkeypatch):
    case_id = _decided(desk, taken, taken[3])
    url = desk.engine.url.render_as_string()
    monkeypatch.setenv("THINFILE_HOME", str(alone.root))
    monkeypatch.setenv("THINFILE_LEDGER_URL", url)
    result = CliRunner().invoke(commands.app, ["replay", str(case_id)])
    assert result.exit_code == 0, result.output
    assert "which this version has too" in result.output
    assert "features: identical" in result.output
    assert "recommendation: identical" in result.output
    kept = "was taken as the decision keeps it, and not drawn again" in result.output
    assert kept is (taken[2].doubt is not None)
