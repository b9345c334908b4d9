"""The desk's commands, as an operator meets them."""

import pytest
from typer.testing import CliRunner

from data.home import Home
from desk import __main__ as commands
from desk.store import database
from desk.work import people
from tests.desk.office import ADA, Office
from tests.desk.tamper import tamper

runner = CliRunner()


@pytest.fixture
def full(url, tmp_path, monkeypatch):
    """Make a ledger with one decision the one that the environment names."""
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(database.VARIABLE, url.render_as_string(hide_password=False))
    engine = database.open_ledger(url)
    made = Office(engine)
    made.decided()
    yield made
    engine.dispose()


def run(*words):
    return runner.invoke(commands.app, [str(word) for word in words])


def test_help_says_what_each_command_does():
    shown = run("--help").stdout
    for word in ("verify", "anchor", "export", "prune", "users", "shut-out", "let-in"):
        assert word in shown
        assert len(run(word, "--help").stdout.splitlines()) > 8


def test_a_whole_chain_is_said_to_be_whole(full, tmp_path):
    assert run("verify").stdout.startswith("The chain of 3 entries is whole.\nIts head is ")
    anchor = tmp_path / "anchor.json"
    assert run("anchor", "--out", anchor).stdout == f"The head, entry 3, is in {anchor}.\n"
    assert "It holds the anchor's entry 3." in run("verify", "--anchor", anchor).stdout


def test_a_broken_chain_is_one_line_and_status_1(full):
    tamper(full.engine, "update ledger set actor = 'mallory' where entry_no = 2")
    failed = run("verify")
    assert failed.exit_code == 1
    assert failed.stderr.startswith("error: Entry 2 was altered: its hash is not that of")
    assert len(failed.stderr.splitlines()) == 1


def test_a_user_is_shut_out_and_let_in_again(full):
    people.signed_in(full.engine, full.by(ADA))
    assert run("users").stdout.startswith("ada: Ada Lovelace, officer, 0 open cases, last signed")
    assert run("shut-out", "ada", "--why", "Ada left today.").stdout.startswith("'ada' is shut out")
    assert run("users").stdout.endswith("; shut out\n")
    assert run("let-in", "ada", "--why", "Ada is back.").stdout.startswith("'ada' may come in")
    failed = run("let-in", "bob", "--why", "Bob is back.")
    assert failed.exit_code == 1
    assert failed.stderr.startswith("error: Wanted a user 'bob'")
    assert "is whole" in run("verify").stdout


def test_decisions_are_exported(full, tmp_path):
    out = tmp_path / "decisions.csv"
    assert run("export", "--out", out).stdout == f"1 decisions are in {out}.\n"
    assert run("export", "--out", out, "--lender", "l9").stdout.startswith("0 decisions")
    failed = run("export", "--out", tmp_path / "decisions.txt")
    assert failed.exit_code == 1
    assert failed.stderr.startswith("error: Wanted a file that ends in")


def test_old_books_are_pruned(full, tmp_path):
    home = Home(tmp_path / "home")
    home.snapshots.mkdir(parents=True)
    for name in ("a", "b"):
        (home.snapshots / f"{name}.duckdb").touch()
    tried = run("prune", "--keep", 1, "--dry-run")
    assert tried.stdout == "snapshots/a.duckdb\n1 files and folders would go.\n"
    assert run("prune", "--keep", 1).stdout.endswith("1 files and folders are gone.\n")
    assert run("prune", "--keep", 0).exit_code == 1


def test_a_ledger_that_is_not_there_yet_is_empty_and_whole(tmp_path, monkeypatch):
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv(database.VARIABLE, raising=False)
    assert run("verify").stdout.startswith("The chain of 0 entries is whole.")
