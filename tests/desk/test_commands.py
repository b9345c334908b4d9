"""The desk's commands, as an operator meets them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
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
    for word in ("migrate", "verify", "anchor", "export", "prune", "users", "shut-out", "let-in"):
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


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request, tmp_path, monkeypatch):
    """Let the environment name a place on each engine that holds no ledger; give its address."""
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path / "mistyped"))
    monkeypatch.delenv(database.VARIABLE, raising=False)
    if request.param == "sqlite":
        yield database.parse_url(f"sqlite:///{tmp_path / 'mistyped' / database.FILE}")
        return
    server = request.getfixturevalue("postgresql")
    made = create_engine(server, isolation_level="AUTOCOMMIT")
    with made.connect() as con:
        con.execute(text("create database nowhere"))
    url = server.set(database="nowhere", password="secret")
    monkeypatch.setenv(database.VARIABLE, url.render_as_string(hide_password=False))
    yield url
    with made.connect() as con:
        con.execute(text("drop database nowhere"))
    made.dispose()


def test_where_there_is_no_ledger_every_command_is_refused_in_a_line(nowhere, tmp_path):
    is_file = nowhere.get_backend_name() == "sqlite"
    for words in (
        ["verify"], ["users"], ["replay", 1], ["prune", "--keep", 1],
        ["anchor", "--out", tmp_path / "anchor.json"], ["export", "--out", tmp_path / "d.csv"],
        ["notice", 1, "--out", tmp_path / "a.pdf"], ["shut-out", "ada", "--why", "Ada left."],
        ["let-in", "ada", "--why", "Ada is back."],
    ):  # fmt: skip
        failed = run(*words)
        assert failed.exit_code == 1, words
        assert failed.stderr.startswith("error: Wanted a ledger; "), failed.stderr
        assert failed.stderr.endswith("make a new ledger there: python -m desk migrate.\n")
        assert len(failed.stderr.splitlines()) == 1
        assert str(nowhere.database if is_file else "thinfile:***@/nowhere") in failed.stderr
        assert "secret" not in failed.stderr
    assert list(tmp_path.iterdir()) == []
    if not is_file:
        engine = create_engine(nowhere)
        assert inspect(engine).get_table_names() == []
        engine.dispose()


def test_an_empty_ledger_is_made_where_that_is_asked_for(nowhere):
    assert run("migrate").stdout.endswith(f"stands at revision {database.REVISION}.\n")
    assert run("migrate").exit_code == 0
    assert run("verify").stdout.startswith("The chain of 0 entries is whole.")
    assert "secret" not in run("migrate").stdout
    assert nowhere.get_backend_name() != "sqlite" or Path(str(nowhere.database)).is_file()


def test_a_file_of_something_else_is_no_ledger_and_stays_as_it_is(tmp_path, monkeypatch):
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table cats (name text)")
    before = path.read_bytes(), path.stat().st_mode
    monkeypatch.setenv(database.VARIABLE, f"sqlite:///{path}")
    failed = run("verify")
    assert failed.stderr.startswith(f"error: Wanted a ledger; the file {path} is none")
    assert (path.read_bytes(), path.stat().st_mode) == before
    assert list(tmp_path.iterdir()) == [path]
