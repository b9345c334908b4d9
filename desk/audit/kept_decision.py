"""A decision as the ledger keeps it, read only where nothing of it was altered."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select

from data.errors import ThinfileError
from data.features import kept_recipe
from data.features.kept_recipe import KeptRecipe
from desk.roles import Viewer
from desk.store import chain, database, ledger, tables, texts
from desk.store.kinds import Kind
from desk.work import cases, taking

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """What the ledger keeps of a decision.

    Parameters
    ----------
    case_id, entry_no : int
        The case and its decision.
    facts : dict
        Of the entry: the model's name, and by what each text is called its SHA-256.
    capsule : dict
        The person's rows, what was shown of them, and the hashes of the model.
    """

    case_id: int
    entry_no: int
    facts: Record
    capsule: Record


def of_case(engine: Engine, case_id: int, viewer: Viewer | None) -> KeptDecision:
    """Read the decision in force of a case, or the last one taken, with its capsule.

    Parameters
    ----------
    engine : Engine
    case_id : int
    viewer : Viewer or None
        Who asks; None for a command, which whoever owns the ledger runs.

    Raises
    ------
    ThinfileError
        When there is no such case or no decision, its payload was erased, nothing was computed
        then, or entry or payload was altered.
    """
    entry, payload, case = tables.ledger.c, tables.payloads.c, tables.cases.c
    asked = (
        select(entry.entry_no, entry.facts, payload.body, payload.salt)
        .join(tables.payloads, payload.entry_no == entry.entry_no)
        .join(tables.cases, case.case_id == entry.case_id)
        .where(entry.case_id == case_id, entry.kind == Kind.DECISION)
        .order_by((entry.entry_no == case.decision_no).desc(), entry.entry_no.desc())
    )
    with database.reading(engine) as con:
        if viewer is not None:
            cases.held(con, viewer, case_id)
        found = con.execute(asked.limit(1)).one_or_none()
        if found is None:
            raise ThinfileError(
                f"Wanted a decision of case {case_id}; there is none. Name another."
            )
        written = ledger.entry(con, found.entry_no)
    if found.body is None:
        raise ThinfileError(
            f"The payload of decision {found.entry_no} was erased, so it cannot be replayed; the "
            "chain still proves that it was taken."
        )
    said = chain.payload_hash(str(found.salt), found.body)
    if (chain.own_hash(written), said) != (written.own_hash, written.payload_hash):
        raise ThinfileError(
            f"Decision {found.entry_no} of case {case_id} was altered: its hash is not that of its "
            "content. Nothing was run. Walk the chain with `python -m desk verify`."
        )
    capsule = json.loads(found.body).get("capsule", {})
    if not capsule.get("shown"):
        raise ThinfileError(
            f"Decision {found.entry_no} of case {case_id} was taken without a score, so there is "
            "nothing to recompute."
        )
    return KeptDecision(case_id, int(found.entry_no), json.loads(found.facts), capsule)


def recipe(engine: Engine, kept: KeptDecision) -> KeptRecipe:
    """Read the feature SQL of a decision; one from before its steps were kept takes ours."""
    named = kept.facts["texts"]
    ours = kept_recipe.installed()
    steps = text(engine, named[taking.STEPS]) if taking.STEPS in named else ours.steps
    return KeptRecipe(text(engine, named[taking.FEATURES]), steps)


def text(engine: Engine, sha256: str) -> str:
    """Read a text that decisions name by its hash.

    Raises
    ------
    ThinfileError
        When it is missing, or was altered.
    """
    asked = select(tables.texts.c.body).where(tables.texts.c.sha256 == sha256)
    with database.reading(engine) as con:
        found = con.execute(asked).scalar()
    if found is None or texts.hash_of(found) != sha256:
        raise ThinfileError(
            f"The ledger's text {sha256} is missing, or was altered: its hash is another. Nothing "
            "was run. Keep the database as it is, and compare it with a backup."
        )
    return str(found)
