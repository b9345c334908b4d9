"""Which models may be put into use: a file of the home says so of each that is in force.

This room knows nothing of people. Whoever writes an approval has found two who agree to it.
"""

import threading

from pydantic import BaseModel, ConfigDict, ValidationError

from data import book, pointer
from data.errors import ThinfileError
from data.features import compute
from data.home import Home, write_whole
from scoring import whole
from scoring.models import manifest
from scoring.models.manifest import Manifest

PUBLISH = "python -m scoring publish --model {version}"
_WRITES = threading.Lock()  # a temporary name belongs to a process, which has many threads


class Approval(BaseModel):
    """What lets a model into use, as ``approvals/<version>.json`` holds it.

    Parameters
    ----------
    model : str
        Version.
    manifest_sha256 : str
        Of the manifest's file, which holds the hashes of the model's other files.
    entry_no : int or None
        The ledger's entry that put it in force; None for one that was in use before there was
        another to compare it with.
    entry_hash : str or None
        That entry's own hash.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    manifest_sha256: str
    entry_no: int | None = None
    entry_hash: str | None = None


def read(home: Home, version: str) -> Approval | None:
    """Read a model's approval; None where there is none that can be read."""
    path = home.approvals / f"{version}.json"
    try:
        return Approval.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def write(home: Home, approval: Approval) -> None:
    """Write an approval, whole or not at all, unless it stands already."""
    with _WRITES:
        if read(home, approval.model) == approval:
            return
        whole.remove_leftovers(home.approvals)
        with write_whole(home.approvals / f"{approval.model}.json") as partial:
            partial.write_text(approval.model_dump_json(indent=2) + "\n", encoding="utf-8")


def newest(home: Home) -> str | None:
    """Name the newest model in force that fits this version's features.

    Returns
    -------
    str or None
        None where there is none: the first model of a home, or the first after new features, is
        not in force yet.
    """
    for number in reversed(manifest.versions(home)):
        try:
            described = manifest.read(book.model_path(home, f"v{number}"))
        except ThinfileError:
            continue
        fits = (described.version, described.features_hash) == (f"v{number}", compute.sql_hash())
        if fits and is_in_force(home, described):
            return described.version
    return None


def is_in_force(home: Home, described: Manifest) -> bool:
    """Whether a model may be put into use: it was approved as it stands, or is in use."""
    this = (described.version, described.own_hash)
    held = read(home, described.version)
    approved = held is not None and (held.model, held.manifest_sha256) == this
    return approved or pointer.model_in_use(home) == this


def remember_in_use(home: Home) -> None:
    """Keep that a model came into use, so that it may come back."""
    in_use = pointer.model_in_use(home)
    if in_use is not None and read(home, in_use[0]) is None:
        write(home, Approval(model=in_use[0], manifest_sha256=in_use[1]))


def require(home: Home, described: Manifest) -> None:
    """Refuse a model that is not in force here; the first of a home has nothing to wait for.

    Raises
    ------
    ThinfileError
        Saying what was wanted, what came, and what to do.
    """
    in_use = pointer.model_in_use(home)
    is_first = in_use is None and not any(home.approvals.glob("*.json"))
    if is_first or is_in_force(home, described):
        return
    version, held = described.version, read(home, described.version)
    others = "" if in_use is None else f", or publish the one in use, `--model {in_use[0]}`"
    if held is not None:
        raise ThinfileError(
            f"Wanted model {version} as it was put in force, with the manifest "
            f"{held.manifest_sha256[:12]}…; got {described.own_hash[:12]}…, which was changed "
            f"since. The book in use stays. Bring the model's files back{others}."
        )
    raise ThinfileError(
        f"Wanted a model that is in force here; got {version}, which waits for two risk managers. "
        "The book in use stays. On the app's page Performance one proposes it and another puts it "
        f"in force; then run `{PUBLISH.format(version=version)}`{others}."
    )
