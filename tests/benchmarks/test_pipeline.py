"""The pipeline's benchmark measures what it says, and its peers compute what we do."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pandas as pd
import psutil
import pytest

from benchmarks import against_peers, peers, pipeline, same_features, watched
from benchmarks.phases import Phases
from benchmarks.watched import Moment, Phase, Watched
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


def test_a_step_is_stopped_before_the_machine_has_no_memory_left(tmp_path, monkeypatch, capsys):
    (tmp_path / "step_in_test.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    all_there_is = psutil.virtual_memory().total
    began = time.monotonic()
    with pytest.raises(SystemExit, match="failed"):
        watched.run(("step_in_test",), tmp_path, {}, least_left=all_there_is)
    assert time.monotonic() - began < 60
    assert "GiB of memory were left" in capsys.readouterr().err


def test_peaks_belong_to_the_phase_in_which_they_were_seen():
    seen = [(0.0, 0, 5), (1.0, 3, 5), (2.0, 1, 7), (3.0, 2, 6), (4.0, 1, 6)]
    moments = [Moment(at, memory << 30, disk << 30) for at, memory, disk in seen]
    spans = [("read", 0.5, 1.5), ("count", 1.5, 2.5), ("read", 2.5, 3.5), ("end", 3.6, 3.7)]
    assert watched.by_phase(spans, moments) == {
        "read": Phase(2.0, 3.0, 1.0),
        "count": Phase(1.0, 1.0, 2.0),
        "end": Phase(pytest.approx(0.1), 1.0, 1.0),  # between two looks: the next one
    }


class Work:
    def explain(self):
        time.sleep(0.02)

    def doubt(self):
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda _: self.explain(), range(4)))
        self.explain()


def test_every_moment_of_a_step_belongs_to_one_phase(monkeypatch):
    for name in ("explain", "doubt"):
        monkeypatch.setattr(Work, name, getattr(Work, name))  # as they were, afterwards
    phases = Phases("score")
    phases.mark(Work, "explain", "explain")
    phases.mark(Work, "doubt", "doubts")
    work, began = Work(), time.monotonic()
    with phases.going_on():
        work.explain()
        work.explain()
        work.doubt()
    took = time.monotonic() - began
    spans = sorted(phases.spans, key=lambda span: span[1])
    assert [name for name, *_ in spans] == ["score", "explain"] * 2 + ["score", "doubts", "score"]
    assert all(one[2] == other[1] for one, other in pairwise(spans))
    assert sum(end - begin for _, begin, end in spans) == pytest.approx(took, abs=0.01)


def steps(orders, seconds):
    def one(*phases, **answer):
        parts = {name: Phase(seconds / len(phases), 1.0, 1.0) for name in phases}
        return Watched(seconds, 1.0, 1.0, answer, parts)

    return {
        "simulate": one(shoppers=1),
        "import and features": one("import", "features of applications", orders=orders),
        "score and explain": one("score", "explain", "resampled doubts"),
        "publish": one("publish"),
        "everyone": one("everyone's score"),
        "features of everyone": one(features=seconds / 2, features_cpu=seconds),
    }


def test_each_phase_has_its_time_memory_and_disk():
    found = {figure.name: figure.value for figure in pipeline.figures_of(1_000, steps(20_000, 6.0))}
    for name in ("import", "features of applications", "score", "explain", "publish"):
        assert found[f"1,000 shoppers: {name}, peak memory"] == 1
        assert found[f"1,000 shoppers: {name}, peak disk"] == 1
    assert found["1,000 shoppers: resampled doubts"] == 2
    assert found["1,000 shoppers: import, rate"] == pytest.approx(20_000 / 3, rel=1e-5)


def test_the_steps_of_a_small_book_tell_their_phases(tmp_path, demo_files):
    home = tmp_path / "home"
    found = watched.run(
        (pipeline.STEP, "build", str(demo_files)), home, {"THINFILE_HOME": str(home)}
    )
    assert set(found.phases) == {"import", "features of applications"}
    inside = sum(phase.seconds for phase in found.phases.values())
    assert 0 < inside < found.seconds
    assert max(phase.memory_gib for phase in found.phases.values()) == found.memory_gib > 0.05
    assert found.phases["features of applications"].disk_gib > 0
    assert found.answer["orders"] > 0


def test_time_that_grows_as_the_orders_do_has_exponent_one():
    sizes = {1_000: steps(20_000, 2.0), 10_000: steps(200_000, 20.0)}
    found = pipeline.exponents(sizes)
    assert len(found) == 3
    for figure in found:
        assert figure.value == pytest.approx(1, abs=1e-5)
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


def test_a_peer_that_does_not_get_through_is_given_less(demo_home: Home, demo_files, tmp_path):
    ours = Watched(1.0, 1.0, 1.0, {"features": 1.0, "features_cpu": 1.0})
    laid = Watched(1.0, 1.0, 1.0, {"laid_down": 1.0, "laid_down_cpu": 1.0})
    whole = against_peers.Size(demo_files, demo_home, ours, laid)
    none = against_peers.Size(tmp_path / "nothing", demo_home, ours, laid)
    sizes = {3_000: whole, 9_000: none, 90_000: none}
    found = against_peers.compare(tmp_path, sizes, {"polars": 10_000})
    ratios = [figure for figure in found if "ahead of the better peer" in figure.name]
    assert len(ratios) == 3
    assert all(figure.name.endswith("(polars, 3,000 shoppers)") for figure in ratios)


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
    assert "known_visits" not in [table for table, _ in steps]  # looked up again, not kept
    assert "cast(null as DOUBLE) as night_visit_share" in dict(steps)["family_browsing"]
