"""A SELECT reads its input folder, writes one file, and can do nothing else."""

import os
import subprocess
import sys
import time

import duckdb
import pytest

from data import sandbox, sources, staging
from data.errors import ThinfileError
from tests.data import lender


@pytest.fixture
def files(tmp_path):
    folder = lender.write(tmp_path / "files", lender.small())
    (tmp_path / "files too").mkdir()
    (tmp_path / "files too" / "secret.csv").write_text("a\n1\n")
    (folder / "link.csv").symlink_to(tmp_path / "files too" / "secret.csv")
    return folder


def select_rows(text, files, tmp_path, name="customers"):
    folder = tmp_path / "selects"
    folder.mkdir(exist_ok=True)
    (folder / "orders.sql").write_text("select 1 as order_id")
    (folder / "customers.sql").write_text("select 1 as customer_id")
    (folder / f"{name}.sql").write_text(text)
    source = sources.load(str(folder), files)
    chosen = next(select for select in source.selects if select.table == name)
    return staging.run(chosen, source, tmp_path / "staging")


def test_a_select_reads_the_input_folder(files, tmp_path):
    staged = select_rows(
        "select *, $timezone as zone from read_csv($path || '/customers.csv')", files, tmp_path
    )
    assert (staged.rows, list(staged.types)) == (3, ["customer_id", "registered_at", "zone"])


@pytest.mark.parametrize(
    "text",
    [
        "select * from read_text('/etc/hostname')",
        "select * from read_csv($path || '/../files too/secret.csv')",
        "select * from read_csv($path || ' too/secret.csv')",
        "select * from read_csv($path || '/link.csv')",
        "select * from read_blob('/proc/self/environ')",
        "select * from glob('/etc/*')",
        "select * from read_csv('https://example.org/a.csv')",
        "select * from duckdb_secrets()  , read_text('/etc/passwd')",
    ],
)
def test_a_select_reads_nothing_else(text, files, tmp_path):
    with pytest.raises(ThinfileError, match=r"outside the input folder|HTTP|httpfs|extension"):
        select_rows(text, files, tmp_path)


def test_a_limited_engine_refuses_to_write_attach_or_loosen(files, tmp_path):
    (tmp_path / "out").mkdir()
    con = sandbox.limited(str(files), str(tmp_path / "out"), "500MB")
    for statement in (
        f"copy (select 1) to '{tmp_path / 'x.csv'}'",
        f"attach '{tmp_path / 'x.duckdb'}' as x",
        "set enable_external_access = true",
        f"set allowed_directories = ['{tmp_path}']",
        "install httpfs",
        "load httpfs",
    ):
        with pytest.raises(duckdb.Error):
            con.execute(statement)
    con.close()


def test_the_process_is_given_no_environment(files, tmp_path, monkeypatch):
    monkeypatch.setenv("THINFILE_LEDGER_URL", "secret")
    seen = {}
    start = subprocess.Popen

    def spy(*args, **kwargs):
        seen.update(kwargs["env"])
        return start(*args, **kwargs)

    monkeypatch.setattr(subprocess, "Popen", spy)
    select_rows("select 'c' as customer_id", files, tmp_path)
    assert seen == {"LC_ALL": "C.UTF-8"}


def test_the_process_ends_when_its_parent_does():
    with subprocess.Popen(
        [sys.executable, "-I", str(staging.SANDBOX)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as child:
        assert child.stdin is not None
        child.stdin.write(
            '{"select": "select count(*) from range(1000000000000) a, range(1000000) b", '
            '"params": {}, "read": "/nonexistent", "write": "/nonexistent", '
            '"file": "/nonexistent/x", "memory_limit": "500MB"}\n'
        )
        child.stdin.flush()
        time.sleep(0.3)
        child.stdin.close()
        assert child.wait(timeout=10) in (0, 1)
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_a_process_that_is_killed_is_told(files, tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "SANDBOX", tmp_path / "gone.py")
    with pytest.raises(ThinfileError, match="ended without an answer"):
        select_rows("select 'c' as customer_id", files, tmp_path)


def test_a_request_is_answered_with_rows_or_the_engines_error(files, tmp_path):
    request = {
        "select": "select * from read_csv($path || '/customers.csv')",
        "params": {"path": str(files)},
        "read": str(files),
        "write": str(tmp_path),
        "file": str(tmp_path / "rows.parquet"),
        "memory_limit": "500MB",
    }
    assert sandbox.run(request) == {"rows": 3}
    answer = sandbox.run(request | {"select": "select y from read_csv($path || '/customers.csv')"})
    assert answer["error"] == "BinderException"
    assert '"y" not found' in str(answer["message"])
