"""Similar cases: those whose scores were made of the same points, and what became of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import read
from scoring.metrics.rates.wilson import wilson

NEAREST = 50
CONFIDENCE = 0.90
SHORTLIST = 4  # times as many are looked at again with all digits


@dataclass(frozen=True, slots=True)
class Cases:
    """Applications with a known outcome, oldest outcome first.

    Parameters
    ----------
    rows : pandas.DataFrame
        `application_id`, `customer_id`, `lender_id`, `score`, `prob_default`, `is_decided`,
        `decision` and `decided_at` by the book, missing where it holds none, `is_bad`,
        `observed_at`.
    points : (n, f) float32
        Points of each feature.
    squares : (n,) float32
        Sum of the squares of each row of `points`.
    names : tuple of str
        The features.
    """

    rows: pd.DataFrame
    points: NDArray[np.float32]
    squares: NDArray[np.float32]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """The nearest cases of one application.

    Parameters
    ----------
    rows : pandas.DataFrame
        As in `Cases`, nearest first, with `distance` in points.
    among : int
        How many were matured by then.
    bads : int
    bad_low, bad_high : float
        90 % Wilson interval of the bad rate, 0-1.
    expected : float
        Mean PD of these cases, 0-1; NaN where there are none.
    """

    rows: pd.DataFrame
    among: int
    bads: int
    bad_low: float
    bad_high: float
    expected: float

    @property
    def bad_rate(self) -> float:
        """Share that went bad, 0-1; NaN where there are none."""
        return self.bads / len(self.rows) if len(self.rows) else float("nan")


def cases(con: duckdb.DuckDBPyConnection, names: Sequence[str]) -> Cases:
    """Read the cases of an open book that has scores, once for many searches.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        As given by `data.book.open_book`.
    names : sequence of str
        The model's features.
    """
    frame = read.query(con, "similar_cases")
    points = frame[list(names)].to_numpy(dtype=np.float32)
    rows = frame.drop(columns=list(names))
    return Cases(rows, points, np.einsum("ij,ij->i", points, points), tuple(names))


def similar(
    held: Cases,
    points: Mapping[str, float],
    *,
    customer_id: str,
    before: datetime,
    decided: Mapping[str, tuple[str, datetime]] = MappingProxyType({}),
    lender_ids: Collection[str] | None = None,
    nearest: int = NEAREST,
) -> Similar:
    """Find the nearest decided cases that were matured before an application was made.

    Near means near for the score: the distance is the Euclidean one between the points of all
    features. Cases of the same customer are left out.

    Parameters
    ----------
    held : Cases
    points : mapping
        Of the application, by feature.
    customer_id : str
    before : datetime
        When it was made, UTC; outcomes known from then on are not looked at.
    decided : mapping
        What the desk decided and when, UTC, by application: of a decision here and one of the book
        the newer counts, and this one where both are of one moment.
    lender_ids : collection of str, optional
        The viewer's lenders; by default all.
    nearest : int
        How many; all where there are fewer.
    """
    among = int(held.rows["observed_at"].searchsorted(pd.Timestamp(before), side="left"))
    matured = held.rows.iloc[:among]
    is_other = (matured["customer_id"] != customer_id).to_numpy(dtype=np.bool_)
    if lender_ids is not None:
        is_other = is_other & matured["lender_id"].isin(list(lender_ids)).to_numpy(dtype=np.bool_)
    is_other = is_other & _is_decided(matured, decided)
    own = np.array([points[name] for name in held.names], dtype=np.float64)
    rough = held.squares[:among] - 2 * (held.points[:among] @ own.astype(np.float32))
    rough[~is_other] = np.inf
    count = min(nearest, int(is_other.sum()))
    wanted = min(count * SHORTLIST, len(rough))
    shortlist = (
        np.sort(np.argpartition(rough, wanted - 1)[:wanted]) if count else np.flatnonzero([])
    )
    shortlist = shortlist[is_other[shortlist]]
    distance = np.sqrt(((held.points[shortlist].astype(np.float64) - own) ** 2).sum(axis=1))
    best = np.argsort(distance, kind="stable")[:count]
    found = matured.iloc[shortlist[best]].assign(distance=distance[best])
    found["decision"] = [
        _newer(decided.get(name), decision, at)
        for name, decision, at in zip(
            found["application_id"], found["decision"], found["decided_at"], strict=True
        )
    ]
    bads = int(found["is_bad"].sum())
    low, high = wilson(bads, count, confidence=CONFIDENCE)
    expected = float(found["prob_default"].mean()) if count else float("nan")
    return Similar(
        found.reset_index(drop=True), int(is_other.sum()), bads, float(low), float(high), expected
    )


def _is_decided(
    rows: pd.DataFrame, decided: Mapping[str, tuple[str, datetime]]
) -> NDArray[np.bool_]:
    found = rows["is_decided"].to_numpy(dtype=np.bool_, copy=True)
    others = np.flatnonzero(~found)
    if decided and others.size:
        found[others] = rows["application_id"].iloc[others].isin(list(decided)).to_numpy()
    return found


def _newer(of_desk: tuple[str, datetime] | None, decision: str, at: pd.Timestamp) -> str:
    if of_desk is None or (pd.notna(at) and at > of_desk[1]):
        return decision
    return of_desk[0]
