"""The one way to write: a transaction that checks who asks, changes the tables, and appends."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, Engine, Executable, insert, select

from data.errors import ThinfileError
from desk.refusals import KeyReusedError
from desk.roles import Viewer, require
from desk.store import chain, database, tables
from desk.store.chain import Entry, Head
from desk.store.kinds import Kind

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class By:
    """Who writes, when, and under which key.

    Parameters
    ----------
    viewer : Viewer
        As the server knows them, never as the browser says.
    at : datetime
        Now, with its zone.
    key : str
        The caller's name for this one act; the same key again gives the first answer and writes
        nothing.
    """

    viewer: Viewer
    at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a write: the entry that records it.

    Parameters
    ----------
    entry_no : int
        Also the case's new version where the write changed the case.
    kind : Kind
    case_id : int or None
    written_at : datetime
        UTC.
    own_hash : str
    """

    entry_no: int
    kind: Kind
    case_id: int | None
    written_at: datetime
    own_hash: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a change, found allowed, will write.

    Parameters
    ----------
    case_id : int or None
    facts : mapping
        Stays for ever: codes, numbers, ids, hashes.
    payload : mapping
        Can be erased: everything else, in JSON's types.
    about : int or None
        The earlier entry that this one is about.
    statements : sequence of Executable
        Run after the entry was appended, in the same transaction.
    """

    case_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    payload: Mapping[str, object] = field(default_factory=dict)
    about: int | None = None
    statements: Sequence[Executable] = ()


Change = Callable[[Connection, int], Draft]


def write(
    engine: Engine, by: By, kind: Kind, asked: Mapping[str, object], change: Change
) -> Receipt:
    """Write once: check, look, append, change; all of it or nothing.

    Parameters
    ----------
    engine : Engine
    by : By
    kind : Kind
        The writer's role must be granted its `act`.
    asked : mapping
        What the caller wants written, in JSON's types; goes into the payload, and is compared
        when the key comes again.
    change : callable
        Given the connection and the number that the entry will have, looks whether the change is
        allowed and returns its draft.

    Returns
    -------
    Receipt
        Of the new entry, or of the one that the key wrote before.

    Raises
    ------
    ThinfileError
        When the role or the state does not allow it, or the ledger cannot be used; nothing was
        written.
    KeyReusedError
        When the key wrote something else before.
    """
    require(by.viewer, kind.act)
    if not 0 < len(by.key) <= LONGEST_KEY:
        raise ValueError(f"A key has 1 to {LONGEST_KEY} characters; got {len(by.key)}.")
    with database.writing(engine) as con:
        require_present(con, by.viewer, by.at)
        before = _written_before(con, by, kind, asked)
        if before is not None:
            return before
        head = last(con)
        draft = change(con, head.entry_no + 1)
        full = replace(draft, payload={**draft.payload, "asked": asked})
        written = _append(con, by, kind, full, head)
        for statement in draft.statements:
            con.execute(statement)
        return _receipt(written)


def require_present(con: Connection, viewer: Viewer, at: datetime) -> None:
    """Refuse whoever writes after their session ended, or is no longer a user.

    Raises
    ------
    ThinfileError
        Saying which.
    """
    if viewer.until is not None and at >= viewer.until:
        raise ThinfileError(
            f"The session of {viewer.name} ended at {viewer.until:%Y-%m-%d %H:%M} UTC, so nothing "
            "was saved. Sign in again."
        )
    asked = select(tables.users.c.is_active).where(tables.users.c.user_id == viewer.user_id)
    if con.execute(asked).scalar() in (False, 0):
        raise ThinfileError(
            f"{viewer.name} is no longer a user of this desk, so nothing was saved. Ask whoever "
            "keeps the list of users."
        )


def last(con: Connection) -> Head:
    """Give the number and hash of the last entry."""
    asked = select(tables.ledger.c.entry_no, tables.ledger.c.own_hash)
    row = con.execute(asked.order_by(tables.ledger.c.entry_no.desc()).limit(1)).one_or_none()
    return chain.EMPTY if row is None else Head(row.entry_no, row.own_hash)


def entry(con: Connection, entry_no: int) -> Entry:
    """Give one entry; NoResultFound when it is not there."""
    asked = select(tables.ledger).where(tables.ledger.c.entry_no == entry_no)
    return Entry(*con.execute(asked).one())


def _append(con: Connection, by: By, kind: Kind, draft: Draft, head: Head) -> Entry:
    body = chain.canonical(draft.payload)
    salt = secrets.token_hex(32)
    unsigned = Entry(
        entry_no=head.entry_no + 1,
        kind=kind.value,
        case_id=draft.case_id,
        actor=by.viewer.user_id,
        written_at=tables.utc_text(by.at),
        idempotency_key=by.key,
        about=draft.about,
        facts=chain.canonical(draft.facts),
        payload_hash=chain.payload_hash(salt, body),
        previous_hash=head.own_hash,
        own_hash="",
    )
    values = {**asdict(unsigned), "own_hash": chain.own_hash(unsigned)}
    con.execute(insert(tables.ledger), values)
    con.execute(
        insert(tables.payloads), {"entry_no": unsigned.entry_no, "salt": salt, "body": body}
    )
    return Entry(**values)


def _written_before(
    con: Connection, by: By, kind: Kind, asked: Mapping[str, object]
) -> Receipt | None:
    found = con.execute(
        select(tables.ledger, tables.payloads.c.body)
        .join(tables.payloads, tables.payloads.c.entry_no == tables.ledger.c.entry_no)
        .where(tables.ledger.c.idempotency_key == by.key)
    ).one_or_none()
    if found is None:
        return None
    *values, body = found
    before = Entry(*values)
    is_same = (before.kind, before.actor) == (kind.value, by.viewer.user_id)
    if is_same and body is not None:
        is_same = json.loads(body)["asked"] == json.loads(chain.canonical(asked))
    if not is_same:
        raise KeyReusedError(by.key, before.entry_no)
    return _receipt(before)


def _receipt(written: Entry) -> Receipt:
    return Receipt(
        entry_no=written.entry_no,
        kind=Kind(written.kind),
        case_id=written.case_id,
        written_at=tables.utc_moment(written.written_at),
        own_hash=written.own_hash,
    )
