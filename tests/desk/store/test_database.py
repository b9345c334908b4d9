"""The ledger's database is made, opened and locked as it should be, on both engines."""

import shutil
import sqlite3
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.errors import ThinfileError
from data.home import Home
from desk.store import database, tables


def test_the_migrations_leave_the_tables_that_the_code_knows(engine):
    with database.reading(engine) as con:
        assert compare_metadata(MigrationContext.configure(con), tables.METADATA) == []


def test_the_newest_migration_is_the_one_that_the_code_wants():
    settings = Config()
    settings.set_main_option("script_location", str(database.MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(settings).get_current_head() == database.REVISION


def test_a_ledger_of_a_newer_version_is_refused(engine):
    with database.writing(engine) as con:
        con.execute(text("update alembic_version set version_num = 'r9999'"))
    with pytest.raises(ThinfileError, match=r"stands at revision r9999, .* knows r0003"):
        database.open_ledger(engine.url)


def test_a_write_that_fails_leaves_nothing(engine):
    def fail():
        with database.writing(engine) as con:
            con.execute(text("insert into texts (sha256, body) values ('a', 'b')"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with database.reading(engine) as con:
        assert con.execute(text("select * from texts")).all() == []


def test_a_reader_sees_one_moment_while_others_write(engine):
    count = text("select count(*) from texts")
    with database.reading(engine) as con:
        before = con.execute(count).scalar()
        with database.writing(engine) as other:
            other.execute(text("insert into texts (sha256, body) values ('a', 'b')"))
        assert con.execute(count).scalar() == before == 0
    with database.reading(engine) as con:
        assert con.execute(count).scalar() == 1


def test_what_the_database_refuses_is_a_fault_of_ours(engine):
    with pytest.raises(DBAPIError), database.reading(engine) as con:
        con.execute(text("insert into texts (sha256) values ('a')"))


def test_sqlite_waits_for_the_disk_and_overwrites_what_is_erased(tmp_path):
    engine = database.open_ledger(database.parse_url(f"sqlite:///{tmp_path}/new/ledger.sqlite"))
    with database.reading(engine) as con:
        found = {
            name: con.execute(text(f"pragma {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete",
                         "recursive_triggers")
        }  # fmt: skip
    engine.dispose()
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1,
        "recursive_triggers": 1,
    }  # fmt: skip
    assert (tmp_path / "new" / "ledger.sqlite").stat().st_mode & 0o777 == 0o600


def test_the_ledger_lies_in_the_home_unless_the_environment_says_otherwise(tmp_path, monkeypatch):
    monkeypatch.delenv(database.VARIABLE, raising=False)
    assert database.url_from_environment(Home(tmp_path)).database == str(tmp_path / "ledger.sqlite")
    monkeypatch.setenv(database.VARIABLE, "postgresql://u:secret@db/thinfile")
    found = database.url_from_environment(Home(tmp_path))
    assert (found.drivername, found.host) == ("postgresql+psycopg", "db")


@pytest.mark.parametrize(
    "address", ["mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:", "postgresql://h", "no"]
)
def test_an_address_of_another_kind_is_refused_without_its_password(address):
    with pytest.raises(ThinfileError, match=r"THINFILE_LEDGER_URL should be like") as refused:
        database.parse_url(address)
    assert "secret" not in str(refused.value)


def test_a_database_that_is_away_is_said_in_words(tmp_path):
    away = database.parse_url(f"postgresql://u:secret@/d?host={tmp_path}")
    with pytest.raises(ThinfileError, match=r"cannot be used \(.*Check that") as refused:
        database.open_ledger(away)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_ledger_is_refused(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_text("this is no database, and it is long enough to be read as one " * 20)
    with pytest.raises(ThinfileError, match="should be the ledger, an SQLite file, but"):
        database.open_ledger(database.parse_url(f"sqlite:///{path}"))


def test_a_ledger_damaged_inside_is_said_in_words(migrated_file, tmp_path):
    path = tmp_path / "ledger.sqlite"
    shutil.copy(migrated_file, path)
    engine = database.open_ledger(database.parse_url(f"sqlite:///{path}"))
    root = sqlite3.connect(path)
    [(page,)] = root.execute("select rootpage from sqlite_schema where name = 'texts'")
    root.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    malformed = r"cannot be used \(database disk image is malformed"
    with pytest.raises(ThinfileError, match=malformed), database.reading(engine) as con:
        con.execute(text("select * from texts")).all()
    engine.dispose()


def test_a_ledger_that_stays_busy_is_said_in_words(migrated_file, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(migrated_file.read_bytes())
    engine = database.open_ledger(database.parse_url(f"sqlite:///{path}"))
    other = sqlite3.connect(path)
    other.execute("begin immediate")
    locked = r"cannot be used \(database is locked\)"
    with pytest.raises(ThinfileError, match=locked), database.writing(engine):
        pass
    other.close()
    engine.dispose()


def test_two_processes_may_open_a_new_ledger_at_once(tmp_path):
    code = (
        "import sys; from desk.store import database\n"
        "database.open_ledger(database.parse_url(sys.argv[1])).dispose()"
    )
    command = [sys.executable, "-c", code, f"sqlite:///{tmp_path}/ledger.sqlite"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(one.communicate()[1], one.returncode) for one in both] == [("", 0), ("", 0)]
