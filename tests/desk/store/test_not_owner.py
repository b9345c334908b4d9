"""On PostgreSQL the app works as a role that owns nothing, set up as docs/operations.md says."""

import re
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from data.errors import ThinfileError
from desk import __main__ as commands
from desk.audit import verify
from desk.store import database
from tests.desk.office import Office

OPERATIONS = Path(__file__).parents[3] / "docs" / "operations.md"
TAMPERING = (
    "drop trigger ledger_no_change on ledger",
    "alter table ledger disable trigger all",
    "alter table payloads disable trigger user",
    "truncate ledger cascade",
    "truncate payloads",
    "drop table access_log",
    "set session_replication_role = replica",
    "set role thinfile_owner",
    "create or replace function only_erase() returns trigger language plpgsql as "
    "$$ begin return new; end $$",
    # what the triggers would look at instead of the ledger and the engine's own functions
    "create temporary table ledger (entry_no bigint, kind text, facts text)",
    "create function to_jsonb(bigint) returns jsonb language sql as $$ select '[]'::jsonb $$",
    "create schema thinfile_app",
)
CHANGES = (
    "update ledger set actor = 'mallory'",
    "delete from ledger",
    "update payloads set salt = null, body = null, erased_by = 1",
    "update decisions set amount = 1",
)


def run_each(url, statements):
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as con:
        for statement in statements:
            con.execute(text(statement.replace(":", r"\:")))


@pytest.fixture
def roles(postgresql):
    """Set up database and roles by the document's own SQL; give owner's and app's addresses."""
    [sql] = re.findall(r"```sql\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)
    before, inside = sql.split("\\connect thinfile\n")
    inside_url = postgresql.set(database="thinfile")
    run_each(postgresql, before.strip().split("\n"))
    run_each(inside_url, filter(str.strip, inside.split(";\n")))
    yield inside_url.set(username="thinfile_owner"), inside_url.set(username="thinfile_app")
    run_each(
        postgresql,
        ["drop database thinfile", "drop role thinfile_app", "drop role thinfile_owner"],
    )


@pytest.fixture
def migrated(roles, monkeypatch):
    """Migrate as the owner, by the command that the document gives."""
    owner, app = roles
    monkeypatch.setenv(database.VARIABLE, owner.render_as_string(hide_password=False))
    done = CliRunner().invoke(commands.app, ["migrate"])
    assert done.exit_code == 0, done.output
    return owner, app


def test_the_app_works_as_a_role_that_owns_nothing_and_cannot_tamper(migrated):
    _, app = migrated
    engine = database.open_ledger(app)
    Office(engine).decided()
    for statement in TAMPERING:
        with pytest.raises(DBAPIError, match=r"must be owner|permission denied"):
            run_each(app, [statement])
    for statement in CHANGES:
        with pytest.raises(DBAPIError, match=r"is append-only|may only be erased"):
            run_each(app, [statement])
    found = verify.verify(engine)
    assert (found.trouble, found.head.entry_no) == (None, 3)
    engine.dispose()


def test_a_role_that_owns_nothing_does_not_make_tables_and_says_who_does(roles):
    refused = r"thinfile_app@/thinfile.* refuses its user .*permission denied.*-m desk migrate"
    with pytest.raises(ThinfileError, match=refused):
        database.open_ledger(roles[1])


def test_a_ledger_of_an_older_version_waits_for_its_owner(migrated):
    owner, app = migrated
    run_each(owner, ["update alembic_version set version_num = 'r0002'"])
    with pytest.raises(ThinfileError, match=r"must be owner of table .*python -m desk migrate"):
        database.open_ledger(app)


def test_a_right_that_is_missing_is_said_in_words(migrated):
    owner, app = migrated
    run_each(owner, ["revoke select on alembic_version from thinfile_app"])
    with pytest.raises(ThinfileError, match=r"permission denied .* docs/operations.md names"):
        database.open_ledger(app)
