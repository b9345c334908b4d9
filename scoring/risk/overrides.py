"""Decisions against the recommendation: how often, by whom, why, and how they turned out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import read
from scoring.metrics.rates.difference import Difference, difference
from scoring.metrics.rates.rate import Rate, rate
from scoring.risk import decided_since

FEW = 30  # known outcomes below which a bad rate tells next to nothing
COUNTS = (
    "decisions", "lent", "loans", "known", "bads", "prob_default", "prob_default_known",
)  # fmt: skip


class Direction(StrEnum):
    """How a decision stands to the recommendation."""

    LENT = "lent against a decline"
    DECLINED = "declined against an approval"
    OTHER_TERMS = "other terms than recommended"
    ABOVE_LIMIT = "more than the limit"
    AS_RECOMMENDED = "as recommended"
    LEFT = "left to the person"
    NOT_KNOWN = "recommendation not known"

    @property
    def is_override(self) -> bool:
        """Whether it goes against the recommendation."""
        return self in OVERRIDES


OVERRIDES = (Direction.LENT, Direction.DECLINED, Direction.OTHER_TERMS, Direction.ABOVE_LIMIT)
_JUDGED = (*OVERRIDES, Direction.AS_RECOMMENDED)


@dataclass(frozen=True, slots=True)
class Turned:
    """How the cases of a group turned out.

    Parameters
    ----------
    decisions : int
    bad_rate : Rate
        Of their loans with a known outcome.
    expected : float
        What the PDs expect of those loans, 0–1; of all cases where no loan was made; NaN without
        cases.
    is_observed : bool
        Whether any loan's outcome is known.
    """

    decisions: int
    bad_rate: Rate
    expected: float
    is_observed: bool

    @property
    def is_few(self) -> bool:
        """Whether too few outcomes are known to tell anything."""
        return self.bad_rate.trials < FEW


@dataclass(frozen=True, slots=True)
class Officers:
    """How often each person overrides, against all the others.

    Parameters
    ----------
    frame : pandas.DataFrame
        Index officer; `decisions` with a recommendation to follow or not, `overrides`, and of
        these each of `OVERRIDES`.
    rate : list of Rate
        Overrides among those decisions.
    difference : Difference
        Own rate minus that of the others; more than noise where marked.
    turned : list of Turned
        How each person's overrides turned out.
    """

    frame: pd.DataFrame
    rate: list[Rate]
    difference: Difference
    turned: list[Turned]


def cells(
    con: duckdb.DuckDBPyConnection, ledger: pd.DataFrame, lender_ids: list[str] | None
) -> pd.DataFrame:
    """Count the decisions of the book and of the ledger.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    ledger : pandas.DataFrame
        ``application_id``, ``decided_at``, ``decided_by``, ``decision``, ``recommendation``,
        ``override_reason`` of the decisions in force.
    lender_ids : list of str or None
        None for all.

    Returns
    -------
    pandas.DataFrame
        As in ``data/queries/risk_override_cells.sql``.
    """
    made = decided_since.lists(ledger)
    return read.query(con, "risk_override_cells", lender_ids=lender_ids, **made)


def judged(found: pd.DataFrame) -> pd.DataFrame:
    """Keep the decisions that had a recommendation to follow or not."""
    return found[found["direction"].isin([str(direction) for direction in _JUDGED])]


def not_known(found: pd.DataFrame) -> int:
    """Count the decisions of which it is not known what was recommended."""
    return int(found.loc[found["direction"] == Direction.NOT_KNOWN, "decisions"].sum())


def override_rate(found: pd.DataFrame) -> Rate:
    """Give the share of overrides among the decisions that had a recommendation."""
    of = judged(found)
    against = of[of["direction"] != Direction.AS_RECOMMENDED]
    return rate(int(against["decisions"].sum()), int(of["decisions"].sum()))


def by_direction(found: pd.DataFrame) -> Mapping[Direction, Turned]:
    """Give how each direction turned out, and the loans made as recommended beside them."""
    turned = {}
    for direction in _JUDGED:
        of = found[found["direction"] == direction]
        if direction is Direction.AS_RECOMMENDED:
            of = of[of["lent"] > 0]
        turned[direction] = _turned(of)
    return turned


def by_reason(found: pd.DataFrame, direction: Direction) -> Mapping[str, Turned]:
    """Give how each reason's overrides turned out, the most frequent first."""
    of = found[found["direction"] == direction]
    sizes = of.groupby("reason")["decisions"].sum().sort_values(ascending=False, kind="stable")
    return {str(reason): _turned(of[of["reason"] == reason]) for reason in sizes.index}


def by_officer(found: pd.DataFrame) -> Officers:
    """Compare how often people override, each with all the others, the most decisions first."""
    of = judged(found)
    wide = of.pivot_table(
        index="officer", columns="direction", values="decisions", aggfunc="sum", fill_value=0
    ).reindex(columns=[str(direction) for direction in _JUDGED], fill_value=0)
    against = wide[[str(direction) for direction in OVERRIDES]]
    frame = against.assign(decisions=wide.sum(axis=1), overrides=against.sum(axis=1))
    frame = frame.sort_values("decisions", ascending=False, kind="stable")
    hits, trials = _whole(frame["overrides"]), _whole(frame["decisions"])
    sums = of[of["direction"] != Direction.AS_RECOMMENDED].groupby("officer")[list(COUNTS)].sum()
    sums = sums.reindex(frame.index, fill_value=0)
    return Officers(
        frame=frame,
        rate=[rate(int(k), int(n)) for k, n in zip(hits, trials, strict=True)],
        difference=difference(hits, trials, hits.sum() - hits, trials.sum() - trials),
        turned=[_turned(sums.iloc[[at]]) for at in range(len(sums))],
    )


def against_recommended(
    turned: Mapping[Direction, Turned],
) -> tuple[list[Direction], Difference]:
    """Compare bad rates of overrides with that of the loans made as recommended.

    Returns
    -------
    list of Direction
        Those with a known outcome.
    Difference
        Their bad rates minus that of the loans as recommended; marks count all of them (Holm).
    """
    base = turned[Direction.AS_RECOMMENDED].bad_rate
    seen = [one for one in OVERRIDES if turned[one].is_observed]
    rates = [turned[one].bad_rate for one in seen]
    hits, trials = [one.hits for one in rates], [one.trials for one in rates]
    return seen, difference(hits, trials, base.hits, base.trials)


def _turned(of: pd.DataFrame) -> Turned:
    sums = {name: float(of[name].sum()) for name in COUNTS}
    known = int(sums["known"])
    if known:
        expected = sums["prob_default_known"] / known
    else:
        expected = sums["prob_default"] / sums["decisions"] if sums["decisions"] else np.nan
    return Turned(int(sums["decisions"]), rate(int(sums["bads"]), known), expected, known > 0)


def _whole(column: "pd.Series[int]") -> NDArray[np.int64]:
    return np.asarray(column, dtype=np.int64)
