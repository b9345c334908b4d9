"""Everyone's score: every shopper of a book as of its `as_of`, without a request.

For lists of whom to offer credit, before anyone asks. A file of its own: it is no part of the
book in use, and no decision on an application rests on it.
"""

import os
from dataclasses import asdict
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from data import book, contract, read
from data.errors import ThinfileError
from data.features import compute
from data.home import PARTIAL, Home, write_whole
from data.progress import Progress, silent
from scoring import catalogue, model, scores_file, whole
from scoring.model import Model, Scored
from scoring.reasons import reasons_table
from scoring.score import origin_of, require_same_features
from scoring.scores_file import Origin

HERE = Path(__file__).parent
CHUNK_SHOPPERS = 50_000
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
        Shoppers at once, about: memory grows with it, not with the book; no score does.

    Returns
    -------
    Path
        The file, made once and found again afterwards. Its tables: `scores` (one row per
        shopper, the PD named `prob_default_without_request`), `reasons` (up to four a shopper)
        and `made_of`. What the request would show is missing in the features, so that the PD is
        that of the shopper, whatever the amount.

    Raises
    ------
    ThinfileError
        When snapshot or model are missing, damaged, or do not fit each other, or the disk is
        full. Nothing is left behind then.
    """
    named = snapshot or book.newest_snapshot(home)
    with (
        whole.or_nothing(home.scores, "Scoring"),
        book.open_book(home, book.unscored(named)) as con,
    ):
        used = version or model.newest(home)
        loaded = model.load(book.model_path(home, used))
        require_same_features(con, loaded, named)
        origin = origin_of(home, named, used)
        path = path_of(home, origin)
        if path.exists() and is_whole(con, path, origin):
            return path
        _make_room(home, con)
        with write_whole(path) as partial:
            _write(con, partial, origin, loaded, chunk_shoppers=chunk_shoppers, progress=progress)
            if not is_whole(con, partial, origin):
                raise RuntimeError("every shopper should have one score")
    return path


def _make_room(home: Home, con: duckdb.DuckDBPyConnection) -> None:
    """Give the engine memory for many shoppers' features, and a place to spill to."""
    home.scores.mkdir(parents=True, exist_ok=True)
    spill = home.scores / f"spill.{os.getpid()}{PARTIAL}"  # swept with whatever was left behind
    con.execute("set temp_directory = $spill", {"spill": str(spill)})
    con.execute("set memory_limit = $memory", {"memory": FEATURE_MEMORY})


def _write(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    origin: Origin,
    loaded: Model,
    *,
    chunk_shoppers: int,
    progress: Progress,
) -> None:
    """Compute and score the shoppers of one range after another."""
    names, lost = list(loaded.manifest.features), catalogue.lost(con)
    with con.cursor() as cursor, scores_file.fresh(con, path, origin) as append:
        cursor.execute("use snapshot")
        compute.prepare(cursor)
        ranges = compute.customer_ranges(cursor, "customer_bounds", chunk_shoppers)
        for at, (first, following) in enumerate(ranges):
            progress("everyone", at, len(ranges))
            values = {"first_customer": first, "next_customer": following}
            frame = compute.frame_of(cursor, "chosen_everyone", values)
            scored = loaded.score(frame)
            consents = read.query(
                con, "consented_customers", purpose=contract.CREDIT_SCORING, **values
            )
            append("scores", _scores(frame, scored, consents))
            append("reasons", reasons_table("customer_id", frame, scored.points, names, lost))
    progress("everyone", len(ranges), len(ranges))


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
        except duckdb.Error:
            return False
        finally:
            cursor.execute("use memory")
            cursor.execute("detach everyone")
    return made_of == [tuple(asdict(origin).values())] and shoppers == scored
