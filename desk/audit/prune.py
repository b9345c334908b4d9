"""Which old snapshots, models and scores may go, and their removal."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, or_, select

from data import book, uploads
from data.errors import ThinfileError
from data.home import Home, only_build
from desk.store import database, tables
from desk.work.cases import Status

VERSION = re.compile(r"v(\d+)")


@dataclass(frozen=True, slots=True)
class Kept:
    """Names that stay."""

    snapshots: frozenset[str]
    models: frozenset[str]


def prune(home: Home, engine: Engine, keep: int, *, dry_run: bool = False) -> list[Path]:
    """Remove old snapshots, models and scores.

    What stays: the newest `keep` snapshots and models, the book in use, the book of every open
    case, the model of every open upload, and every model that an entry of the ledger names. Scores
    go with their snapshot or their model.

    Parameters
    ----------
    keep : int
        At least 1.
    dry_run : bool
        Only say what would go.

    Returns
    -------
    list of Path
        What went, or would.

    Raises
    ------
    ThinfileError
        When a build is running, the book in use cannot be read, or `keep` is below 1.
    """
    if keep < 1:
        raise ThinfileError(f"Wanted to keep at least 1; got {keep}. Give --keep 1 or more.")
    with only_build(home):
        going = _going(home, kept(home, engine, keep))
        for path in [] if dry_run else going:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    return going


def kept(home: Home, engine: Engine, keep: int) -> Kept:
    """Give the names that stay."""
    snapshots = set(book.snapshots(home)[-keep:])
    numbered = sorted(
        (int(found[1]), path.name)
        for path in home.models.glob("v*")
        if (found := VERSION.fullmatch(path.name))
    )
    models = {name for _, name in numbered[-keep:]}
    used = book.current(home)
    if used is not None:
        snapshots.add(used.snapshot)
        models.add(used.model or "")
    case = tables.cases.c
    with database.reading(engine) as con:
        # a letter rests on the book that the case was decided by
        open_ones = select(case.application_id, case.snapshot, case.model).where(
            or_(case.status != Status.DECIDED, case.notified_at.is_(None))
        )
        for application_id, snapshot, model in con.execute(open_ones):
            snapshots.add(snapshot or "")
            models.add(model or "")
            # unclaimed it names no model, but its own book was scored by one of ours
            if uploads.is_upload(home, application_id):
                own = book.current(uploads.home_of(home, application_id))
                models.add("" if own is None else own.model or "")
        models |= _named(con)
    return Kept(frozenset(snapshots - {""}), frozenset(models - {""}))


def _named(con: Connection) -> set[str]:
    """Give every model that an entry of the ledger names, whatever its kind."""
    facts = tables.ledger.c.facts
    told = con.scalars(select(facts).where(facts.contains('"model"')))
    return {str(json.loads(one).get("model") or "") for one in told}


def _going(home: Home, stays: Kept) -> list[Path]:
    """Give what goes, scores first, so that none is left without its snapshot or model."""
    going = []
    for path in sorted(home.scores.glob("*.duckdb")):
        snapshot, _, rest = path.name.removesuffix(".duckdb").partition(".")
        if snapshot not in stays.snapshots or rest.partition(".")[0] not in stays.models:
            going.append(path)
    for snapshot in book.snapshots(home):
        if snapshot not in stays.snapshots:
            named = (book.snapshot_path(home, snapshot), book.protected_path(home, snapshot))
            going += [path for path in named if path.exists()]
    going += [
        path
        for path in sorted(home.models.glob("v*"))
        if VERSION.fullmatch(path.name) and path.name not in stays.models
    ]
    return going
