"""Scores are exact, the same everywhere, and put into use only when they are whole."""

import json
import os
import resource
import shutil
import subprocess
import sys

import duckdb
import numpy as np
import pytest
from catboost import CatBoostClassifier

from data import book
from data.errors import ThinfileError
from data.home import Home
from scoring import catalogue
from scoring.models import fit, model
from scoring.scores import score, scores_file


def names_of(home):
    snapshot = book.newest_snapshot(home)
    return snapshot, f"{snapshot}.v1"


def scores_path(home):
    return book.scores_path(home, names_of(home)[1])


def without_scores(home):
    scores_path(home).unlink()
    return home


def command(home, *words, **more):
    return subprocess.run(
        [sys.executable, "-m", "scoring", *words],
        env={**os.environ, "THINFILE_HOME": str(home.root)},
        capture_output=True, encoding="utf-8", check=False, **more,
    )  # fmt: skip


def rows(home, table):
    with duckdb.connect(str(scores_path(home)), read_only=True) as con:
        return con.execute(f"from {table} order by all").fetchall()


@pytest.fixture(scope="module")
def written(demo_home):
    with duckdb.connect(str(scores_path(demo_home)), read_only=True) as con:
        return {table: con.execute(f"from {table}").df() for table in scores_file.TABLES}


def test_reference_and_points_lead_to_the_trees_own_formula(demo_home, demo_frame, written):
    described = model.manifest.read(demo_home.models / "v1")
    loaded = CatBoostClassifier()
    loaded.load_model(str(demo_home.models / "v1" / model.TREES))
    names = list(described.features)
    given = fit.pool(demo_frame[names], model.categorical(names))
    trees = np.asarray(loaded.predict(given, prediction_type="RawFormulaVal"))
    log_odds = described.calibration.intercept + described.calibration.slope * trees
    factor = described.scale.points_to_double / np.log(2)
    raw = described.scale.anchor - factor * (log_odds + np.log(described.scale.anchor_odds))
    points = written["points"].set_index("application_id").loc[demo_frame["application_id"]]
    summed = described.reference.score + points[names].to_numpy().sum(axis=1)
    assert np.abs(summed - raw).max() < 1e-6
    scores = written["scores"].set_index("application_id").loc[demo_frame["application_id"]]
    assert np.abs(scores["raw_score"].to_numpy() - raw).max() < 1e-9
    assert scores["prob_default"].to_numpy() == pytest.approx(1 / (1 + np.exp(-log_odds)))
    assert (scores["score"] == np.clip(np.rint(raw), 350, 950)).all()


def test_intervals_hold_their_pd_on_the_scale(written):
    scores = written["scores"]
    assert (scores["prob_low"] < scores["prob_high"]).all()
    assert (scores["score_low"] <= scores["score_high"]).all()
    assert scores["score_low"].between(350, 950).all()
    assert (scores["interval_n"] > 0).all()


def test_reasons_are_the_most_negative_families(written):
    features = catalogue.load()
    points = written["points"].set_index("application_id")
    families = points.T.groupby(lambda name: features[name].family.value).sum().T
    told = written["reasons"].groupby("application_id")
    assert written["reasons"]["points"].lt(0).all()
    for application_id, sums in families.sample(200, random_state=8).iterrows():
        wanted = sums[sums < 0].sort_values().head(4)
        if wanted.empty:
            assert application_id not in told.groups
            continue
        found = told.get_group(application_id).sort_values("rank")
        assert found["rank"].tolist() == list(range(1, len(wanted) + 1))
        assert found["family"].tolist() == wanted.index.tolist()
        assert found["points"].to_numpy() == pytest.approx(wanted.to_numpy())


def test_a_reason_is_told_by_a_feature_of_its_family_that_lowers_the_score(written):
    features = catalogue.load()
    reasons = written["reasons"]
    family = [features[name].family.value for name in reasons["feature"]]
    assert family == reasons["family"].tolist()
    points = written["points"].set_index("application_id")
    at = points.index.get_indexer(reasons["application_id"])
    own = points.to_numpy()[at, points.columns.get_indexer(reasons["feature"])]
    # but for a flag, which says that something is not known
    is_flag = np.array([features[name].flag_of is not None for name in reasons["feature"]])
    assert reasons[(own >= 0) & ~is_flag].to_dict("records") == []


def test_comparable_scores_count_every_application_of_a_lender(written, demo_home):
    by = ["lender_id", "product", "depth_band"]
    with book.open_book(demo_home, book.required(demo_home)) as con:
        sizes = con.execute("from snapshot.comparable_sizes").df().set_index(by)["applications"]
    assert written["comparable_scores"].groupby(by)["applications"].sum().to_dict() == dict(sizes)
    spread = written["comparable_dimensions"].groupby([*by, "dimension"])["applications"].sum()
    for name, of_dimension in spread.groupby("dimension"):
        assert of_dimension.droplevel("dimension").to_dict() == dict(sizes), name


def test_scores_are_made_once(own_home):
    before = scores_path(own_home).stat()
    assert score.score(own_home) == names_of(own_home)[1]
    after = scores_path(own_home).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_another_process_gives_the_same_bits(own_home):
    before = {table: rows(own_home, table) for table in (*scores_file.TABLES, "made_of")}
    done = command(without_scores(own_home), "score")
    assert done.returncode == 0, done.stderr
    assert before == {table: rows(own_home, table) for table in before}


def test_scores_do_not_depend_on_how_many_are_made_at_once(own_home):
    before = {table: rows(own_home, table) for table in (*scores_file.TABLES, "made_of")}
    score.score(without_scores(own_home), chunk_applications=97)
    assert before == {table: rows(own_home, table) for table in before}


def damage_trees(home):
    path = home.models / "v1" / model.TREES
    path.write_bytes(path.read_bytes()[:-1])


def damage_holdout(home):
    path = home.models / "v1" / model.HOLDOUT
    path.write_bytes(path.read_bytes()[:500])


def lose_holdout(home):
    (home.models / "v1" / model.HOLDOUT).unlink()


def cut_manifest(home):
    path = home.models / "v1" / "manifest.json"
    path.write_text(path.read_text()[:2000])


def rewrite_manifest(change):
    def written(home):
        path = home.models / "v1" / "manifest.json"
        said = json.loads(path.read_text())
        change(said)
        path.write_text(json.dumps(said))

    return written


def forget_a_hash(said):
    del said["hashes"][model.HOLDOUT]


def move_the_reference(said):
    said["reference"]["score"] += 0.01


def forget_a_contribution(said):
    said["reference"]["contributions"].popitem()


def other_features(said):
    said["features_hash"] = "0" * 64


def rename_model(home):
    (home.models / "v1").rename(home.models / "v7")


def age_snapshot(home):
    path = book.snapshot_path(home, names_of(home)[0])
    with duckdb.connect(str(path)) as con:
        con.execute("update book set features_hash = 'older'")


def lose_model(home):
    shutil.rmtree(home.models)


def damage_snapshot(home):
    path = book.snapshot_path(home, names_of(home)[0])
    path.write_bytes(path.read_bytes()[:5000])


DAMAGES = [
    (damage_trees, r"model v1 is damaged: .*model\.cbm is missing or was changed"),
    (damage_holdout, r"model v1 is damaged: .*holdout\.parquet is missing or was changed"),
    (lose_holdout, r"model v1 is damaged: .*holdout\.parquet is missing"),
    (cut_manifest, r"Wanted the manifest of a model in .*manifest\.json"),
    (rewrite_manifest(forget_a_hash), r"holdout\.parquet is missing or was changed"),
    (rewrite_manifest(forget_a_contribution), "Wanted the manifest of a model"),
    (rewrite_manifest(other_features), "trained on features computed otherwise"),
    (rename_model, r"v7 holds model v1: was it renamed"),
    (age_snapshot, "Model v1 was trained on features computed otherwise than those of snapshot"),
    (lose_model, "Run `python -m scoring train` first"),
    (damage_snapshot, "cannot be read as a book"),
]


@pytest.mark.parametrize(("damage", "message"), DAMAGES)
def test_what_does_not_fit_is_neither_scored_nor_published(own_home, damage, message):
    pointer = own_home.current.read_bytes()
    damage(own_home)
    with pytest.raises(ThinfileError, match=message):
        score.publish(own_home)
    scores_path(own_home).unlink() if damage is not damage_snapshot else None
    with pytest.raises(ThinfileError, match=message):
        score.score(own_home)
    assert own_home.current.read_bytes() == pointer
    assert not list(own_home.scores.glob("*partial*"))


def test_a_reference_that_was_moved_does_not_lead_to_the_score(own_home):
    rewrite_manifest(move_the_reference)(without_scores(own_home))
    with pytest.raises(ThinfileError, match="points must equal the score within 1e-06"):
        score.score(own_home)


def test_a_feature_that_the_book_lacks_is_named(demo_model, demo_frame):
    name = demo_model.manifest.features[0]
    with pytest.raises(ThinfileError, match=f"lacks 1 of them: {name}"):
        demo_model.score(demo_frame.drop(columns=name))


def test_unknown_names_are_told(own_home):
    with pytest.raises(ThinfileError, match="cannot be read as a book"):
        score.score(own_home, snapshot="20010101T000000-00000000")
    with pytest.raises(ThinfileError, match=r"Wanted the manifest of a model in .*v9"):
        score.score(own_home, version="v9")
    with pytest.raises(ThinfileError, match="Run `python -m data build` first"):
        score.score(Home(own_home.root / "nothing"))
    with pytest.raises(ThinfileError, match="Run `python -m scoring score` first"):
        score.publish(without_scores(own_home))


def lose_rows(home):
    with duckdb.connect(str(scores_path(home))) as con:
        con.execute(
            "delete from scores where application_id = (select min(application_id) from scores)"
        )


def double_points(home):
    with duckdb.connect(str(scores_path(home))) as con:
        con.execute("insert into points from points limit 1")


def swap_an_application(home):
    with duckdb.connect(str(scores_path(home))) as con:
        con.execute("update scores set application_id = 'x' where application_id = "
                    "(select max(application_id) from scores)")  # fmt: skip


def drop_reasons(home):
    with duckdb.connect(str(scores_path(home))) as con:
        con.execute("drop table reasons")


def cut_scores(home):
    path = scores_path(home)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def cut_short(home):
    path = scores_path(home)
    path.write_bytes(path.read_bytes()[:100])


def flip_bits(home):
    path = scores_path(home)
    held = bytearray(path.read_bytes())
    for at in range(len(held) // 3, len(held) // 3 + 200_000, 997):
        held[at] ^= 0xFF
    path.write_bytes(held)


def other_model(home):
    with duckdb.connect(str(scores_path(home))) as con:
        con.execute("update made_of set manifest = 'another'")


WRONG_SCORES = [
    (lose_rows, "Scores must hold one row per application"),
    (double_points, "Scores must hold one row per application"),
    (swap_an_application, "Scores must hold one row per application"),
    (drop_reasons, "are damaged .*reasons does not exist"),
    (cut_scores, "are damaged|cannot be read"),
    (cut_short, "cannot be read"),
    (flip_bits, "are damaged|cannot be read"),
    (other_model, "made by another model of that name"),
]


@pytest.mark.parametrize(("spoil", "message"), WRONG_SCORES)
def test_scores_that_are_not_whole_are_refused_and_made_anew(own_home, written, spoil, message):
    pointer = own_home.current.read_bytes()
    spoil(own_home)
    with pytest.raises(ThinfileError, match=message):
        score.publish(own_home)
    assert own_home.current.read_bytes() == pointer
    score.score(own_home)
    assert len(rows(own_home, "scores")) == len(written["scores"])
    assert score.publish(own_home) == book.current(own_home)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"snapshot": "x"}', "\0\xff"])
def test_publishing_mends_a_corrupt_pointer(own_home, content):
    own_home.current.write_text(content, encoding="latin-1")
    with pytest.raises(ThinfileError, match="python -m scoring publish"):
        book.current(own_home)
    assert score.publish(own_home) == book.current(own_home)


@pytest.mark.parametrize("most_bytes", [2_000, 1_500_000])
def test_a_full_disk_is_told_in_a_line_and_leaves_nothing(own_home, most_bytes):
    pointer = own_home.current.read_bytes()

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    done = command(without_scores(own_home), "score", preexec_fn=limit)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        "error: Scoring stopped: the disk is full. Free space below THINFILE_HOME"
    )
    assert "Traceback" not in done.stderr
    assert list(own_home.scores.iterdir()) == []
    assert own_home.current.read_bytes() == pointer
    assert score.score(own_home) == names_of(own_home)[1]


def test_a_full_disk_while_training_leaves_no_half_model(own_home):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000))

    done = command(own_home, "train", preexec_fn=limit)
    assert done.returncode == 1
    assert "the disk is full" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert [path.name for path in own_home.models.iterdir()] == ["v1"]
