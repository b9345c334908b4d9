"""Doubts computed beforehand, in the file of scores: of the undecided, and of some decided ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from data import read, side_by_side
from data.progress import Progress, silent
from scoring.catalogue import Family
from scoring.explain import uncertainty
from scoring.explain.uncertainty import Doubt
from scoring.scores.scores_file import Append

if TYPE_CHECKING:
    from scoring.models.model import Model

HERE = Path(__file__).parent
MOST = 10_000  # of a book whose decisions are made elsewhere; about six minutes of two cores
SAMPLED = 2 / 3  # times the root of how many are decided: 150 of 50,000, 667 of a million


def add(
    con: duckdb.DuckDBPyConnection,
    append: Append,
    loaded: "Model",
    *,
    most: int = MOST,
    sampled: float = SAMPLED,
    progress: Progress = silent,
) -> None:
    """Add the doubts of undecided applications, and of a sample of others, to a new file of scores.

    However far a score lies from the cut-offs of today: another policy may come in force, and an
    interval reaches farther than one would think. Beyond the newest `most`, histories are not
    drawn; of those only whoever has too little to draw from is named, since they go to a person.
    The sample of decided ones stands for all of them in `scoring.risk.strategy.unchecked`.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        As given by `data.book.open_book`, while `scoring.scores.scores_file.fresh` writes.
    append : Append
        As given by it; the scores are all there.
    loaded : Model
    most : int
        Undecided applications whose histories are drawn.
    sampled : float
        Of ``n`` decided applications, ``sampled · √n`` are drawn as well.
    progress : Progress
    """
    with con.cursor() as cursor:
        select = (HERE / "whose_doubts.sql").read_text(encoding="utf-8")
        asked = cursor.execute(select, {"most": most, "sampled": sampled}).fetchall()
    wanted = [str(name) for name, is_drawn, _ in asked if is_drawn]
    found: list[Doubt] = list(
        uncertainty.too_thin_of(con, [str(name) for name, is_drawn, _ in asked if not is_drawn])
    )
    drawn = uncertainty.doubts(con, loaded, wanted, workers=side_by_side.cores())
    for done, one in enumerate(drawn):
        progress("doubt", done, len(wanted))
        found.append(one)
    progress("doubt", len(wanted), len(wanted))
    append("doubts", doubt_table(found))
    append("stability", stability_table(found))


def doubt_table(found: Sequence[Doubt]) -> pa.Table:
    """Write doubts as a table, one row per application."""
    return pa.table(
        {
            "application_id": pa.array([one.application_id for one in found], pa.string()),
            "active_weeks": pa.array([one.active_weeks for one in found], pa.int32()),
            "resamples": pa.array([one.resamples for one in found], pa.int32()),
            "raw_low": pa.array([one.raw_low for one in found], pa.float64()),
            "raw_high": pa.array([one.raw_high for one in found], pa.float64()),
            "redraw_low": pa.array([one.redraw_low for one in found], pa.int16()),
            "redraw_high": pa.array([one.redraw_high for one in found], pa.int16()),
        }
    )


def stability_table(found: Sequence[Doubt]) -> pa.Table:
    """Write the stability of reasons as a table, one row per application and family."""
    rows = [
        {"application_id": one.application_id, "family": family.value, "negative_share": share}
        for one in found
        for family, share in one.negative_share.items()
    ]
    kinds = {"application_id": pa.string(), "family": pa.string(), "negative_share": pa.float64()}
    return pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items())))


def find(con: duckdb.DuckDBPyConnection, application_id: str) -> Doubt | None:
    """Read an application's doubt from an open book; None where it was not computed beforehand.

    Raises
    ------
    ThinfileError
        When the book was scored by a version that kept no doubts.
    """
    row = read.record(con, "application_doubt", application_id=application_id)
    if row is None:
        return None
    shares = read.query(con, "application_stability", application_id=application_id)
    stable = zip(shares["family"], shares["negative_share"], strict=True)
    return Doubt(
        application_id=application_id,
        **row,
        negative_share={Family(name): float(share) for name, share in stable},
    )
