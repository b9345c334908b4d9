"""Models that wait, for the tests of the desk: only their manifests are real."""

import json
from pathlib import Path

from data import book
from data.home import Home
from desk.roles import Viewer
from desk.store.ledger import Receipt
from desk.work import models_in_force
from scoring.models import in_force, manifest
from scoring.models.manifest import Manifest
from tests.desk.office import RAY, RITA, Office

WHY = "It sees night orders better."


def make_home(root: Path, like: Home) -> Home:
    """Make a home whose v1 is in use, with v2 and v3 beside it."""
    own = Home(root)
    for version in ("v1", "v2", "v3"):
        add(own, version, like)
    in_use = {"model": "v1", "hashes": {"manifest": {"sha256": described(own, "v1").own_hash}}}
    own.current.write_text(json.dumps(in_use))
    in_force.remember_in_use(own)
    return own


def add(own: Home, version: str, like: Home) -> None:
    """Add a model with the manifest of another home's v1, but for its name."""
    held = (book.model_path(like, "v1") / manifest.NAME).read_text(encoding="utf-8")
    folder = own.models / version
    folder.mkdir(parents=True)
    named = held.replace('"version": "v1"', f'"version": "{version}"')
    (folder / manifest.NAME).write_text(named, encoding="utf-8")


def described(home: Home, version: str = "v2") -> Manifest:
    """Read a manifest."""
    return manifest.read(book.model_path(home, version))


def change_manifest(home: Home, version: str = "v2") -> None:
    """Change a manifest's file, but nothing that it says."""
    path = book.model_path(home, version) / manifest.NAME
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def propose(
    office: Office,
    home: Home,
    viewer: Viewer = RAY,
    version: str = "v2",
    why: str = WHY,
    key: str | None = None,
) -> Receipt:
    """Propose a model as the first of two."""
    return models_in_force.propose(office.engine, home, office.by(viewer, key), version, why=why)


def put_in_force(
    office: Office, home: Home, viewer: Viewer = RITA, version: str = "v2", key: str | None = None
) -> Receipt:
    """Put a model in force as the second of two."""
    return models_in_force.put_in_force(office.engine, home, office.by(viewer, key), version)
