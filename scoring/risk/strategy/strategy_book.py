"""A scored book laid down for the strategy lab: whom a population holds, its cells, and its people.

A cell holds the applications that every policy judges alike: those of one score, alike in what
rules, limits and doubts ask of them. Applications lie sorted by cell, so that the cells of any
population are sums over slices; SQL needs a second to group a million applications.
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from data import read
from scoring.policies.recommendation import FEWEST_WEEKS
from scoring.risk.cohorts.cohort_counts import Members, is_in
from scoring.risk.strategy.cells import Cells
from scoring.risk.strategy.strategy import DIMENSIONS

_KEYS = (
    "score",
    "rules",
    "is_insufficient",
    "step",
    "is_doubt_known",
    "is_too_thin",
    "redraw_low",
    "redraw_high",
)
MONEY = (
    "amount_at_risk",
    "amount_variance",
    "income",
    "income_variance",
    "income_covariance",
)
Floats = NDArray[np.float32]
Rows = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class StrategyBook:
    """The scored applications of a viewer's lenders, ``n`` of them sorted by cell.

    Parameters
    ----------
    multiples : tuple of float
        As `scoring.risk.strategy.cells.Cells` has them.
    keys : pandas.DataFrame
        What the applications of each cell have in common.
    starts : (cells,) int
        The first row of each cell.
    names : tuple of str
    numbers : (n, names) float32
        What is summed.
    applied_at : (n,) datetime64
        UTC.
    product, depth_band : pandas.Categorical
        ``(n,)`` each.
    place : (n,) int32
        In the book's features.
    """

    multiples: tuple[float, ...]
    keys: pd.DataFrame
    starts: NDArray[np.int64]
    names: tuple[str, ...]
    numbers: Floats
    applied_at: NDArray[np.datetime64]
    product: pd.Categorical
    depth_band: pd.Categorical
    place: Rows


def prepare(
    con: duckdb.DuckDBPyConnection, lender_ids: list[str] | None, multiples: tuple[float, ...]
) -> StrategyBook:
    """Lay a book down; takes seconds for a million applications, once a book and its lenders."""
    rows = read.query(con, "risk_strategy_rows", lender_ids=lender_ids)
    rows["step"] = _step(rows["amount"].to_numpy(), rows["monthly_spend"].to_numpy(), multiples)
    rows["is_doubt_known"] = rows["active_weeks"].notna()
    rows["is_too_thin"] = (rows["active_weeks"] < FEWEST_WEEKS).fillna(False).astype(bool)
    for name in ("redraw_low", "redraw_high"):
        rows[name] = rows[name].astype("float64")
    cell = rows.groupby(list(_KEYS), sort=True, dropna=False).ngroup().to_numpy()
    order = np.argsort(cell, kind="stable").astype(np.int32)
    starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
    summed = _summed(rows)
    numbers = np.empty((len(rows), len(summed)), dtype=np.float32)
    for at, values in enumerate(summed.values()):
        numbers[:, at] = values[order]
    return StrategyBook(
        multiples=multiples,
        keys=rows.loc[order[starts], list(_KEYS)].reset_index(drop=True),
        starts=starts,
        names=tuple(summed),
        numbers=numbers,
        applied_at=rows["applied_at"].to_numpy()[order],
        product=pd.Categorical(rows["product"])[order],
        depth_band=pd.Categorical(rows["depth_band"])[order],
        place=rows["place"].to_numpy(dtype=np.int32)[order],
    )


def _step(
    amount: NDArray[np.float64], spend: NDArray[np.float64], multiples: tuple[float, ...]
) -> NDArray[np.int64]:
    """Count the multiples of monthly spend that are too small for an amount, ``(n,)``.

    None is where either is not known.
    """
    limits = np.asarray(multiples)
    low = np.zeros(amount.size, dtype=np.int64)
    high = np.full_like(low, limits.size)
    while (low < high).any():  # bisection, by the very product that a policy compares
        middle = (low + high) // 2
        is_too_small = limits[np.minimum(middle, limits.size - 1)] * spend < amount
        is_open = low < high
        low = np.where(is_open & is_too_small, middle + 1, low)
        high = np.where(is_open & ~is_too_small, middle, high)
    return low


def _summed(rows: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    """Give what each application adds to its cell, ``(n,)`` each; what is not known adds 0."""
    p, amount, balance = (
        rows[name].fillna(0).to_numpy(dtype=np.float64)
        for name in ("prob_default", "amount", "balance")
    )
    income, spread = rows["income"].fillna(0).to_numpy(dtype=np.float64), p * (1 - p)
    never = rows["is_never_approved"].to_numpy(dtype=np.float64)
    money = {
        "amount_at_risk": p * amount,
        "amount_variance": spread * amount**2,
        "income": (1 - p) * income,
        "income_variance": spread * income**2,
        "income_covariance": spread * income * amount,
    }
    return {
        "applications": np.ones(len(rows)),
        "sampled": rows["is_sampled"].to_numpy(dtype=np.float64),
        "goods": rows["is_good"].to_numpy(dtype=np.float64),
        "bads": rows["is_bad"].to_numpy(dtype=np.float64),
        "never_approved": never,
        "unpriced": rows["income"].isna().to_numpy(dtype=np.float64),
        "prob_default": p,
        "amount": amount,
        "balance": balance,
        **money,
        **{f"never_{name}": never * values for name, values in money.items()},
        **{name: rows[name].fillna(0).to_numpy(dtype=np.float64) for name in DIMENSIONS},
    }


def population(
    book: StrategyBook,
    *,
    since: datetime,
    product: str | None = None,
    depth_band: str | None = None,
    members: Members | None = None,
    among: Rows | None = None,
) -> Rows:
    """Give the rows of a population, rising; None keeps all.

    Parameters
    ----------
    book : StrategyBook
    since : datetime.datetime
        Applied from then on.
    product, depth_band : str, optional
    members : Members, optional
        As `scoring.risk.cohorts.cohort_counts.members` gives one cohort.
    among : Rows, optional
        Only those of these rows.
    """
    every = slice(None) if among is None else among
    kept = book.applied_at[every] >= np.datetime64(since)
    for of, value in ((book.product, product), (book.depth_band, depth_band)):
        if value is not None:
            kept &= np.asarray(of[every] == value)
    if members is not None:
        kept &= is_in(members, 0)[book.place[every]]
    return np.flatnonzero(kept).astype(np.int32) if among is None else among[kept]


def cells(book: StrategyBook, rows: Rows) -> Cells:
    """Sum a population, as `population` gives it, by cell; only cells that hold anybody.

    ``cell`` is a cell's row among the book's keys.
    """
    ends = _ends(book, rows)
    ones = np.ones(rows.size, dtype=np.float32)
    members = sparse.csr_matrix((ones, rows, ends), shape=(ends.size - 1, len(book.numbers)))
    sums = pd.DataFrame((members @ book.numbers).astype(np.float64), columns=list(book.names))
    holds = np.diff(ends) > 0
    frame = pd.concat([book.keys, sums], axis=1)[holds].rename_axis("cell").reset_index()
    return Cells(frame, book.multiples)


def people(book: StrategyBook, rows: Rows, is_wanted: NDArray[np.bool_]) -> Rows:
    """Give the places in the book of a population's applications in some of its cells.

    The newest come first.

    Parameters
    ----------
    book : StrategyBook
    rows : Rows
        As `population` gives them.
    is_wanted : (cells,) bool
        By cell, as `cells` gives them.
    """
    sizes = np.diff(_ends(book, rows))
    wanted = rows[np.repeat(is_wanted, sizes[sizes > 0])]
    return book.place[wanted[np.argsort(book.applied_at[wanted], kind="stable")[::-1]]]


def _ends(book: StrategyBook, rows: Rows) -> NDArray[np.int32]:
    """Give where in a population each cell begins, and where the last one ends."""
    return np.append(np.searchsorted(rows, book.starts), rows.size).astype(np.int32)
