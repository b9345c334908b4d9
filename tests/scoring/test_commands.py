"""What a person at the terminal sees of scoring: help, results, and one line when it fails."""

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from data import book
from scoring import __main__ as commands
from tests.approve import approve

runner = CliRunner()
WORDS = ("train", "score", "publish", "explain", "report")


def run(*words):
    return runner.invoke(commands.app, list(words))


@pytest.fixture
def home(own_home, monkeypatch):
    monkeypatch.setenv("THINFILE_HOME", str(own_home.root))
    return own_home


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path / "empty"))


def test_help_says_what_each_command_does():
    shown = run("--help").stdout
    for word in WORDS:
        assert word in shown
        told = run(word, "--help")
        assert told.exit_code == 0
        assert len(told.stdout.splitlines()) > 6
    assert "Day T, UTC" in run("train", "--help").stdout


def test_a_model_is_trained_scored_and_published(home):
    trained = run("train")
    assert trained.exit_code == 0, trained.stderr
    for words in ("Model v2", "simulated data", "Samples", "out_of_time", "95 %",
                  "Calibration by band", "Best single feature"):  # fmt: skip
        assert words in trained.stdout
    name = f"{book.newest_snapshot(home)}.v2"
    waits = run("publish").stdout.split("\n")
    assert waits[0] == f"In use: snapshot {name[:-3]} and model v1."
    assert waits[1].startswith("Model v2 is newer and waits")
    assert run("score", "--model", "v2").stdout == f"Scores {name} are made.\n"
    refused = run("publish", "--model", "v2")
    assert refused.exit_code == 1
    assert "Wanted a model that is in force here; got v2" in " ".join(refused.stderr.split())
    assert book.required(home).model == "v1"
    approve(home, "v2")
    assert run("publish").stdout == f"In use: snapshot {name[:-3]} and model v2.\n"
    assert book.required(home).scores == name
    assert "Model v2" in run("report").stdout
    assert "Model v1" in run("report", "--model", "v1").stdout


def test_explain_prints_the_numbers_of_the_page(home):
    used = book.required(home)
    with book.open_book(home, used) as con:
        found = con.execute(
            "select application_id, score from scores.scores where score < 600 limit 1"
        ).fetchone()
    shown = run("explain", found[0])
    assert shown.exit_code == 0, shown.stderr
    first = shown.stdout.splitlines()[0]
    assert first.startswith(f"Application {found[0]}: score {found[1]}, PD ")
    for words in ("Why this score", "Reference: mean", "passed:", "recommendation: "):
        assert words in shown.stdout
    assert "\n1. " in shown.stdout


FAILURES = [
    (("train",), "Run `python -m data build` first."),
    (("score",), "Run `python -m data build` first."),
    (("publish",), "Run `python -m data build` first."),
    (("report",), "Run `python -m scoring train` first."),
    (("explain", "a1"), "`python -m scoring publish`."),
]


@pytest.mark.parametrize(("words", "advice"), FAILURES)
def test_before_there_is_a_book_each_command_says_what_to_run(empty, words, advice):
    failed = run(*words)
    assert failed.exit_code == 1
    assert failed.stderr.startswith("error: ")
    assert failed.stderr.endswith(f"{advice}\n")
    assert len(failed.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("explain", "nobody"), "error: Wanted application 'nobody'"),
        (("report", "--model", "v9"), "error: Wanted the manifest of a model"),
        (("train", "--as-of", "2001-01-01"), "error: Training as of 2001-01-01 needs goods"),
        (("score", "--snapshot", "x"), "error: "),
        (("publish", "--model", "../v1"), "error: "),
    ],
)
def test_what_is_not_there_is_told_in_a_line(home, words, message):
    failed = run(*words)
    assert failed.exit_code == 1
    assert failed.stderr.startswith(message)
    assert len(failed.stderr.splitlines()) == 1


def test_a_corrupt_pointer_is_told_in_a_line(home):
    home.current.write_text("{")
    failed = run("explain", "a1")
    assert failed.exit_code == 1
    assert "is not readable JSON" in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


def test_a_word_that_is_no_date_is_refused(empty):
    refused = run("train", "--as-of", "yesterday")
    assert refused.exit_code == 2
    assert "Traceback" not in refused.stderr


def test_the_command_itself_fails_in_one_line(tmp_path):
    failed = subprocess.run(
        [sys.executable, "-m", "scoring", "score"],
        env={**os.environ, "THINFILE_HOME": str(tmp_path)},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert failed.stderr.startswith("error: Wanted a snapshot in ")
    assert len(failed.stderr.splitlines()) == 1
