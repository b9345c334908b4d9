import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.errors import ThinfileError, did_you_mean
from data.home import Home, only_build, write_whole


def test_the_home_is_taken_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path))
    assert Home.from_environment().current == tmp_path / "current.json"
    monkeypatch.delenv("THINFILE_HOME")
    assert Home.from_environment().root == Path("var").absolute()


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "deep" / "file"
    for content in ("one", "two"):
        with write_whole(path) as partial:
            partial.write_text(content)
    assert path.read_text() == "two"
    assert list(path.parent.iterdir()) == [path]


def test_after_an_error_the_old_file_stands_and_nothing_is_left(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")

    def fail():
        with write_whole(path) as partial:
            partial.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_second_build_is_told_who_runs(tmp_path):
    home = Home(tmp_path)
    code = (
        "import sys; from pathlib import Path; from data.home import Home, only_build\n"
        "with only_build(Home(Path(sys.argv[1]))): pass"
    )
    with only_build(home):
        second = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
        )
    assert second.returncode == 1
    assert f"Another build is running in {tmp_path} (process {os.getpid()})" in second.stderr
    with only_build(home):
        pass


def test_the_lock_is_free_after_an_error(tmp_path):
    with pytest.raises(ThinfileError), only_build(Home(tmp_path)):
        raise ThinfileError("x")
    with only_build(Home(tmp_path)):
        pass


def test_the_nearest_name_is_suggested():
    assert did_you_mean("oder", ["orders", "visits"]) == " Did you mean 'orders'?"
    assert did_you_mean("Orders", ["orders"]) == " Did you mean 'orders'?"
    assert did_you_mean("xyz", ["orders"]) == ""
