"""Policies in the ledger: one person drafts, another puts in force."""

from enum import StrEnum

from sqlalchemy import Connection, Engine, insert, select, update

from data.errors import ThinfileError
from desk.store import database, ledger, tables, texts
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from scoring import policy
from scoring.policy import Policy

TABLE = tables.policies.c


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


def in_force(engine: Engine) -> Policy:
    """Give the policy in force: the ledger's, or the launch policy where it has none."""
    with database.reading(engine) as con:
        found = con.execute(
            select(tables.texts.c.body)
            .join(tables.policies, TABLE.text_sha256 == tables.texts.c.sha256)
            .where(TABLE.status == PolicyStatus.IN_FORCE)
        ).scalar()
    return policy.launch() if found is None else policy.parse(found, "the ledger")


def require_in_force(con: Connection, version: str) -> None:
    """Refuse a policy version that is not, or no longer, in force; ThinfileError names both."""
    found = con.execute(select(TABLE.version).where(TABLE.status == PolicyStatus.IN_FORCE)).scalar()
    current = policy.launch().version if found is None else found
    if version != current:
        raise ThinfileError(
            f"The page shows policy '{version}', but '{current}' is in force now. Reload the page."
        )
