import pytest
from typer.testing import CliRunner

from data import __main__ as commands
from data import book, console, status
from data.errors import ThinfileError
from data.home import Home
from tests.data import lender

runner = CliRunner()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("THINFILE_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


def run(*words):
    return runner.invoke(commands.app, [str(word) for word in words])


def test_help_says_what_each_command_does():
    shown = run("--help").stdout
    for word in ("simulate", "build", "status"):
        assert word in shown
        assert len(run(word, "--help").stdout.splitlines()) > 8


def test_build_and_status_tell_a_lender_how_it_went(home, tmp_path):
    made = lender.small(customers=10)
    made["orders"].append(dict(made["orders"][0]))
    files = lender.write(tmp_path / "files", made)
    first = run("build", "--source", "contract", "--path", files)
    assert first.exit_code == 0
    assert first.stdout.endswith("is built.\n")
    again = run("build", "--source", "contract", "--path", files)
    assert again.stdout.endswith("was already built from these files.\n")
    shown = run("status").stdout
    assert "not in use: no book is" in shown
    book.publish(home, snapshot=book.newest_snapshot(home), model=None, scores=None)
    shown = run("status").stdout
    assert "no model, so nothing is scored" in shown
    assert "duplicate key" in shown
    assert "not given" in shown


def test_status_tells_derived_outcomes(home, tmp_path):
    made = lender.tables()
    del made["outcomes"]
    files = lender.write(tmp_path / "files", made)
    assert run("build", "--source", "contract", "--path", files).exit_code == 0
    assert "derived from instalments" in run("status").stdout


def test_simulate_writes_files_that_build(home, tmp_path):
    out = tmp_path / "demo"
    assert run("simulate", "--shoppers", 30, "--out", out).exit_code == 0
    built = run("build", "--source", "contract", "--path", out)
    assert built.exit_code == 0, built.stderr


def test_a_failure_is_one_line_and_status_1(home, tmp_path):
    failed = run("build", "--source", "nothing", "--path", tmp_path)
    assert failed.exit_code == 1
    assert failed.stderr.startswith("error: Wanted a source by name")
    assert len(failed.stderr.splitlines()) == 1
    assert run("status").exit_code == 1


def test_ctrl_c_is_status_130(capsys):
    with pytest.raises(SystemExit) as ended, console.one_line_errors():
        raise KeyboardInterrupt
    assert ended.value.code == 130
    assert capsys.readouterr().err == "stopped; run the same command again\n"


def test_an_error_of_several_lines_is_told_in_one(capsys):
    with pytest.raises(SystemExit) as ended, console.one_line_errors():
        raise ThinfileError("a\n  b")
    assert ended.value.code == 1
    assert capsys.readouterr().err == "error: a b\n"


def test_an_age_is_told_in_its_largest_unit():
    from datetime import UTC, datetime, timedelta

    now = datetime(2026, 1, 1, tzinfo=UTC)
    ages = [timedelta(seconds=5), timedelta(minutes=59), timedelta(hours=1), timedelta(days=2)]
    assert [status.age(now - passed, now) for passed in ages] == [
        "0 min ago",
        "59 min ago",
        "1 hour ago",
        "2 days ago",
    ]
