"""Policies in the ledger: one person drafts, another puts in force."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update

from data.errors import ThinfileError
from desk.roles import Role, Viewer
from desk.store import database, ledger, tables, texts
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from scoring.policies import policy
from scoring.policies.policy import Policy

TABLE = tables.policies.c
AT_FIRST_START = Viewer("thinfile", "Thinfile, at first start", Role.RISK_MANAGER, None)


class PolicyStatus(StrEnum):
    """How far a policy is."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    RETIRED = "retired"


def draft(engine: Engine, by: By, text: str) -> Receipt:
    """Lay down a draft.

    Parameters
    ----------
    text : str
        TOML, as in ``scoring/policies/launch.toml``, with a version of its own.

    Raises
    ------
    ThinfileError
        When it is no policy, or its version is taken.
    """
    parsed = policy.parse(text, "the draft")
    sha256 = texts.hash_of(text)
    asked = {"version": parsed.version, "text_sha256": sha256}

    def change(con: Connection, entry_no: int) -> Draft:
        taken = select(TABLE.version).where(TABLE.version == parsed.version)
        if parsed.version == policy.launch().version or con.execute(taken).first() is not None:
            raise ThinfileError(
                f"Wanted a version of its own; '{parsed.version}' is taken by another policy. "
                "Change `version` in the draft."
            )
        new = insert(tables.policies).values(
            entry_no=entry_no,
            **asked,
            status=PolicyStatus.DRAFT,
            drafted_by=by.viewer.user_id,
            drafted_at=by.at,
        )
        return Draft(facts=asked, statements=(texts.keep(text), new))

    return ledger.write(engine, by, Kind.POLICY_DRAFT, asked, change)


def put_in_force(engine: Engine, by: By, version: str) -> Receipt:
    """Put a draft in force, as the second of two; the one before retires.

    Raises
    ------
    ThinfileError
        When there is no such draft, or the writer drafted it.
    """
    asked = {"version": version}

    def change(con: Connection, entry_no: int) -> Draft:
        found = con.execute(select(tables.policies).where(TABLE.version == version)).one_or_none()
        if found is None or found.status != PolicyStatus.DRAFT:
            state = "there is none" if found is None else f"it is {found.status.replace('_', ' ')}"
            raise ThinfileError(
                f"Wanted a draft of version '{version}', but {state}. Lay down a draft first."
            )
        if found.drafted_by == by.viewer.user_id:
            raise ThinfileError(
                f"Policy '{version}' was drafted by you, so a second person puts it in force. "
                "Ask another risk manager."
            )
        old = update(tables.policies).where(TABLE.status == PolicyStatus.IN_FORCE)
        new = update(tables.policies).where(TABLE.version == version)
        return Draft(
            facts={**asked, "text_sha256": found.text_sha256},
            about=found.entry_no,
            statements=(
                old.values(status=PolicyStatus.RETIRED),
                new.values(
                    status=PolicyStatus.IN_FORCE,
                    in_force_by=by.viewer.user_id,
                    in_force_at=by.at,
                ),
            ),
        )

    return ledger.write(engine, by, Kind.POLICY_IN_FORCE, asked, change)


def record_launch(engine: Engine, at: datetime) -> None:
    """Put the launch policy in force in a ledger that has had none in force yet.

    Nobody drafts it and no second person agrees to it: it is the one that came with the program.

    Parameters
    ----------
    engine : Engine
    at : datetime
        Now, with its zone.
    """
    with database.reading(engine) as con:
        was_in_force = select(TABLE.version).where(TABLE.status != PolicyStatus.DRAFT)
        if con.execute(was_in_force.limit(1)).first() is not None:
            return
    text = policy.LAUNCH.read_text(encoding="utf-8")
    version, sha256 = policy.launch().version, texts.hash_of(text)
    asked = {"version": version, "text_sha256": sha256}
    by = By(AT_FIRST_START, at, "launch policy")

    def change(con: Connection, entry_no: int) -> Draft:
        del con
        who = AT_FIRST_START.user_id
        new = insert(tables.policies).values(
            entry_no=entry_no,
            **asked,
            status=PolicyStatus.IN_FORCE,
            drafted_by=who,
            drafted_at=at,
            in_force_by=who,
            in_force_at=at,
        )
        return Draft(facts=asked, statements=(texts.keep(text), new))

    ledger.write(engine, by, Kind.POLICY_IN_FORCE, asked, change)


def in_force(engine: Engine) -> Policy:
    """Give the policy in force: the ledger's, or the launch policy where it has none."""
    found = _text(engine, TABLE.status == PolicyStatus.IN_FORCE)
    return policy.launch() if found is None else policy.parse(found, "the ledger")


def text_of(engine: Engine, version: str) -> str:
    """Give the text of a policy that was in force at any time.

    Raises
    ------
    ThinfileError
        When neither the ledger nor the program knows that version.
    """
    found = _text(engine, TABLE.version == version)
    if found is None and version == policy.launch().version:
        found = policy.LAUNCH.read_text(encoding="utf-8")
    if found is None:
        raise ThinfileError(
            f"Wanted policy '{version}', but the ledger has none of that version. Reload the page."
        )
    return found


def of_version(engine: Engine, version: str) -> Policy:
    """Give a policy by its version, as `text_of` finds it."""
    return policy.parse(text_of(engine, version), f"policy '{version}' of the ledger")


def _text(engine: Engine, which: ColumnElement[bool]) -> str | None:
    asked = select(tables.texts.c.body).join(
        tables.policies, TABLE.text_sha256 == tables.texts.c.sha256
    )
    with database.reading(engine) as con:
        found = con.execute(asked.where(which)).scalar()
    return None if found is None else str(found)


def require_in_force(con: Connection, version: str) -> None:
    """Refuse a policy version that is not, or no longer, in force; ThinfileError names both."""
    found = con.execute(select(TABLE.version).where(TABLE.status == PolicyStatus.IN_FORCE)).scalar()
    current = policy.launch().version if found is None else found
    if version != current:
        raise ThinfileError(
            f"The page shows policy '{version}', but '{current}' is in force now. Reload the page."
        )
