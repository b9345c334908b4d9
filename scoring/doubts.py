"""Doubts computed beforehand: undecided applications near a cut-off, in the file of scores."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from data import read, side_by_side
from data.progress import Progress, silent
from scoring import uncertainty
from scoring.catalogue import Family
from scoring.policy import Policy
from scoring.scores_file import Append
from scoring.uncertainty import Doubt

if TYPE_CHECKING:
    from scoring.model import Model

HERE = Path(__file__).parent
NEAR = 40  # points: about four in five ends of intervals of the demo book lie no farther off


def add_near(
    con: duckdb.DuckDBPyConnection,
    append: Append,
    loaded: "Model",
    policy: Policy,
    *,
    progress: Progress = silent,
) -> None:
    """Add the doubts of undecided applications to a new file of scores.

    Histories are drawn again for those near a cut-off; far from it only those are named that have
    too little to draw from, since they go to a person whatever their score.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        As given by `data.book.open_book`, while `scoring.scores_file.fresh` writes.
    append : Append
        As given by it; the scores are all there.
    loaded : Model
    policy : Policy
        Whose cut-offs.
    progress : Progress
    """
    near = {"refer_from": policy.refer_from, "approve_from": policy.approve_from, "near": NEAR}
    wanted, thin = (_asked(con, name, near) for name in ("undecided_near", "undecided_thin"))
    found: list[Doubt] = list(uncertainty.too_thin_of(con, thin))
    thin_ones = len(found)
    for one in uncertainty.doubts(con, loaded, wanted, workers=side_by_side.cores()):
        progress("doubt", len(found) - thin_ones, len(wanted))
        found.append(one)
    progress("doubt", len(wanted), len(wanted))
    append("doubts", doubt_table(found))
    append("stability", stability_table(found))


def _asked(con: duckdb.DuckDBPyConnection, name: str, near: dict[str, int]) -> list[str]:
    with con.cursor() as cursor:
        select = (HERE / f"{name}.sql").read_text(encoding="utf-8")
        return [str(row[0]) for row in cursor.execute(select, near).fetchall()]


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
