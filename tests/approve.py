"""Let a model into use as an approval does, where the test has no ledger to put it in force."""

from data import book
from data.home import Home
from scoring.models import in_force, manifest
from scoring.models.in_force import Approval


def approve(home: Home, version: str) -> None:
    """Write the approval of a model as it lies there now."""
    described = manifest.read(book.model_path(home, version))
    in_force.write(home, Approval(model=version, manifest_sha256=described.own_hash))
