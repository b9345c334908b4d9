"""Fills a new snapshot from staged tables: references, checked rows, outcomes, features."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from data import contract, intake, side_by_side
from data.book import ENGINE, attach
from data.checks import quoted
from data.comparable import build as comparable
from data.features import compute, one_shopper, whole_book
from data.progress import Progress
from data.settings import Settings
from data.staging import Staged
from data.table import Kind

HERE = Path(__file__).parent
DERIVE = HERE / "derive"
REFERENCE = HERE / "reference"
META = ("imports", "rejects", "reject_limits", "tables_given", "category_map")
MEMORY_OF_A_CORE, MEMORY_SHARE = 4 << 30, 0.5
DERIVED_FROM = frozenset({"applications", "loans", "instalments"})


@dataclass(frozen=True, slots=True)
class Identity:
    """What the snapshot says of itself beside its settings.

    Parameters
    ----------
    snapshot : str
    source : str
    input_fingerprint, recipe : str
        SHA-256, hexadecimal.
    as_of : datetime or None
        Asked for on the command line, UTC; wins over the settings.
    """

    snapshot: str
    source: str
    input_fingerprint: str
    recipe: str
    as_of: datetime | None


def sql(name: str) -> str:
    """Give the text of a file in ``data/derive``."""
    return (DERIVE / f"{name}.sql").read_text(encoding="utf-8")


def open_new(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open an engine with empty databases ``snapshot``, ``protected`` and ``work`` in a folder."""
    config = {
        **ENGINE,
        "threads": side_by_side.cores(),
        "memory_limit": f"{_memory()}B",
        "temp_directory": str(folder / "spill"),
    }
    con = duckdb.connect(":memory:", config=config)
    con.execute("set TimeZone = 'UTC'")
    for name in ("snapshot", "protected", "work"):
        attach(con, folder / f"{name}.duckdb", name, read_only=False)
    con.execute("use snapshot")
    return con


def _memory() -> int:
    """Give the bytes of memory that a build may take; past them it works on disk."""
    there_is = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(MEMORY_OF_A_CORE * side_by_side.cores(), int(there_is * MEMORY_SHARE))


def fill(
    con: duckdb.DuckDBPyConnection,
    staged: Mapping[str, Staged],
    settings: Settings,
    identity: Identity,
    progress: Progress,
    *,
    engine: whole_book.FeatureEngine = whole_book.compute,
) -> None:
    """Make every table of a snapshot.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        As given by `open_new`.
    staged : mapping of str to Staged
        The tables that were given, by name.
    settings : Settings
    identity : Identity
    progress : Progress
    engine : FeatureEngine
        Computes the features.

    Raises
    ------
    ThinfileError
        When more rows are rejected than a threshold allows.
    """
    for name in META:
        con.execute(sql(name))
    _load_references(con)
    _note_limits(con, settings)
    declared = identity.as_of or settings.as_of
    latest = declared or datetime.now(UTC).replace(tzinfo=None)
    given = frozenset(staged)
    for at, table in enumerate(contract.TABLES):
        progress(f"checking {table.name}", at, len(contract.TABLES))
        intake.create(con, table)
        if table.name in staged:
            counts = intake.take_in(
                con, table, staged[table.name], settings, latest=latest, tables_given=given
            )
            con.execute(
                "insert into snapshot.imports values ($table, $rows_read, $kept, $rejected)",
                {
                    "table": counts.table,
                    "rows_read": counts.rows_read,
                    "kept": counts.rows_kept,
                    "rejected": counts.rows_rejected,
                },
            )
    progress("checking", len(contract.TABLES), len(contract.TABLES))
    con.execute(sql("category_map_kept"))
    _note_book(con, settings, identity, declared or _last_event(con))
    _note_given(con, given, settings)
    con.execute(sql("consented"), {"purpose": contract.CREDIT_SCORING})
    engine(con, progress=progress)
    comparable.build(con)
    one_shopper.lay_down(con)
    con.execute(sql("application_index"))


def _load_references(con: duckdb.DuckDBPyConnection) -> None:
    for file in sorted(REFERENCE.glob("*.csv")):
        con.execute(
            f"create table snapshot.ref_{file.stem} as "  # noqa: S608 - our own file names
            "select * from read_csv($file, header = true)",
            {"file": str(file)},
        )


def _note_limits(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    for limit in settings.reject_limits:
        con.execute(
            "insert into snapshot.reject_limits values ($table, $rule, $share, $reason)",
            {
                "table": limit.table,
                "rule": limit.rule,
                "share": limit.share,
                "reason": limit.reason,
            },
        )


def _last_event(con: duckdb.DuckDBPyConnection) -> datetime:
    """Find the latest time of anything that has happened."""
    latest = " union all ".join(
        f"select max({quoted(column.name)}) as event_at from snapshot.{table.name}"  # noqa: S608
        for table in contract.TABLES
        for column in table.columns
        if column.kind is Kind.TIME and not column.is_scheduled
    )
    found = con.execute(f"select max(event_at) from ({latest}) as events").fetchone()  # noqa: S608
    if found is None or not isinstance(found[0], datetime):
        raise RuntimeError("a book whose orders passed the checks has a last event")
    return found[0]


def _note_book(
    con: duckdb.DuckDBPyConnection, settings: Settings, identity: Identity, as_of: datetime
) -> None:
    precision = settings.time_precision
    if precision is None:
        found = con.execute(sql("time_precision")).fetchone()
        precision = str(found[0]) if found else "second"
    con.execute(
        sql("book"),
        {
            "snapshot_id": identity.snapshot,
            "source": identity.source,
            "currency": settings.currency,
            "minor_digits": settings.minor_digits,
            "timezone": settings.timezone,
            "time_precision": precision,
            "as_of": as_of,
            "is_simulated": settings.is_simulated,
            "built_at": datetime.now(UTC).replace(tzinfo=None),
            "input_fingerprint": identity.input_fingerprint,
            "features_hash": compute.sql_hash(),
            "recipe": identity.recipe,
        },
    )


def _note_given(con: duckdb.DuckDBPyConnection, given: frozenset[str], settings: Settings) -> None:
    """Derive the outcomes where they are not given but can be, and note what was given."""
    derives = "outcomes" not in given and given >= DERIVED_FROM
    if derives:
        con.execute(
            sql("outcomes"),
            {
                "days_past_due": settings.bad_days_past_due,
                "window_months": settings.outcome_window_months,
                "as_of": _as_of(con),
            },
        )
    for table in contract.TABLES:
        con.execute(
            "insert into snapshot.tables_given values ($table, $is_given, $is_derived)",
            {
                "table": table.name,
                "is_given": table.name in given,
                "is_derived": derives and table.name == "outcomes",
            },
        )


def _as_of(con: duckdb.DuckDBPyConnection) -> datetime:
    found = con.execute("select as_of from snapshot.book").fetchone()
    if found is None:
        raise RuntimeError("the snapshot's book row is written before it is read")
    return datetime.fromisoformat(str(found[0]))
