"""Models in the ledger: one person proposes, another puts in force."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from data import book
from data.errors import ThinfileError
from data.home import Home
from desk.roles import Act, Viewer, require
from desk.store import database, ledger, tables
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import people
from desk.work.verdicts import require_sentence
from scoring import whole
from scoring.models import in_force, manifest
from scoring.models.in_force import Approval
from scoring.models.manifest import Manifest

KINDS = (Kind.MODEL_PROPOSAL.value, Kind.MODEL_IN_FORCE.value)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the two acts that put a model in force.

    Parameters
    ----------
    entry_no : int
    entry_hash : str
    kind : Kind
        A proposal, or the putting in force.
    model : str
        Version.
    manifest_sha256 : str
    by : str
        User id.
    name : str
        Theirs, as they signed in last; the id where they have not.
    at : datetime
        UTC.
    why : str
        The proposal's sentence; empty when it was erased, and for the second act.
    """

    entry_no: int
    entry_hash: str
    kind: Kind
    model: str
    manifest_sha256: str
    by: str
    name: str
    at: datetime
    why: str


def propose(engine: Engine, home: Home, by: By, version: str, *, why: str) -> Receipt:
    """Propose that a model be put in force, as it lies here now.

    Raises
    ------
    ThinfileError
        When the sentence is too short, there is no such model, it is in force already or was
        proposed already, or the role may not.
    """
    asked = {"model": version, "why": why.strip()}

    def change(con: Connection, entry_no: int) -> Draft:
        del entry_no
        require_sentence(why, "for the proposal")
        described = _described(home, version)
        if in_force.is_in_force(home, described):
            raise ThinfileError(f"Model {version} is in force already. Reload the page.")
        before = last_of(steps_of(con), described)
        if before is not None:
            raise ThinfileError(
                f"Model {version} was proposed already, by {before.name} in entry "
                f"{before.entry_no}. Reload the page."
            )
        return Draft(facts=_facts(described))

    return ledger.write(engine, by, Kind.MODEL_PROPOSAL, asked, change)


def put_in_force(engine: Engine, home: Home, by: By, version: str) -> Receipt:
    """Put a proposed model in force, as the second of two, and tell `scoring` by its approval.

    It comes into use when it is published. Were the approval not written, `restore` writes it.

    Raises
    ------
    ThinfileError
        When nobody proposed it, the writer did, it is in force already, it was changed since, or
        the role may not.
    """
    asked = {"model": version}

    def change(con: Connection, entry_no: int) -> Draft:
        del entry_no
        steps = steps_of(con)
        proposed = [step for step in steps if step.model == version]
        if not proposed:
            raise ThinfileError(
                f"Wanted a proposal of model {version}, but there is none. Propose it first."
            )
        described = _described(home, version)
        found = last_of(steps, described)
        if found is None:
            raise ThinfileError(
                f"Wanted model {version} as it was proposed, with the manifest "
                f"{proposed[-1].manifest_sha256[:12]}…; got {described.own_hash[:12]}…, which was "
                "changed since. Bring the model's files back, or propose it anew."
            )
        if found.kind is Kind.MODEL_IN_FORCE:
            raise ThinfileError(
                f"Model {version} was put in force already, by {found.name} in entry "
                f"{found.entry_no}. Reload the page."
            )
        if found.by == by.viewer.user_id:
            raise ThinfileError(
                f"Model {version} was proposed by you, so a second person puts it in force. "
                "Ask another risk manager."
            )
        return Draft(facts=_facts(described), about=found.entry_no)

    try:
        return ledger.write(engine, by, Kind.MODEL_IN_FORCE, asked, change)
    finally:
        # also where the ledger knows it already, and the approval was not written
        restore(engine, home)


def restore(engine: Engine, home: Home) -> None:
    """Write the approval of every model here that the ledger put in force; those there stay.

    Raises
    ------
    ThinfileError
        When one cannot be written; the ledger's entries stand.
    """
    with database.reading(engine) as con:
        found = [step for step in steps_of(con) if step.kind is Kind.MODEL_IN_FORCE]
    with whole.or_nothing(home.root, "Writing a model's approval"):
        for step in found:
            # another home may share the ledger, with other models of these names
            path = book.model_path(home, step.model) / manifest.NAME
            if path.is_file() and manifest.file_hash(path) == step.manifest_sha256:
                in_force.write(
                    home,
                    Approval(
                        model=step.model,
                        manifest_sha256=step.manifest_sha256,
                        entry_no=step.entry_no,
                        entry_hash=step.entry_hash,
                    ),
                )


def waiting(home: Home) -> list[Manifest]:
    """Give the models here that are not in force, the newest first; damaged ones are left out."""
    found = []
    for number in reversed(manifest.versions(home)):
        try:
            described = manifest.read(book.model_path(home, f"v{number}"))
        except ThinfileError:
            continue
        if not in_force.is_in_force(home, described):
            found.append(described)
    return found


def steps(engine: Engine, viewer: Viewer) -> list[Step]:
    """Give every proposal and putting in force of a model, the oldest first.

    Raises
    ------
    ThinfileError
        When the viewer may not read the risk pages.
    """
    require(viewer, Act.READ_RISK)
    with database.reading(engine) as con:
        return steps_of(con)


def last_of(found: Sequence[Step], described: Manifest) -> Step | None:
    """Give the last step that speaks of a model as it lies here; None when nobody proposed it."""
    this = (described.version, described.own_hash)
    of_it = [step for step in found if (step.model, step.manifest_sha256) == this]
    return of_it[-1] if of_it else None


def steps_of(con: Connection) -> list[Step]:
    """Give every proposal and putting in force of a model, the oldest first, to nobody's eyes."""
    rows, held = tables.ledger.c, tables.payloads.c
    asked = (
        select(
            rows.entry_no, rows.own_hash, rows.kind, rows.actor, rows.written_at, rows.facts,
            held.body,
        )
        .join(tables.payloads, held.entry_no == rows.entry_no)
        .where(rows.kind.in_(KINDS))
        .order_by(rows.entry_no)
    )  # fmt: skip
    found = []
    for row in con.execute(asked).all():
        told = json.loads(row.facts)
        said = {} if row.body is None else json.loads(row.body)["asked"]
        found.append(
            Step(
                entry_no=row.entry_no,
                entry_hash=row.own_hash,
                kind=Kind(row.kind),
                model=told["model"],
                manifest_sha256=told["manifest_sha256"],
                by=row.actor,
                name=people.name_of(con, row.actor),
                at=tables.utc_moment(row.written_at),
                why=said.get("why", ""),
            )
        )
    return found


def _described(home: Home, version: str) -> Manifest:
    if version not in {f"v{number}" for number in manifest.versions(home)}:
        raise ThinfileError(f"Wanted model {version}, but there is none here. Reload the page.")
    return manifest.read(book.model_path(home, version))


def _facts(described: Manifest) -> dict[str, object]:
    return {"model": described.version, "manifest_sha256": described.own_hash}
