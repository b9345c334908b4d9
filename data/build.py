"""Builds a snapshot from a lender's files: all of it, or nothing."""

import contextlib
import dataclasses
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb

from data import book, contract, faults, fingerprint, snapshot, sources, staging
from data.errors import ThinfileError
from data.features import whole_book
from data.home import Home, fsync_path, only_build
from data.progress import Progress, silent
from data.settings import as_instant, checked_timezone
from data.sources import Source
from data.spark.cluster import Cluster, Engine
from data.spark.features import compute_on
from data.staging import Staged

STAGING = "build-"
HASH_SHOWN = 8


def build(
    home: Home,
    source: str,
    path: Path,
    *,
    timezone: str | None = None,
    as_of: str | datetime | None = None,
    cluster: Cluster | None = None,
    progress: Progress = silent,
) -> str:
    """Build a snapshot, or find the one that was already built from the same files and code.

    Parameters
    ----------
    home : Home
    source : str
        Name of a source, or the folder of a lender's own SELECTs.
    path : Path
        The lender's files.
    timezone : str, optional
        IANA name; wins over ``source.toml``.
    as_of : str or datetime, optional
        The book's "today", UTC; wins over ``source.toml``. Default: the last event.
    cluster : Cluster, optional
        The Spark to compute features on; by default this process does it.
    progress : Progress

    Returns
    -------
    str
        Id of the snapshot; the book in use stays until it is published.

    Raises
    ------
    ThinfileError
        When the input, the disk or another build stands in the way. Nothing is left behind.
    """
    loaded = sources.load(source, path)
    if timezone is not None:
        changed = dataclasses.replace(loaded.settings, timezone=checked_timezone(timezone))
        loaded = dataclasses.replace(loaded, settings=changed)
    today = None if as_of is None else as_instant(as_of)
    with _machine_faults_in_words(), only_build(home):
        remove_leftovers(home)
        seen = fingerprint.seen(loaded)
        files = fingerprint.of_input(loaded, progress)
        engine = Engine.DUCKDB if cluster is None else Engine.SPARK
        recipe = fingerprint.of_recipe(loaded, files, today, engine)
        built = find_built(home, recipe)
        if built is not None:
            return built
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{recipe[:HASH_SHOWN]}"
        identity = snapshot.Identity(name, loaded.name, files, recipe, today)
        folder = home.tmp / f"{STAGING}{name}"
        folder.mkdir(parents=True)
        try:
            staged = _make(loaded, identity, folder, cluster=cluster, progress=progress)
            fingerprint.require_unchanged(loaded, seen)
            _put_in_place(home, name, folder, has_protected="protected" in staged)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return name


@contextlib.contextmanager
def _machine_faults_in_words() -> Iterator[None]:
    """Tell a full disk, too little memory or missing rights; any other fault is ours."""
    try:
        yield
    except (duckdb.Error, OSError) as broken:
        words = faults.of_the_machine(str(broken))
        if words is None:
            raise
        raise ThinfileError(f"The build stopped: {words} The book in use is as it was.") from broken


def remove_leftovers(home: Home) -> None:
    """Remove what a build that was killed left behind; call it under the build lock."""
    for folder in home.tmp.glob(f"{STAGING}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for path in home.snapshots.glob("*.protected.duckdb"):
        name = path.name.removesuffix(".protected.duckdb")
        if not book.snapshot_path(home, name).exists():
            path.unlink()


def find_built(home: Home, recipe: str) -> str | None:
    """Find a whole snapshot that was made from the same files, settings and code."""
    for path in sorted(home.snapshots.glob(f"*-{recipe[:HASH_SHOWN]}.duckdb"), reverse=True):
        with duckdb.connect(":memory:", config=dict(book.ENGINE)) as con:
            try:
                book.attach(con, path, "snapshot", read_only=True)
                found = con.execute("select snapshot_id, recipe from snapshot.book").fetchall()
            except (ThinfileError, duckdb.Error):
                continue
        if found == [(path.stem, recipe)]:
            return path.stem
    return None


def _make(
    source: Source,
    identity: snapshot.Identity,
    folder: Path,
    *,
    cluster: Cluster | None,
    progress: Progress,
) -> dict[str, Staged]:
    """Fill the files of a snapshot in a folder; give the tables that they were made from."""
    engine = (
        whole_book.compute if cluster is None else partial(compute_on, cluster, folder / "spark")
    )
    staged = stage(source, folder, progress)
    con = snapshot.open_new(folder)
    try:
        snapshot.fill(con, staged, source.settings, identity, progress, engine=engine)
        verify(con)
        con.execute("use memory")
        for database in ("snapshot", "protected"):
            con.execute(f"checkpoint {database}")
            con.execute(f"detach {database}")
    finally:
        con.close()
    return staged


def stage(source: Source, folder: Path, progress: Progress) -> dict[str, Staged]:
    """Run every SELECT of a source into Parquet files, and check their columns."""
    staged = {}
    tables = {table.name: table for table in contract.TABLES}
    for at, select in enumerate(source.selects):
        progress(f"reading {select.table}", at, len(source.selects))
        rows = staging.run(select, source, folder)
        staging.check_columns(tables[select.table], rows, select.path)
        staged[select.table] = rows
    progress("reading", len(source.selects), len(source.selects))
    return staged


def verify(con: duckdb.DuckDBPyConnection) -> None:
    """Check that every kept row is in its table and every application has its features.

    Raises
    ------
    RuntimeError
        When not: that is a fault of ours, and the snapshot is not put in place.
    """
    for table, rows_kept in con.execute("select table_name, rows_kept from imports").fetchall():
        database = "protected" if contract.table(table).is_protected else "snapshot"
        rows = _count(con, f"{database}.{table}")
        if rows != rows_kept:
            raise RuntimeError(f"{table} should have {rows_kept} rows and has {rows}")
    if _count(con, "snapshot.features") != _count(con, "snapshot.applications"):
        raise RuntimeError("every application should have one row of features")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    found = con.execute(f"select count(*) from {table}").fetchone()  # noqa: S608 - our own names
    return int(found[0]) if found else 0


def _put_in_place(home: Home, name: str, folder: Path, *, has_protected: bool) -> None:
    """Read the files back as a reader would, and give them their names; the snapshot comes last."""
    home.snapshots.mkdir(parents=True, exist_ok=True)
    moves = [(folder / "snapshot.duckdb", book.snapshot_path(home, name))]
    if has_protected:
        moves.insert(0, (folder / "protected.duckdb", book.protected_path(home, name)))
    for made, _ in moves:
        if made.with_name(f"{made.name}.wal").exists():
            raise RuntimeError(f"{made} still needs its write-ahead log")
        with duckdb.connect(":memory:", config=dict(book.ENGINE)) as con:
            book.attach(con, made, "made", read_only=True)
            for (table,) in con.execute(
                "select table_name from duckdb_tables() where database_name = 'made'"
            ).fetchall():
                _count(con, f"made.{table}")
        fsync_path(made)
    for made, path in moves:
        made.rename(path)
    fsync_path(home.snapshots)
