"""Is the ledger what was written? A walk along the chain, and anchors that hold its end."""

import contextlib
import json
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from data.errors import ThinfileError
from data.home import Home, write_whole
from desk.audit import approvals
from desk.audit.beside import ROWS_AT_ONCE, Beside
from desk.store import chain, database, ledger, tables
from desk.store.chain import Entry, Fault, Head, Payload


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk found.

    Parameters
    ----------
    head : Head
        The last entry found good.
    fault : Fault or None
        The first by number; None when everything is as it was written.
    at_odds : list of str
        Where the models' approvals of the home say otherwise than the entries, a sentence each.
    """

    head: Head
    fault: Fault | None
    at_odds: list[str] = field(default_factory=list)

    @property
    def trouble(self) -> str | None:
        """What is wrong and what to do about it; None when nothing is."""
        if self.fault is not None:
            return (
                f"Entry {self.fault.entry_no} {self.fault.says}. Keep the database as it is, "
                "and compare it with a backup from before."
            )
        if self.at_odds:
            return (
                f"{' '.join(self.at_odds)} Keep the folder `approvals` as it is, publish a model "
                "that two people put in force, and ask who could write there."
            )
        return None


def verify(engine: Engine, anchor: Head | None = None, home: Home | None = None) -> Verified:
    """Walk the whole ledger.

    Parameters
    ----------
    engine : Engine
    anchor : Head or None
        A head that was exported earlier. Without it, a chain that was cut short, or rewritten
        from some entry to its end, looks whole.
    home : Home or None
        Whose models' approvals are held against the entries; without it, none are.
    """
    held = None if home is None else approvals.held_by(home)
    with (
        database.reading(engine) as con,
        contextlib.closing(Beside(con)) as beside,
        contextlib.closing(_rows(con)) as rows,
    ):
        fault, head = chain.first_fault(_shown(rows, beside))
        found = [fault] if fault else []
        if fault is None:
            beside.end()
        found += beside.faults
        found += _against_anchor(con, anchor or chain.EMPTY)
        at_odds = [] if held is None else approvals.at_odds(con, held)
    return Verified(head, min(found, key=lambda one: one.entry_no, default=None), at_odds)


def read_anchor(path: Path) -> Head:
    """Read an anchor.

    Raises
    ------
    ThinfileError
        When the file is missing or no anchor.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise _no_anchor(str(path), wrong) from wrong
    return parse_anchor(text, str(path))


def parse_anchor(text: str, where: str) -> Head:
    """Read an anchor from its text, JSON.

    Raises
    ------
    ThinfileError
        When it is no anchor; `where` says where it stood.
    """
    try:
        written = json.loads(text)
        return Head(int(written["entry_no"]), str(written["own_hash"]))
    except (ValueError, KeyError, TypeError) as wrong:
        raise _no_anchor(where, wrong) from wrong


def _no_anchor(where: str, wrong: Exception) -> ThinfileError:
    return ThinfileError(
        f"Wanted an anchor in {where}, as `python -m desk anchor` writes it; got: {wrong!r}. "
        "Name another file."
    )


def write_anchor(engine: Engine, path: Path) -> Head:
    """Export the chain's head, to be kept where nobody who can write the ledger can write.

    Raises
    ------
    ThinfileError
        When the file holds an anchor that the chain does not hold any more; the file stays.
    """
    with database.reading(engine) as con:
        if path.exists():
            lost = _against_anchor(con, read_anchor(path))
            if lost:
                raise ThinfileError(
                    f"{path} holds an anchor that this ledger does not hold: entry "
                    f"{lost[0].entry_no} {lost[0].says}. The file is left as it is: find out what "
                    "happened, or write the anchor to another file."
                )
        head = ledger.last(con)
    with write_whole(path) as partial:
        partial.write_text(json.dumps(asdict(head), indent=2) + "\n", encoding="utf-8")
    return head


def _rows(con: Connection) -> Generator[tuple[Entry, Payload | None], None, None]:
    entries, payloads = tables.ledger.c, tables.payloads.c
    asked = (
        select(tables.ledger, payloads.entry_no, payloads.salt, payloads.body, payloads.erased_by)
        .outerjoin(tables.payloads, payloads.entry_no == entries.entry_no)
        .order_by(entries.entry_no)
    )
    width = len(Entry.__slots__)
    with con.execute(asked, execution_options={"yield_per": ROWS_AT_ONCE}) as found:
        for row in found:
            payload = None if row[width] is None else Payload(*row[width + 1 :])
            yield Entry(*row[:width]), payload


def _shown(
    rows: Iterator[tuple[Entry, Payload | None]], beside: Beside
) -> Iterator[tuple[Entry, Payload | None]]:
    for entry, payload in rows:
        yield entry, payload
        # the walk asks for the next one only when this one was good
        beside.show(entry)


def _against_anchor(con: Connection, anchor: Head) -> list[Fault]:
    if anchor.entry_no == 0:
        return []
    table = tables.ledger.c
    held = con.execute(select(table.own_hash).where(table.entry_no == anchor.entry_no)).scalar()
    if held is None:
        last = con.execute(select(func.max(table.entry_no))).scalar() or 0
        says = f"is missing: the anchor knows the entries up to {anchor.entry_no}"
        return [Fault(min(last, anchor.entry_no - 1) + 1, says)]
    if held != anchor.own_hash:
        says = "is not the one that the anchor knows: it, or one before it, was rewritten"
        return [Fault(anchor.entry_no, says)]
    return []
