"""Does every model's approval in a home say what two people wrote in the ledger?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from data import pointer
from data.home import Home
from desk.store.kinds import Kind
from desk.work import models_in_force
from desk.work.models_in_force import Step
from scoring.models import in_force
from scoring.models.in_force import Approval


@dataclass(frozen=True, slots=True)
class Held:
    """What a home says of its models.

    Parameters
    ----------
    in_use : (str, str) or None
        Version and manifest's hash of the model in use.
    approvals : dict of str to (Approval or None)
        By version, the lowest first; None where one cannot be read.
    """

    in_use: tuple[str, str] | None
    approvals: dict[str, Approval | None]


def held_by(home: Home) -> Held:
    """Read what a home says of its models; before the ledger, whose entries come first."""
    in_use = pointer.model_in_use(home)
    names = [path.stem for path in home.approvals.glob("*.json")]
    names.sort(key=lambda name: (len(name), name))  # v9 before v10
    return Held(in_use, {name: in_force.read(home, name) for name in names})


def at_odds(con: Connection, held: Held) -> list[str]:
    """Name the approvals that no entry stands behind, and a model in use without one.

    Parameters
    ----------
    con : Connection
        A transaction that began to read after `held` was read.
    held : Held

    Returns
    -------
    list of str
        A sentence each; empty when two people stand behind each. The first model of a home had
        none to be compared with: one approval may be without an entry.
    """
    found = []
    steps = {one.entry_no: one for one in models_in_force.steps_of(con)}
    for version, approval in held.approvals.items():
        says = _unlike(steps, version, approval)
        if says:
            found.append(f"The approval of model {version} {says}.")
    alone = [name for name, one in held.approvals.items() if one and one.entry_no is None]
    if len(alone) > 1:
        found.append(
            f"The approvals of models {' and '.join(alone)} name no entry; only the first model "
            "of a home came into use without two people."
        )
    return found + list(_in_use(held))


def _unlike(steps: Mapping[int, Step], version: str, held: Approval | None) -> str | None:
    """Say where an approval and the entry that it names differ; the walk looks at the entry."""
    if held is None or held.model != version:
        return "cannot be read, or speaks of another model"
    if held.entry_no is None:
        return None
    step = steps.get(held.entry_no)
    if step is None or step.kind is not Kind.MODEL_IN_FORCE:
        return f"names entry {held.entry_no}, which put no model in force"
    if step.entry_hash != held.entry_hash:
        return f"names entry {held.entry_no} by another hash than it has"
    if (step.model, step.manifest_sha256) != (held.model, held.manifest_sha256):
        return f"names entry {held.entry_no}, which speaks of another model or manifest"
    return None


def _in_use(held: Held) -> Iterator[str]:
    if held.in_use is None:
        return
    version, manifest_sha256 = held.in_use
    approval = held.approvals.get(version)
    if approval is None or approval.manifest_sha256 != manifest_sha256:
        yield f"Model {version} is in use, and was not approved as it stands."
