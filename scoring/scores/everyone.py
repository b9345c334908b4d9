"""Everyone's score: every shopper of a book as of its `as_of`, without a request.

For lists of whom to offer credit, before anyone asks. A file of its own: it is no part of the
book in use, and no decision on an application rests on it.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from data import book, contract, faults, read, side_by_side
from data.errors import ThinfileError
from data.features import ranges
from data.features.ranges import Range
from data.home import PARTIAL, Home, write_whole
from data.progress import Progress, silent
from scoring import catalogue, whole
from scoring.explain.reasons import reasons_table
from scoring.models import in_force, model
from scoring.models.model import Model, Scored
from scoring.scores import scores_file
from scoring.scores.score import origin_of, require_same_features
from scoring.scores.scores_file import Origin

HERE = Path(__file__).parent
CHUNK_SHOPPERS = 25_000
MOST_WORKERS = 8  # each range takes up to 0.3 GB of the memory below
MANY_RANGES = 100  # of so many the book is larger than the memory, and ranges wait for the disk
FEATURE_MEMORY = "4GB"
TABLES = ("made_of", "scores", "reasons")


def path_of(home: Home, origin: Origin) -> Path:
    """Give the file of everyone's scores, ``<snapshot>.<model>.everyone.duckdb``."""
    return book.scores_path(home, f"{origin.name}.everyone")


def score_everyone(
    home: Home,
    *,
    snapshot: str | None = None,
    version: str | None = None,
    progress: Progress = silent,
    chunk_shoppers: int = CHUNK_SHOPPERS,
    workers: int | None = None,
) -> Path:
    """Score every shopper of a snapshot as of its `as_of`, as if asking without a request.

    Parameters
    ----------
    home : Home
    snapshot : str, optional
        The newest by default.
    version : str, optional
        Model; the newest by default.
    progress : Progress
    chunk_shoppers : int
        Shoppers to a range, about: memory grows with it, not with the book; no score does.
    workers : int, optional
        Ranges at once: by default as many as there are cores, and one more in a large book.

    Returns
    -------
    Path
        The file, made once and found again afterwards. Its tables: `scores` (one row per
        shopper, the PD named `prob_default_without_request`), `reasons` (up to four a shopper)
        and `made_of`. What a request would show counts as in the reference's mean, with 0 points,
        and is nobody's reason: the PD is the shopper's with a request as approved ones have it.

    Raises
    ------
    ThinfileError
        When snapshot or model are missing, damaged, or do not fit each other, or the disk is
        full. Nothing is left behind then.
    """
    named = snapshot or book.newest_snapshot(home)
    with (
        whole.or_nothing(home.scores, "Scoring"),
        open_snapshot(home, named) as con,
    ):
        used = version or in_force.newest(home) or model.newest(home)
        loaded = model.load(book.model_path(home, used))
        require_same_features(con, loaded, named)
        origin = origin_of(home, named, used)
        path = path_of(home, origin)
        if path.exists() and is_whole(con, path, origin):
            return path
        with write_whole(path) as partial:
            cut = shoppers(con, chunk_shoppers)
            with features(con, cut, workers) as frames:
                _write(con, partial, origin, loaded, cut, frames=frames, progress=progress)
            if not is_whole(con, partial, origin):
                raise RuntimeError("every shopper should have one score")
    return path


@contextlib.contextmanager
def open_snapshot(home: Home, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot as `data.book.open_book` does, with room for everyone's features.

    The room is made before the first query: once the engine has spilled, its folder is fixed.
    """
    home.scores.mkdir(parents=True, exist_ok=True)
    spill = home.scores / f"spill.{os.getpid()}{PARTIAL}"  # swept with whatever was left behind
    with book.open_book(home, book.unscored(name)) as con:
        con.execute("set temp_directory = $spill", {"spill": str(spill)})
        con.execute("set memory_limit = $memory", {"memory": FEATURE_MEMORY})
        yield con


def of_request() -> frozenset[str]:
    """Name the features that take a request.

    Missing they would not be unknown to the model, which has seen no application without its
    request: it would take them for the least amount and an e-mail without a name.
    """
    return frozenset(name for name, one in catalogue.load().items() if one.is_of_request)


def shoppers(con: duckdb.DuckDBPyConnection, chunk: int = CHUNK_SHOPPERS) -> list[Range]:
    """Cut the shoppers of an open snapshot into ranges of about `chunk` each."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        return ranges.customer_ranges(cursor, "customer_bounds", chunk)


@contextlib.contextmanager
def features(
    con: duckdb.DuckDBPyConnection, cut: list[Range], workers: int | None = None
) -> Iterator[Iterator[pd.DataFrame]]:
    """Compute shoppers' features as of the book's `as_of`, without a request.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        As `open_snapshot` gives it.
    cut : list of (first, next)
        Ranges, as `shoppers` gives them.
    workers : int, optional
        As for `score_everyone`.

    Returns
    -------
    context manager of an iterator of pandas.DataFrame
        A frame for each range, in order.
    """
    is_read_from_disk = len(cut) >= MANY_RANGES
    at_once = workers or min(side_by_side.cores() + is_read_from_disk, MOST_WORKERS)
    with ranges.frames(con, "chosen_everyone", cut, workers=at_once) as frames:
        yield frames


def _write(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    origin: Origin,
    loaded: Model,
    cut: list[Range],
    *,
    frames: Iterator[pd.DataFrame],
    progress: Progress,
) -> None:
    """Score the shoppers of one range after another, while the next ones' features are made."""
    names, asked = list(loaded.manifest.features), of_request()
    untold = catalogue.lost(con) | dict.fromkeys(asked, "the request")
    progress("everyone", 0, len(cut))
    with scores_file.fresh(con, path, origin) as append:
        for done, ((first, following), frame) in enumerate(zip(cut, frames, strict=True), start=1):
            scored = loaded.score(frame, rows_in_all=len(cut) * len(frame), as_reference=asked)
            consents = read.query(
                con,
                "consented_customers",
                purpose=contract.CREDIT_SCORING,
                first_customer=first,
                next_customer=following,
            )
            append("scores", _scores(frame, scored, consents))
            append("reasons", reasons_table("customer_id", frame, scored.points, names, untold))
            progress("everyone", done, len(cut))


def _scores(frame: pd.DataFrame, scored: Scored, consents: pd.DataFrame) -> pa.Table:
    if frame["customer_id"].tolist() != consents["customer_id"].tolist():
        raise RuntimeError("features and consents should be of the same shoppers")
    return pa.table(
        {
            "customer_id": pa.array(frame["customer_id"]),
            "assessed_at": pa.array(frame["applied_at"]),
            "raw_score": pa.array(scored.raw_score),
            "score": pa.array(scored.score, pa.int16()),
            "prob_default_without_request": pa.array(scored.prob_default),
            "depth_band": pa.array(frame["depth_band"]),
            "is_sufficient": pa.array(frame["is_sufficient"]),
            "has_consent": pa.array(consents["has_consent"], pa.bool_()),
        }
    )


def is_whole(con: duckdb.DuckDBPyConnection, path: Path, origin: Origin) -> bool:
    """Tell whether a file holds every shopper of an open snapshot once, scored by this model.

    Every row is read back.
    """
    with con.cursor() as cursor:
        try:
            book.attach(cursor, path, "everyone", read_only=True)
        except ThinfileError:
            return False
        try:
            made_of = cursor.execute("from everyone.made_of").fetchall()
            for table in TABLES:
                cursor.execute(f"select bit_xor(hash(t)) from everyone.{table} as t").fetchall()  # noqa: S608 - our own names
            cursor.execute("use snapshot")
            counted = (HERE / "everyone_whole.sql").read_text(encoding="utf-8")
            [(shoppers, scored)] = cursor.execute(counted).fetchall()
        except duckdb.Error as broken:
            if faults.of_the_machine(str(broken)) is not None:
                raise  # it is not the file that is wanting
            return False
        finally:
            cursor.execute("use memory")
            cursor.execute("detach everyone")
    return made_of == [tuple(asdict(origin).values())] and shoppers == scored
