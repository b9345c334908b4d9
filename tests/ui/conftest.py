"""The small book as a lender of its own would have it."""

import shutil
from pathlib import Path

import duckdb
import pytest

from data import book
from data.home import Home
from tests.ui.scope import OWN


@pytest.fixture(scope="session")
def only_theirs(demo_home: Home, tmp_path_factory) -> Home:
    """Copy the small book without the rows of the other lenders."""
    home = Home(Path(shutil.copytree(demo_home.root, tmp_path_factory.mktemp("one") / "home")))
    used = book.required(home)
    with duckdb.connect(str(book.snapshot_path(home, used.snapshot))) as con:
        con.execute(f"create temp table kept as select application_id from applications "
                    f"where lender_id = '{OWN}'")  # fmt: skip
        con.execute("create temp table lent as select loan_id from loans semi join kept "
                    "using (application_id)")  # fmt: skip
        kept = con.execute("from kept").df()
        con.execute(f"create temp table named as select '{OWN}' as lender_id")
        _keep(con, "loan_id", "lent", "instalments")
        _keep(con, "lender_id", "named", "comparable_sizes", "comparable_rhythm",
              "comparable_basket")  # fmt: skip
        _keep(con, "application_id", "kept")
    with duckdb.connect(str(book.scores_path(home, str(used.scores)))) as con:
        con.register("kept", kept)
        con.execute(f"create temp table named as select '{OWN}' as lender_id")
        _keep(con, "lender_id", "named", "comparable_scores", "comparable_dimensions")
        _keep(con, "application_id", "kept")
    book.publish(home, snapshot=used.snapshot, model=used.model, scores=used.scores)
    return home


def _keep(con, key: str, names: str, *tables: str) -> None:
    """Write tables with a key anew, rows in the same order, without those of other names."""
    having = con.execute(
        "select distinct table_name from duckdb_columns() "
        "where column_name = $1 and not internal and database_name <> 'temp'",
        [key],
    ).fetchall()
    for (name,) in having:
        if tables and name not in tables:
            continue
        con.execute(f'create table rewritten as from "{name}" semi join {names} using ({key})')
        con.execute(f'drop table "{name}"')
        con.execute(f'alter table rewritten rename to "{name}"')
