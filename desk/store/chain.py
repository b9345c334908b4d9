"""The chain of the ledger: how an entry is hashed, and what a walk along the entries finds.

Nothing here knows a database, so that an auditor can read one file and recompute every hash.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
ERASURE = "erasure"
MALFORMED = "holds facts that are none of its kind"
NOT_ERASED = "has lost its payload, and no erasure names it"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger, every value as it stands in the database.

    Parameters
    ----------
    entry_no : int
        From 1, without gaps.
    kind : str
        What was done.
    case_id : int or None
        On which case.
    actor : str
        User id of who did it.
    written_at : str
        When, UTC: ``2026-11-22T14:05:00.123456Z``.
    idempotency_key : str
        The caller's name for this very act.
    about : int or None
        The earlier entry that this one is about.
    facts : str
        JSON of what outlives an erasure: codes, numbers, hashes; no names, no free text.
    payload_hash : str
        Of the payload, salted.
    previous_hash : str
        `own_hash` of the entry before; `GENESIS` for the first.
    own_hash : str
        Of all of the above.
    """

    entry_no: int
    kind: str
    case_id: int | None
    actor: str
    written_at: str
    idempotency_key: str
    about: int | None
    facts: str
    payload_hash: str
    previous_hash: str
    own_hash: str


@dataclass(frozen=True, slots=True)
class Payload:
    """What an entry says of people; `salt` and `body` are None once erased.

    Parameters
    ----------
    salt : str or None
        64 random hexadecimal digits.
    body : str or None
        JSON.
    erased_by : int or None
        The entry that erased it.
    """

    salt: str | None
    body: str | None
    erased_by: int | None


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain: its number, 0 for an empty chain, and its hash."""

    entry_no: int
    own_hash: str


EMPTY = Head(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong with a chain.

    Parameters
    ----------
    entry_no : int
        The entry that is broken, rewritten or missing.
    says : str
        What is wrong with it, to be read after "Entry 17".
    """

    entry_no: int
    says: str


def canonical(value: object) -> str:
    """Write a value as JSON in the one form that is hashed: sorted keys, no spaces, ASCII.

    Raises
    ------
    ValueError, TypeError
        When it holds NaN, infinity, or something that JSON has no word for.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def payload_hash(salt: str, body: str) -> str:
    """Hash a payload: HMAC-SHA-256 of the body with the salt as key, 64 hexadecimal digits.

    Who has erased body and salt can no longer be asked whether a guess at the body was right.
    """
    return hmac.new(salt.encode(), str(body).encode(), hashlib.sha256).hexdigest()


def own_hash(entry: Entry) -> str:
    """Hash an entry: SHA-256 of the JSON list of its ten other fields, in their order."""
    fields = [getattr(entry, name) for name in Entry.__slots__ if name != "own_hash"]
    # what no honest entry holds still gets a hash, another one than the entry's
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


def facts_of(entry: Entry) -> dict[str, Any] | None:
    """Read the facts of an entry; None where they are no JSON object, as nobody honest wrote."""
    try:
        found = json.loads(entry.facts)
    except (TypeError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def first_fault(rows: Iterable[tuple[Entry, Payload | None]]) -> tuple[Fault | None, Head]:
    """Walk a chain from its first entry and stop at the first fault.

    Parameters
    ----------
    rows : iterable of (Entry, Payload or None)
        In the order of `entry_no`; None where there is no payload row.

    Returns
    -------
    (Fault or None, Head)
        None when the chain is whole; the head is the last entry found good.
    """
    head = EMPTY
    erased: dict[int, list[int]] = {}
    for entry, payload in rows:
        fault = _fault(entry, head) or _payload_fault(entry, payload)
        if fault is None and entry.kind == ERASURE:
            fault = _not_named(entry, erased.pop(entry.entry_no, []))
        if fault is not None:
            return fault, head
        if payload is not None and payload.erased_by is not None:
            erased.setdefault(payload.erased_by, []).append(entry.entry_no)
        head = Head(entry.entry_no, entry.own_hash)
    lost = min((entry_no for of_one in erased.values() for entry_no in of_one), default=None)
    return (None if lost is None else Fault(lost, NOT_ERASED)), head


def _fault(entry: Entry, head: Head) -> Fault | None:
    expected = head.entry_no + 1
    if entry.entry_no > expected:
        return Fault(expected, "is missing")
    if entry.entry_no < expected:
        return Fault(entry.entry_no, "stands where no entry can stand")
    if entry.own_hash != own_hash(entry):
        return Fault(expected, "was altered: its hash is not that of its content")
    if entry.previous_hash != head.own_hash:
        if head.entry_no == 0:
            return Fault(expected, "was rewritten: it does not start the chain")
        return Fault(head.entry_no, f"was rewritten: entry {expected} follows another one")
    return None


def _payload_fault(entry: Entry, payload: Payload | None) -> Fault | None:
    says = None
    if payload is None:
        says = NOT_ERASED
    elif payload.body is None:
        if payload.erased_by is None or payload.erased_by <= entry.entry_no:
            says = NOT_ERASED
        elif payload.salt is not None:
            says = "was erased in part only: its salt stands"
    elif payload.erased_by is not None:
        says = "is said to be erased, but its payload stands"
    elif payload_hash(str(payload.salt), payload.body) != entry.payload_hash:
        says = "has another payload than was written"
    return None if says is None else Fault(entry.entry_no, says)


def _not_named(erasure: Entry, erased: list[int]) -> Fault | None:
    entries = (facts_of(erasure) or {}).get("entries")
    if not isinstance(entries, list):
        return Fault(erasure.entry_no, MALFORMED)
    lost = sorted(one for one in set(erased) if one not in entries)
    return Fault(lost[0], NOT_ERASED) if lost else None
