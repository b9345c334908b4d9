"""The database of the ledger: where it is, how it is opened, and how it is read and written."""

import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import DatabaseError as UnreadableError

from data.errors import ThinfileError
from data.home import Home

VARIABLE = "THINFILE_LEDGER_URL"
FILE = "ledger.sqlite"
REVISION = "r0003"
MIGRATIONS = Path(__file__).parent / "migrations"
DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
BUSY_SECONDS = 30
LOOKS_AGAIN = 0.001  # seconds
WRITES = "thinfile_writes"
NO_RIGHT = "42501"  # PostgreSQL's insufficient_privilege
# two numbers of our own, so that one writer at a time holds the chain's head
LOCK = "select pg_advisory_xact_lock(1953523054, 1)"


def url_from_environment(home: Home) -> URL:
    """Give the ledger's address: ``THINFILE_LEDGER_URL``, or SQLite in the home.

    Raises
    ------
    ThinfileError
        When the variable names no SQLite and no PostgreSQL database.
    """
    return parse_url(os.environ.get(VARIABLE) or f"sqlite:///{home.root / FILE}")


def parse_url(address: str) -> URL:
    """Read a ledger's address, with the drivers that Thinfile brings.

    Raises
    ------
    ThinfileError
        When it names no SQLite file and no PostgreSQL database.
    """
    wanted = (
        f"{VARIABLE} should be like postgresql://user:password@host/database or "
        "sqlite:////folder/ledger.sqlite"
    )
    try:
        url = make_url(address)
    except ArgumentError as wrong:
        raise ThinfileError(f"{wanted}; what came cannot be read as an address.") from wrong
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None or not url.database or url.database == ":memory:":
        raise ThinfileError(f"{wanted}; got {url.render_as_string(hide_password=True)}.")
    return url.set(drivername=driver)


def open_ledger(url: URL, *, may_make: bool = True) -> Engine:
    """Open a ledger, and make its tables or bring them up to date where that is needed.

    Parameters
    ----------
    url : URL
        As given by `url_from_environment`.
    may_make : bool
        Make a ledger where there is none; else that is refused, and nothing is made.

    Returns
    -------
    Engine
        Shared by all threads of a process; `dispose` it at the end.

    Raises
    ------
    ThinfileError
        When the database cannot be reached, read, was written by a newer Thinfile, or holds no
        ledger and may not be made one.
    """
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        if may_make:
            _make_file(path)
        elif not path.is_file():
            raise _no_ledger(url)
        engine = create_engine(url)
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    else:
        engine = create_engine(url, pool_pre_ping=True)
    try:
        _bring_up_to_date(engine, may_make=may_make)
    except ThinfileError:
        engine.dispose()
        raise
    return engine


@contextlib.contextmanager
def opened(home: Home, *, may_make: bool = False) -> Iterator[Engine]:
    """Open the ledger of a home as the environment says, for the length of a command.

    Where there is none, a command is refused unless it `may_make` one.
    """
    engine = open_ledger(url_from_environment(home), may_make=may_make)
    try:
        yield engine
    finally:
        engine.dispose()


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that is the only one to write; all of it is kept, or nothing.

    Raises
    ------
    ThinfileError
        When the database is gone, full or busy for too long; nothing was written, or the same
        idempotency key finds what was.
    """
    with _faults_in_words(engine), engine.connect() as con:
        con.execution_options(**{WRITES: True})
        with _in_turn(engine.url), con.begin():
            if engine.dialect.name == "postgresql":
                con.execute(text(LOCK))
            yield con


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that sees one moment of the ledger, whatever others write.

    Raises
    ------
    ThinfileError
        When the database is gone or cannot be read.
    """
    with _faults_in_words(engine), engine.connect() as con:
        if engine.dialect.name == "postgresql":
            con.execution_options(isolation_level="REPEATABLE READ")
        with con.begin():
            yield con


@contextlib.contextmanager
def _in_turn(url: URL) -> Iterator[None]:
    """Stand in line for SQLite: whoever asks it out of turn sleeps longer at every refusal.

    The line only saves time; that one writer is alone, SQLite itself holds. So a line that does
    not move for as long as a writer may take is left.
    """
    if url.get_backend_name() != "sqlite":  # PostgreSQL has a line of its own
        yield
        return
    with _lock_file(Path(str(url.database))) as lock:
        until = time.monotonic() + BUSY_SECONDS
        while time.monotonic() < until:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(LOOKS_AGAIN)
        yield


def _no_ledger(url: URL) -> ThinfileError:
    if url.get_backend_name() == "sqlite":
        came, named = f"the file {url.database} is none", f"THINFILE_HOME or {VARIABLE}"
    else:
        where = url.render_as_string(hide_password=True)
        came, named = f"{where} holds none that its user sees", VARIABLE
    return ThinfileError(
        f"Wanted a ledger; {came}, and nothing was made. Check {named}, or make a new ledger "
        "there: python -m desk migrate."
    )


def _lock_file(path: Path) -> IO[str]:
    return path.with_name(f"{path.name}.lock").open("a", encoding="utf-8")


@contextlib.contextmanager
def _faults_in_words(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as fault:
        where = engine.url.render_as_string(hide_password=True)
        reason = str(fault.orig).strip().splitlines()[0]
        if getattr(fault.orig, "sqlstate", None) == NO_RIGHT:
            raise ThinfileError(
                f"The ledger {where} refuses its user what was wanted ({reason}). Let the owner of "
                "its tables run python -m desk migrate, and give the user the rights that "
                "docs/operations.md names."
            ) from fault
        if not _is_of_the_machine(fault):
            raise
        raise ThinfileError(
            f"The ledger {where} cannot be used ({reason}). Check that its database is reachable, "
            "writable and not full, then do the same again: what was written already is found, "
            "not doubled."
        ) from fault


def _is_of_the_machine(fault: DBAPIError) -> bool:
    """Tell a database that is away or damaged from one that refuses what we ask."""
    if isinstance(fault, OperationalError):
        return True
    return type(fault) is UnreadableError and isinstance(fault.orig, sqlite3.DatabaseError)


def _make_file(path: Path) -> None:
    """Make an SQLite file that readers and one writer share; one process at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _lock_file(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        con = sqlite3.connect(path, timeout=BUSY_SECONDS)
        try:
            con.execute("pragma journal_mode = wal").fetchall()
        except sqlite3.Error as broken:
            raise ThinfileError(
                f"{path} should be the ledger, an SQLite file, but: {broken}. Restore it from a "
                f"backup, or set {VARIABLE} to where the ledger is."
            ) from broken
        finally:
            con.close()
        path.chmod(0o600)


def _set_pragmas(connection: sqlite3.Connection, record: object) -> None:
    del record
    connection.isolation_level = None  # transactions begin where `_begin` says, not by guess
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "synchronous = full",
        "foreign_keys = on",
        "recursive_triggers = on",
        "secure_delete = on",
    ):
        connection.execute(f"pragma {pragma}").fetchall()


def _begin(con: Connection) -> None:
    writes = con.get_execution_options().get(WRITES, False)
    con.exec_driver_sql("begin immediate" if writes else "begin")


def _revision(con: Connection) -> str | None:
    if not inspect(con).has_table("alembic_version"):
        return None
    return con.execute(text("select version_num from alembic_version")).scalar()


def _bring_up_to_date(engine: Engine, *, may_make: bool) -> None:
    with reading(engine) as con:
        revision = _revision(con)
    if revision == REVISION:
        return
    if revision is None and not may_make:
        raise _no_ledger(engine.url)
    from alembic import command, config, util  # noqa: PLC0415 - only where there is work for it

    with writing(engine) as con:
        settings = config.Config(attributes={"connection": con})
        settings.set_main_option("script_location", str(MIGRATIONS))
        settings.set_main_option("path_separator", "os")
        try:
            command.upgrade(settings, REVISION)
        except util.CommandError as unknown:
            raise ThinfileError(
                f"The ledger stands at revision {_revision(con)}, which this version of Thinfile "
                f"does not know; it knows {REVISION}. Install the version that wrote it."
            ) from unknown
