"""A ledger on each engine, made once and copied for every test, and an office to work in."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from data.home import Home
from desk.store import database, tables
from tests.desk import models
from tests.desk.office import Office

BINARIES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin")
# nothing here outlives the tests, so nothing waits for the disk
SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=40", "shared_buffers=16MB",
            "autovacuum=off", "jit=off", "listen_addresses=")  # fmt: skip


def _binary(name: str) -> Path | None:
    on_path = shutil.which(name)
    found = [path for folder in BINARIES for path in sorted(Path("/").glob(folder[1:]))]
    candidates = [Path(on_path)] if on_path else []
    candidates += [folder / name for folder in reversed(found) if (folder / name).is_file()]
    return candidates[0].resolve() if candidates else None


def _owner() -> pwd.struct_passwd:
    """Give the user to run PostgreSQL as, which refuses to run as root."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no user 'postgres'")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """Start a PostgreSQL of the tests' own, on a socket in a folder of its own, or skip."""
    initdb, postgres = _binary("initdb"), _binary("postgres")
    if initdb is None or postgres is None:
        pytest.skip("no PostgreSQL on this machine; Debian: apt-get install postgresql")
    owner = _owner()
    become = {} if os.getuid() else {"user": owner.pw_uid, "group": owner.pw_gid}
    if become:
        become["extra_groups"] = []
    folder = Path(tempfile.mkdtemp(prefix="thinfile-pg-"))
    try:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        made = [initdb, "-D", data, "-U", "thinfile", "-A", "trust", "-E", "UTF8", "--no-locale",
                "--no-sync"]  # fmt: skip
        subprocess.run(made, check=True, capture_output=True, cwd="/", **become)
        settings = [part for setting in SETTINGS for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [postgres, "-D", data, "-k", folder, *settings],
                stdout=log, stderr=log, cwd="/", **become,
            )  # fmt: skip
        try:
            url = URL.create(
                "postgresql+psycopg", "thinfile", database="postgres", query={"host": str(folder)}
            )
            _wait(url, server, folder / "log")
            yield url
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder)


def _wait(url: URL, server: subprocess.Popen[bytes], log: Path) -> None:
    engine = create_engine(url)
    for _ in range(300):
        try:
            with engine.connect():
                break
        except OperationalError as not_yet:
            if server.poll() is not None:
                raise RuntimeError(log.read_text()) from not_yet
            time.sleep(0.1)
    engine.dispose()


def _empty(url: URL) -> None:
    """Make a ledger as new, past the triggers, as only a superuser can."""
    engine = create_engine(url)
    with engine.begin() as con:
        con.execute(text("set local session_replication_role = replica"))
        for table in tables.METADATA.tables.values():
            con.execute(table.delete())
        con.execute(text(f"update alembic_version set version_num = '{database.REVISION}'"))
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty SQLite ledger, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "ledger.sqlite"
    database.open_ledger(database.parse_url(f"sqlite:///{path}")).dispose()
    return path


@pytest.fixture(scope="session")
def migrated_database(postgresql: URL) -> URL:
    """Make an empty PostgreSQL ledger, to be emptied after each test."""
    database.open_ledger(postgresql).dispose()
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """Give the address of an empty ledger, on each engine in turn."""
    if request.param == "sqlite":
        copy = tmp_path / "ledger.sqlite"
        shutil.copy(request.getfixturevalue("migrated_file"), copy)
        yield database.parse_url(f"sqlite:///{copy}")
        return
    yield request.getfixturevalue("migrated_database")
    _empty(request.getfixturevalue("migrated_database"))


@pytest.fixture(scope="session")
def compiled() -> dict[str, dict[object, object]]:
    """Remember compiled statements from test to test: most of a test's time went there."""
    return {"sqlite": {}, "postgresql": {}}


@pytest.fixture
def engine(url: URL, compiled: dict[str, dict[object, object]]) -> Iterator[Engine]:
    """Give an empty ledger, on each engine in turn."""
    opened = database.open_ledger(url)
    yield opened.execution_options(compiled_cache=compiled[opened.dialect.name])
    opened.dispose()


@pytest.fixture
def office(engine: Engine) -> Office:
    """Give an office with an empty ledger."""
    return Office(engine)


@pytest.fixture
def home(demo_home: Home, tmp_path: Path) -> Home:
    """Give a home whose model v1 is in use, with v2 and v3 beside it."""
    return models.make_home(tmp_path / "home", demo_home)
