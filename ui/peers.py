"""Where the scores of comparable applicants lie, read from a book that has scores."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from data import read
from ui.comparable import Comparable

BIN_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Peers:
    """Scores of comparable applicants.

    Parameters
    ----------
    bins : tuple of (int, int)
        (lower edge of a bin of `BIN_WIDTH` points, applications).
    dimensions : mapping
        Dimension to the 10th, 50th and 90th percentile of its points, to the whole point.
    """

    bins: tuple[tuple[int, int], ...]
    dimensions: Mapping[str, tuple[float, float, float]]


def find_peers(
    con: duckdb.DuckDBPyConnection, group: Comparable, lender_ids: tuple[str, ...] | None
) -> Peers:
    """Read where the scores and dimensions of comparable applicants of some lenders lie."""
    whom = {
        "product": group.product,
        "depth_band": group.depth_band,
        "lender_ids": None if lender_ids is None else list(lender_ids),
    }
    bins = read.query(con, "comparable_scores", **whom)
    dimensions = read.query(con, "comparable_dimensions", **whom)
    return Peers(
        bins=tuple((int(edge), int(count)) for edge, count in bins.itertuples(index=False)),
        dimensions={
            str(name): (float(low), float(middle), float(high))
            for name, low, middle, high in dimensions.itertuples(index=False)
        },
    )
