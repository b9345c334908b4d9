"""The start is measured with the commands that people run."""

import re
from pathlib import Path

import pytest

from benchmarks import start
from benchmarks.figures import shown

ROOT = Path(start.__file__).parent.parent


def test_the_demo_is_made_by_the_commands_of_make_run():
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    words = {"$(PORT)": "1", "$(DEMO)": "demo", "$(SHOPPERS)": "50000", "$(SEED)": "1"}
    for name, value in words.items():
        made = made.replace(name, value)
    wanted = [match.split() for match in re.findall(r"^\t@?\$\(PY\) -m ((?:data|scoring).*)", made,
                                                     re.MULTILINE)]  # fmt: skip
    steps = start.demo_steps(Path("demo"), start.SHOPPERS, 1)
    ours = [list(command) for name, command in steps.items() if name != "port check"]
    assert ours == wanted
    assert f"$(PY) -m {' '.join(steps['port check'])}" in made


def test_challengers_are_trained_beside_the_app_and_not_before_it():
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    run = re.search(r"^run:.*\n((?:\t.*\n)+)", made, re.MULTILINE)[1].splitlines()
    [beside] = [line for line in run if "$(STEPS)/challenged" in line]
    assert beside.endswith("&")
    assert "ui.serve" in run[run.index(beside) + 1]
    [how] = [line for line in made.splitlines() if "-m scoring challenge" in line]
    assert how.startswith("\t@nice -n 19 ")


def test_every_step_is_timed_and_added_up(tmp_path, capfd):
    steps = start.run_steps({"help": ("data", "--help")}, tmp_path, "x")
    assert [(step.name, step.unit, step.target) for step in steps] == [("x, help", "s", None)]
    assert steps[0].value > 0
    assert capfd.readouterr().out == ""
    added = start.total("all", [shown("a", 1.5, "s"), shown("b", 2.0, "s")], 3)
    assert (added.value, added.target, added.holds) == (3.5, "<= 3", False)


def test_a_step_that_fails_ends_the_measurement(tmp_path):
    with pytest.raises(SystemExit, match="error: x, train failed"):
        start.run_steps({"train": ("scoring", "train")}, tmp_path, "x")
