"""Where the scores of comparable applicants lie, read from a book that has scores."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from data import read

BIN_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Peers:
    """Scores of comparable applicants.

    Parameters
    ----------
    bins : tuple of (int, int)
        (lower edge of a bin of `BIN_WIDTH` points, applications).
    dimensions : mapping
        Dimension to the 10th, 50th and 90th percentile of its points.
    """

    bins: tuple[tuple[int, int], ...]
    dimensions: Mapping[str, tuple[float, float, float]]


def find_peers(con: duckdb.DuckDBPyConnection, group_id: str) -> Peers:
    """Read where the scores and dimensions of a group of comparable applicants lie."""
    bins = read.query(con, "comparable_scores", group_id=group_id)
    dimensions = read.query(con, "comparable_dimensions", group_id=group_id)
    return Peers(
        bins=tuple((int(edge), int(count)) for edge, count in bins.itertuples(index=False)),
        dimensions={
            str(name): (float(low), float(middle), float(high))
            for name, low, middle, high in dimensions.itertuples(index=False)
        },
    )
