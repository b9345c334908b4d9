"""Decisions of the desk that a book does not hold yet, laid over what was counted of the book.

A book is counted once and its sums are kept. What the desk decides later changes few applications:
their share of each sum is put right, so that nothing of the whole book is counted anew.
"""

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import read
from scoring.risk.cohorts.cohort_book import Flags
from scoring.risk.portfolio import SUMS
from scoring.risk.strategy.cells import Cells
from scoring.risk.strategy.strategy_book import MONEY, Rows, StrategyBook

_LENT = ("approve", "counter_offer")
_NEVER = ("never_approved", *(f"never_{name}" for name in MONEY))


def lists(ledger: pd.DataFrame) -> dict[str, object]:
    """Give decisions as queries take them: lists of equal length, by column; None where missing."""
    return {
        str(name): [None if pd.isna(value) else value for value in column.to_list()]
        for name, column in ledger.items()
    }


def decided_since(
    con: duckdb.DuckDBPyConnection, ledger: pd.DataFrame, lender_ids: list[str] | None
) -> pd.DataFrame:
    """Give the desk's decisions that the book does not hold; the newer one of the two counts.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    ledger : pandas.DataFrame
        As `desk.work.decided.in_force` gives the decisions in force.
    lender_ids : list of str or None
        None for all.

    Returns
    -------
    pandas.DataFrame
        As in ``data/queries/risk_decided_since.sql``, by place.
    """
    return read.query(con, "risk_decided_since", lender_ids=lender_ids, **lists(ledger))


def in_portfolio(cells: pd.DataFrame, since: pd.DataFrame) -> pd.DataFrame:
    """Add what `decided_since` changes to the cells of ``risk_portfolio_cells.sql``.

    Cells of one month, product, depth and score band then stand in several rows, to be added up.
    """
    scored = since[since["score_band"].notna()]
    if scored.empty:
        return cells
    lent = scored["decision"].isin(_LENT).astype(int) - scored["was"].isin(_LENT).astype(int)
    counted = {
        "decided": scored["was"].isna().astype(int),
        "approved": lent,
        "loans": lent * scored["counts_as_loan"].astype(int),
    }
    own = scored[["month", "product", "depth_band", "score_band"]]
    return pd.concat(
        [cells, own.assign(**dict.fromkeys(SUMS, 0) | counted)[list(cells)]], ignore_index=True
    )


def in_flags(flags: Flags, since: pd.DataFrame) -> Flags:
    """Say of the applications of `decided_since` that they are decided, and which are approved."""
    if since.empty:
        return flags
    places = since["place"].to_numpy()
    own = flags.patterns[flags.code[places]].copy()
    own[:, flags.names.index("decided")] = True
    own[:, flags.names.index("approved")] = since["decision"].isin(_LENT)
    more, at = np.unique(own, axis=0, return_inverse=True)
    code = flags.code.copy()
    code[places] = len(flags.patterns) + at
    return replace(flags, patterns=np.vstack([flags.patterns, more]), code=code)


@dataclass(frozen=True, eq=False)
class Turned:
    """Who counts as never approved, or does no more, by what the desk has decided since.

    Parameters
    ----------
    rows : Rows
        Of the strategy book, rising.
    sign : (m,) float
        1 who now does, -1 who does no more.
    """

    rows: Rows
    sign: NDArray[np.float64]


def turned(book: StrategyBook, since: pd.DataFrame) -> Turned:
    """Find whom `decided_since` makes or unmakes never approved: declined, no outcome known."""
    rows = np.flatnonzero(np.isin(book.place, since["place"].to_numpy())).astype(np.int32)
    of = since.set_index("place").loc[book.place[rows], ["decision", "was"]]
    known = book.numbers[rows][:, [book.names.index(name) for name in ("goods", "bads")]].any(
        axis=1
    )
    now, before = (of[name].eq("decline").to_numpy(dtype=bool) & ~known for name in of)
    sign = now.astype(np.float64) - before
    return Turned(rows[sign != 0], sign[sign != 0])


def in_cells(cells: Cells, book: StrategyBook, of: Turned, rows: Rows) -> Cells:
    """Put right who was never approved in the cells of a population.

    Parameters
    ----------
    cells : Cells
        As `scoring.risk.strategy.strategy_book.cells` gives them.
    book : StrategyBook
    of : Turned
    rows : Rows
        Those of the population among `of.rows`.
    """
    if not rows.size:
        return cells
    number = np.searchsorted(book.starts, rows, side="right") - 1
    at = np.searchsorted(cells.frame["cell"].to_numpy(), number)
    own = book.numbers[rows][:, [book.names.index(name) for name in ("applications", *MONEY)]]
    sums = cells.frame[list(_NEVER)].to_numpy(copy=True)
    np.add.at(sums, at, of.sign[np.isin(of.rows, rows), None] * own)
    return Cells(cells.frame.assign(**dict(zip(_NEVER, sums.T, strict=True))), cells.multiples)
