"""What a model is made of, and what must not change it."""

import json
import subprocess
import sys
from datetime import timedelta

import duckdb
import numpy as np
import pytest

from data import book, build
from data.errors import ThinfileError
from data.home import Home
from scoring.models import fit, manifest, model
from scoring.scores import score
from scoring.training import evaluate, train
from scoring.training.samples import split
from tests.data import lender


def change(home, *statements, **values):
    """Change the only snapshot of a home."""
    path = book.snapshot_path(home, book.newest_snapshot(home))
    with duckdb.connect(str(path)) as con:
        for statement in statements:
            con.execute(statement, values or None)


def trees_of(home, version):
    loaded = model.load(book.model_path(home, version))
    path = home.root / f"{version}.json"
    loaded.trees.save_model(str(path), format="json")
    told = json.loads(path.read_text())
    return told["oblivious_trees"], told["scale_and_bias"], told["features_info"]


def lasting(described):
    """What of a manifest hangs on the past alone."""
    kept = ("features", "calibration", "reference", "trees", "as_of", "parameters")
    samples = {name: described.samples[name] for name in ("train", "holdout")}
    metrics = {name: described.metrics[name] for name in ("train", "holdout")}
    return {name: getattr(described, name) for name in kept} | {"n": samples, "m": metrics}


def test_a_manifest_says_what_was_done(demo_home, demo_model):
    said = demo_model.manifest
    assert (said.version, said.source, said.is_simulated) == ("v1", "contract", True)
    assert said.snapshot == book.newest_snapshot(demo_home)
    assert set(said.samples) == set(said.metrics) == {"train", "holdout", "out_of_time"}
    assert said.calibration.slope > 0
    assert said.trees == demo_model.trees.tree_count_ > 0
    assert said.parameters["one_hot_max_size"] == fit.ONE_HOT_MAX_SIZE
    for name, found in said.metrics.items():
        assert found.auc.low < found.auc.value < found.auc.high, name
        assert found.gini.value == pytest.approx(2 * found.auc.value - 1)
        assert 0 < found.ks.low < found.ks.value < found.ks.high < 1
        best = said.best_feature.auc[name]
        assert best.low < best.value < best.high
    assert len(said.bands) == evaluate.BANDS
    assert said.hashes.keys() == {model.TREES, model.HOLDOUT}
    assert set(said.libraries) == set(train.LIBRARIES)


def test_a_model_has_no_split_that_mixes_features(demo_model):
    fit.require_one_hot(demo_model.trees)


def test_the_same_book_gives_the_same_model_and_scores(own_home):
    again = train.train(own_home)
    assert again.version == "v2"
    assert trees_of(own_home, "v1") == trees_of(own_home, "v2")
    first = manifest.read(book.model_path(own_home, "v1"))
    changing = {"version", "trained_at", "hashes"}
    assert again.model_dump(exclude=changing) == first.model_dump(exclude=changing)
    names = [f"{again.snapshot}.v1", score.score(own_home, version="v2")]
    assert names[1].endswith(".v2")
    with duckdb.connect() as con:
        for at, name in enumerate(names):
            book.attach(con, book.scores_path(own_home, name), f"s{at}", read_only=True)
        for table in ("scores", "points", "reasons"):
            rows = [con.execute(f"from s{at}.{table}").fetchall() for at in (0, 1)]
            assert rows[0] == rows[1]


def test_what_was_known_only_after_day_t_changes_nothing(own_home, demo_model):
    day = demo_model.manifest.as_of
    change(
        own_home,
        """delete from features where application_id in (
            select application_id from applications
            where applied_at >= $day + interval 30 day and hash(application_id) % 2 = 0)""",
        """update outcomes set is_bad = not is_bad where observed_at >= $day
            and hash(application_id) % 3 = 0""",
        """insert into outcomes by name select application_id, true as is_bad,
            $day + interval 1 hour as observed_at
            from applications where application_id not in (select application_id from outcomes)
            and applied_at < $day""",
        day=day,
    )
    again = train.train(own_home, as_of=day)
    assert again.samples["out_of_time"] != demo_model.manifest.samples["out_of_time"]
    wanted = lasting(demo_model.manifest)
    assert [name for name, found in lasting(again).items() if found != wanted[name]] == []
    assert trees_of(own_home, "v1") == trees_of(own_home, "v2")


def test_a_feature_that_train_knows_of_nobody_is_left_out(demo_frame, demo_model):
    given = dict.fromkeys(
        ("customers", "orders", "order_lines", "visits", "applications", "bureau", "loans",
         "instalments"), True,
    )  # fmt: skip
    day = demo_model.manifest.as_of
    learnt = demo_frame[demo_frame["applied_at"] < day]
    assert "bureau_score" in train.usable_features(learnt, given)
    later = learnt.assign(bureau_score=np.nan)
    assert "bureau_score" not in train.usable_features(later, given)
    assert "bureau_score" not in train.usable_features(learnt, {**given, "bureau": False})


def keep_bads(home, frame, described, **bads):
    """Leave only so many bads in each sample."""
    samples = split(frame, book_as_of=described.book_as_of, as_of=described.as_of)
    kept = []
    for name, rows in samples.items():
        bad = frame.loc[rows & frame["is_bad"].eq(True).fillna(False).to_numpy(bool)]
        kept.extend(bad["application_id"].head(bads[name]))
    change(home, "update outcomes set is_bad = list_contains($kept, application_id)", kept=kept)


def test_few_bads_are_a_warning(own_home, demo_frame, demo_model):
    keep_bads(own_home, demo_frame, demo_model.manifest, train=1, holdout=1, out_of_time=3)
    described = train.train(own_home, as_of=demo_model.manifest.as_of)
    assert described.calibration.slope > 0
    past = described.samples["train"].bads + described.samples["holdout"].bads
    assert (past, described.samples["out_of_time"].bads) == (2, 3)
    said = " ".join(described.warnings)
    assert "The train sample has only 1 bads" in said
    assert "The holdout sample has only 1 bads" in said
    assert "The out of time sample has only 3 bads" in said
    assert manifest.read(book.model_path(own_home, "v2")).warnings == described.warnings
    score.score(own_home)


def test_no_bads_in_a_sample_are_an_error(own_home, demo_frame, demo_model):
    keep_bads(own_home, demo_frame, demo_model.manifest, train=20, holdout=9, out_of_time=0)
    with pytest.raises(ThinfileError, match=r"out_of_time has \d+ applications, 0 of them bad"):
        train.train(own_home, as_of=demo_model.manifest.as_of)
    assert manifest.versions(own_home) == [1]


def test_a_day_without_a_past_or_a_future_is_an_error(own_home, demo_model):
    for day in (demo_model.manifest.book_as_of + timedelta(days=1), "2001-01-01"):
        with pytest.raises(ThinfileError, match="Choose another --as-of"):
            train.train(own_home, as_of=np.datetime64(day, "s").item())


def test_a_book_without_applications_is_published_without_scores(own_home, tmp_path):
    made = {name: lender.small()[name] for name in ("customers", "orders", "order_lines")}
    name = build.build(own_home, "contract", lender.write(tmp_path / "files", made))
    with pytest.raises(ThinfileError, match="Training needs applications; this book has none"):
        train.train(own_home)
    with pytest.raises(ThinfileError, match="Scoring needs applications"):
        score.score(own_home)
    used = score.publish(own_home)
    assert (used.snapshot, used.model, used.scores) == (name, None, None)
    assert book.current(own_home) == used


def test_a_book_without_outcomes_says_what_to_give(tmp_path):
    home = Home(tmp_path / "home")
    build.build(home, "contract", lender.write(tmp_path / "files", lender.small()))
    with pytest.raises(ThinfileError, match="Training needs outcomes"):
        train.train(home)
    with pytest.raises(ThinfileError, match="Run `python -m scoring train` first"):
        score.score(home)
    with pytest.raises(ThinfileError, match="Run `python -m scoring train` first"):
        score.publish(home)


def test_training_needs_a_snapshot(tmp_path, own_home):
    with pytest.raises(ThinfileError, match="Run `python -m data build` first"):
        train.train(Home(tmp_path / "empty"))
    with pytest.raises(ThinfileError, match=r"nothing\.duckdb cannot be read as a book"):
        train.train(own_home, snapshot="nothing")


KEEPER = """
import sys
from pathlib import Path
import pandas as pd
from data.home import Home
from scoring.models import model
home = Home(Path(sys.argv[1]))
loaded = model.load(home.models / "v1")
holdout = pd.read_parquet(home.models / "v1" / model.HOLDOUT)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(8):
    model.keep(home, loaded.manifest, loaded.trees, holdout)
"""


def test_trainings_at_once_take_different_versions(own_home):
    keepers = [
        subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(own_home.root)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
        )
        for _ in range(2)
    ]  # fmt: skip
    for keeper in keepers:
        keeper.stdout.readline()
    for keeper in keepers:
        keeper.stdin.write("go\n")
        keeper.stdin.flush()
    for keeper in keepers:
        keeper.communicate(timeout=60)
        assert keeper.returncode == 0
    assert manifest.versions(own_home) == list(range(1, 18))
    assert sorted(path.name for path in own_home.models.iterdir()) == sorted(
        f"v{number}" for number in range(1, 18)
    )
    for number in range(1, 18):
        assert manifest.read(own_home.models / f"v{number}").version == f"v{number}"


def test_a_version_that_is_taken_is_left_alone(own_home, demo_model, monkeypatch):
    before = {path: path.read_bytes() for path in (own_home.models / "v1").iterdir()}
    (own_home.models / "v2").mkdir()
    (own_home.models / "v2" / "half").touch()
    monkeypatch.setattr(manifest, "versions", lambda home: [])
    holdout = train.pd.read_parquet(own_home.models / "v1" / model.HOLDOUT)
    kept = model.keep(own_home, demo_model.manifest, demo_model.trees, holdout)
    assert kept.version == "v3"
    assert {path: path.read_bytes() for path in (own_home.models / "v1").iterdir()} == before
    model.load(own_home.models / "v3")
