"""The pipeline's benchmark measures what it says, and its peers compute what we do."""

import pandas as pd
import pytest

from benchmarks import against_peers, peers, pipeline, same_features, watched
from benchmarks.watched import Watched
from data import book
from data.features import compute
from data.home import Home

HOLDS_MIB = 80


def test_a_step_is_watched_with_its_children(tmp_path, monkeypatch):
    (tmp_path / "step_in_test.py").write_text(
        "import pathlib, subprocess, sys, time\n"
        f"grow = 'import time; held = bytearray({HOLDS_MIB} << 20); time.sleep(1)'\n"
        "child = subprocess.Popen([sys.executable, '-c', grow])\n"
        "pathlib.Path(sys.argv[1]).write_bytes(b'x' * (1 << 20))\n"
        "child.wait()\n"
        "print('{\"made\": 1}')\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    work = tmp_path / "work"
    found = watched.run(("step_in_test", str(work / "file")), work, {})
    assert found.answer == {"made": 1}
    assert found.seconds >= 1
    assert found.memory_gib * 1024 > HOLDS_MIB
    assert found.disk_gib * 1024 == pytest.approx(1, abs=0.1)


def test_a_step_that_fails_ends_the_run(tmp_path):
    with pytest.raises(SystemExit, match="failed"):
        watched.run(("no_such_module",), tmp_path, {})


def steps(orders, seconds):
    def one(**answer):
        return Watched(seconds, 1.0, 1.0, answer)

    return {
        "simulate": one(shoppers=1),
        "import and features": one(orders=orders, imported=seconds, features=1.0),
        "score and explain": one(scored=1.0, explained=1.0),
        "publish": one(published=1.0),
        "everyone": one(everyone=seconds),
        "features of everyone": one(features=seconds / 2, features_cpu=seconds),
    }


def test_time_that_grows_as_the_orders_do_has_exponent_one():
    sizes = {1_000: steps(20_000, 2.0), 10_000: steps(200_000, 20.0)}
    found = pipeline.exponents(sizes)
    assert len(found) == 3
    for figure in found:
        assert figure.value == pytest.approx(1, abs=0.06)  # publishing takes its second
        assert figure.holds
    assert pipeline.exponents({1_000: steps(20_000, 2.0)}) == []


def test_a_last_step_that_is_steeper_is_not_hidden_by_the_first():
    sizes = {
        1_000: steps(20_000, 10.0),
        10_000: steps(200_000, 20.0),
        100_000: steps(2_000_000, 400.0),
    }
    found = {figure.name: figure.holds for figure in pipeline.exponents(sizes)}
    assert found["growth exponent, everyone's score, 1,000 to 10,000 shoppers"]
    assert not found["growth exponent, everyone's score, 10,000 to 100,000 shoppers"]
    assert not found["growth exponent, features alone, 10,000 to 100,000 shoppers"]


def test_targets_of_the_full_size_stand_at_that_size_only():
    small = {figure.name: figure for figure in pipeline.figures_of(1_000, steps(20_000, 2.0))}
    full = pipeline.figures_of(pipeline.FULL, steps(200_000_000, 60.0))
    names = {figure.name.split(": ", 1)[1]: figure.target for figure in full}
    assert names["files to book"] == "<= 30"
    assert names["everyone"] == "<= 15"
    assert small["1,000 shoppers: files to book"].target is None
    alone = small["1,000 shoppers: features alone, every order counts"]
    assert (alone.value, alone.target, alone.holds) == (20_000, ">= 1e+06", False)


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_peers_compute_what_we_do(name, demo_home: Home, demo_files, tmp_path):
    *seconds, orders = peers.run(name, demo_files, tmp_path / "sample.parquet")
    assert min(seconds) > 0
    with book.open_book(demo_home, book.required(demo_home)) as con:
        assert con.execute("select count(*) from snapshot.orders").fetchall() == [(orders,)]
    sample = pd.read_parquet(tmp_path / "sample.parquet")
    assert len(sample) == -(-3000 // peers.SAMPLE_EVERY)
    against_peers.require_equal(demo_home, name, sample)
    sample["basket_max"] *= 1.001
    with pytest.raises(SystemExit, match="basket_max"):
        against_peers.require_equal(demo_home, name, sample)


def test_the_same_features_have_the_values_of_all_of_them(demo_home: Home):
    seconds, cpu_seconds, found = same_features.run(demo_home, peers.FEATURES)
    assert seconds > 0
    assert cpu_seconds > 0
    assert found.columns.tolist() == ["customer_id", *peers.FEATURES]
    against_peers.require_equal(demo_home, "the part", found)


def test_the_same_features_leave_out_what_no_wanted_column_needs(demo_home: Home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        con.execute("use snapshot")
        compute.prepare(con)
        compute.set_scope(con, "chosen_everyone", {"first_customer": None, "next_customer": None})
        steps, _ = same_features.planned(con, ["search_share"])
    assert [table for table, _ in steps][-1] == "family_browsing"
    assert "known_lines" not in [table for table, _ in steps]
    assert "cast(null as BOOLEAN) as is_night" in dict(steps)["known_visits"]
