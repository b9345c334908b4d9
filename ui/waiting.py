"""One page of the queue, read from the book: which applications wait, what is recommended."""

from dataclasses import asdict, dataclass
from datetime import datetime

import duckdb
import pandas as pd

from data import read
from scoring.policy import Policy
from scoring.recommendation import actions

PAGE_ROWS = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue keeps; None keeps all.

    Parameters
    ----------
    is_decided : bool or None
    product, lender_id, depth_band : str or None
    score_from, score_below : int or None
        Displayed score, from (inclusive) and below (exclusive).
    only : tuple of str or None
        None but these applications.
    without : tuple of str
        None of these applications.
    decided_here : tuple of str
        Applications that were decided at the desk, beside those that the book brings as decided.
    """

    is_decided: bool | None = None
    product: str | None = None
    lender_id: str | None = None
    depth_band: str | None = None
    score_from: int | None = None
    score_below: int | None = None
    only: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    decided_here: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some rows of the queue.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row per application with the columns of `data/queries/queue_rows.sql` and, where there
        are scores, `action`.
    applications : int
        How many the filters keep, on all pages.
    """

    rows: pd.DataFrame
    applications: int

    @property
    def pages(self) -> int:
        """How many pages the applications fill, at least 1."""
        return max(-(-self.applications // PAGE_ROWS), 1)


def read_queue(
    con: duckdb.DuckDBPyConnection,
    filters: Filters,
    page: int,
    *,
    lender_ids: tuple[str, ...] | None,
    policy: Policy,
    is_scored: bool,
    last_days_before: datetime,
) -> QueuePage:
    """Read one page of the queue: first what is due within days, then the most pressing.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book.
    filters : Filters
    page : int
        From 1.
    lender_ids : tuple of str or None
        The viewer's lenders; None is all.
    policy : Policy
        Its cut-offs order the queue, its rules recommend.
    is_scored : bool
        Whether the book has scores.
    last_days_before : datetime
        UTC, without a zone: who applied before it must be told within days.

    Returns
    -------
    QueuePage
    """
    chosen = asdict(filters)
    chosen["only"] = None if filters.only is None else list(filters.only)
    chosen["without"] = list(filters.without)
    chosen["decided_here"] = list(filters.decided_here)
    scope = {
        "lender_ids": None if lender_ids is None else list(lender_ids),
        "size": PAGE_ROWS,
        "skip": PAGE_ROWS * (page - 1),
    }
    if not is_scored:
        del chosen["score_from"], chosen["score_below"]
        rows = read.query(con, "queue_unscored_rows", **chosen, **scope)
        return QueuePage(rows, _applications(rows))
    rows = read.query(
        con,
        "queue_rows",
        **chosen,
        **scope,
        refer_from=policy.refer_from,
        approve_from=policy.approve_from,
        last_days_before=last_days_before,
    )
    return QueuePage(rows.assign(action=actions(rows, policy)), _applications(rows))


def _applications(rows: pd.DataFrame) -> int:
    return int(rows["applications"].iloc[0]) if len(rows) else 0
