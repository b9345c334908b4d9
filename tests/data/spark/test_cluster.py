"""Options of `--engine spark` that cannot work are told before anything is read."""

import importlib.util
import stat

import pytest
from typer.testing import CliRunner

from data import __main__ as data_commands
from data.errors import ThinfileError
from data.spark import cluster
from data.spark.cluster import Cluster, Engine
from scoring import __main__ as scoring_commands


def java_of(tmp_path, version):
    """Make a Java that says its version and nothing else."""
    java = tmp_path / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    return str(tmp_path)


@pytest.fixture
def found(monkeypatch, tmp_path):
    """Pretend that PySpark and a Java of the right age are there."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setenv("JAVA_HOME", java_of(tmp_path, "17.0.2"))


def test_the_engine_is_this_process_unless_said():
    assert cluster.chosen(Engine.DUCKDB, None, None) is None


def test_spark_runs_here_unless_said(found):
    assert cluster.chosen(Engine.SPARK, None, None) == Cluster("local[*]")


def test_a_master_has_a_folder_that_its_workers_see(found, tmp_path):
    assert cluster.chosen(Engine.SPARK, "spark://one:7077", tmp_path).shared == tmp_path
    with pytest.raises(ThinfileError, match="Name one with --shared"):
        cluster.chosen(Engine.SPARK, "spark://one:7077", None)
    with pytest.raises(ThinfileError, match="--shared should be a folder"):
        cluster.chosen(Engine.SPARK, "spark://one:7077", tmp_path / "nowhere")


@pytest.mark.parametrize(("master", "is_local"), [
    ("local", True), ("local[*]", True), ("local[4, 2]", True),
    ("local-cluster[2,1,1024]", False), ("spark://localhost:7077", False), ("yarn", False),
])  # fmt: skip
def test_a_local_master_is_known(master, is_local):
    assert Cluster(master).is_local is is_local


@pytest.mark.parametrize("options", [("local[2]", None), (None, "here")])
def test_options_of_spark_without_spark_are_told(options, tmp_path):
    with pytest.raises(ThinfileError, match="add --engine spark"):
        cluster.chosen(Engine.DUCKDB, *options)


def test_a_missing_pyspark_is_told(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ThinfileError, match="Run `make install-spark`"):
        cluster.require()


@pytest.mark.parametrize(("version", "words"), [
    ("1.8.0_292", "this is Java 8"), ("11.0.2", "this is Java 11"), (None, "there is none"),
])  # fmt: skip
def test_a_java_that_is_missing_or_too_old_is_told(monkeypatch, tmp_path, version, words):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setenv(
        "JAVA_HOME", str(tmp_path) if version is None else java_of(tmp_path, version)
    )
    with pytest.raises(ThinfileError, match=f"{words}. Install a JRE"):
        cluster.require()


@pytest.mark.parametrize("version", ["17.0.2", "21", "25.0.1"])
def test_java_17_and_later_will_do(monkeypatch, tmp_path, version):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setenv("JAVA_HOME", java_of(tmp_path, version))
    cluster.require()


def test_the_workspace_is_gone_whatever_happens(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    used = []

    def work(where):
        with cluster.workspace(where, tmp_path / "own") as folder:
            used.append(folder)
            (folder / "rows.parquet").touch()
            raise KeyError

    for where in (Cluster("yarn", shared), Cluster("local")):
        with pytest.raises(KeyError):
            work(where)
    assert [folder.parent for folder in used] == [shared, tmp_path]
    assert list(tmp_path.iterdir()) == [shared]
    assert list(shared.iterdir()) == []


@pytest.mark.parametrize(("app", "words"), [
    (data_commands.app, ["build", "--source", "contract", "--path", "x"]),
    (scoring_commands.app, ["score"]),
])  # fmt: skip
def test_commands_tell_what_is_missing_in_a_line(monkeypatch, app, words):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    done = CliRunner().invoke(app, [*words, "--engine", "spark"])
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("error: --engine spark needs PySpark, which is not installed.")


def test_everyone_is_scored_by_this_process(found):
    done = CliRunner().invoke(scoring_commands.app, ["score", "--everyone", "--engine", "spark"])
    assert done.exit_code == 1
    assert "leave out --engine spark" in done.stderr
