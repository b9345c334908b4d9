"""What somebody with the database's own password could do, past every trigger."""

import sqlite3
from contextlib import closing

from sqlalchemy import Engine, text

from desk.store import database


def tamper(engine: Engine, *statements: str) -> None:
    """Run statements as nobody is meant to."""
    if engine.dialect.name == "postgresql":
        with database.writing(engine) as con:
            con.execute(text("set local session_replication_role = replica"))
            for statement in statements:
                con.exec_driver_sql(statement)
        return
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as raw:
        triggers = raw.execute("select name from sqlite_schema where type = 'trigger'").fetchall()
        for (name,) in triggers:
            raw.execute(f"drop trigger {name}")
        for statement in statements:
            raw.execute(statement)
