"""What somebody with the database's own password could do, past every trigger."""

import sqlite3
from contextlib import closing
from dataclasses import replace

from sqlalchemy import Engine, select, text

from desk.store import chain, database, tables
from desk.store.chain import Entry


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


def rewritten(engine: Engine, entry_no: int, **changes: str) -> list[str]:
    """Give the statements that rewrite an entry and every later one, hashes and all."""
    with database.reading(engine) as con:
        asked = select(tables.ledger).where(tables.ledger.c.entry_no >= entry_no)
        entries = [Entry(*row) for row in con.execute(asked.order_by(tables.ledger.c.entry_no))]
    statements, previous = [], entries[0].previous_hash
    for entry in entries:
        changed = replace(entry, **(changes if entry.entry_no == entry_no else {}))
        changed = replace(changed, previous_hash=previous)
        previous = chain.own_hash(changed)
        statements.append(
            f"update ledger set actor = '{changed.actor}', kind = '{changed.kind}', "
            f"facts = '{changed.facts}', own_hash = '{previous}', "
            f"previous_hash = '{changed.previous_hash}' where entry_no = {entry.entry_no}"
        )
    return statements[::-1]
