"""What a run that died left behind goes with the next run, and what lives stays."""

import os
import subprocess
import sys

import pytest

from data.errors import ThinfileError
from scoring import whole


@pytest.fixture
def dead():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    return child.pid


def test_leftovers_of_ended_processes_are_removed(tmp_path, dead):
    (tmp_path / f"s.v1.duckdb.{dead}.partial").touch()
    (tmp_path / f"s.v1.duckdb.{dead}.partial.wal").touch()
    (tmp_path / f"model.{dead}.partial").mkdir()
    (tmp_path / f"model.{dead}.partial" / "model.cbm").touch()
    (tmp_path / f"s.v1.duckdb.{os.getpid()}.partial").touch()
    (tmp_path / f"s.v1.duckdb.{10**30}.partial").touch()
    with whole.or_nothing(tmp_path, "Scoring"):
        assert list(tmp_path.iterdir()) == []


def test_what_another_process_writes_and_what_is_whole_stay(tmp_path):
    kept = ["s.v1.duckdb", f"s.v1.duckdb.{os.getppid()}.partial", "notes.partial", "a.1.partial"]
    for name in kept:
        (tmp_path / name).touch()
    whole.remove_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_a_folder_that_is_not_there_has_no_leftovers(tmp_path):
    whole.remove_leftovers(tmp_path / "nothing")


def test_what_fails_leaves_nothing_and_says_what_the_machine_lacks(tmp_path):
    half = tmp_path / f"x.{os.getpid()}.partial"

    def fail():
        with whole.or_nothing(tmp_path, "Scoring"):
            half.touch()
            raise OSError(28, "No space left on device")

    with pytest.raises(ThinfileError, match="Scoring stopped: the disk is full"):
        fail()
    assert not half.exists()


def test_any_other_fault_surfaces(tmp_path):
    with (
        pytest.raises(OSError, match="something else"),
        whole.or_nothing(tmp_path, "Scoring"),
    ):
        raise OSError("something else")
