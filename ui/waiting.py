"""One page of the queue, read from the book: which applications wait, what is recommended."""

from dataclasses import asdict, dataclass
from datetime import datetime

import duckdb
import pandas as pd

from data import read
from scoring.policies.policy import Policy
from scoring.policies.recommendation import actions

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
    untold : tuple of str
        Applications that were decided at the desk and whose letter was not sent yet: a book that
        brings their decision says nothing of it.
    not_due : tuple of str
        Applications whose notice is not due within days, as their applicant was told, or their
        case was reopened since.
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
    untold: tuple[str, ...] = ()
    not_due: tuple[str, ...] = ()


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
    unread : tuple of str
        Applications of the pile whose upload cannot be read by this version.
    """

    rows: pd.DataFrame
    applications: int
    unread: tuple[str, ...] = ()

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
    beside: pd.DataFrame | None = None,
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
    beside : pandas.DataFrame, optional
        Rows of other books, as pages hold them, that take their places in the order.

    Returns
    -------
    QueuePage
    """
    others = 0 if beside is None else len(beside)
    before = PAGE_ROWS * (page - 1)
    skip = max(before - others, 0)  # so many others at most stand before this page
    chosen = asdict(filters)
    chosen["only"] = None if filters.only is None else list(filters.only)
    for name in ("without", "decided_here", "untold", "not_due"):
        chosen[name] = list(chosen[name])
    scope = {
        "lender_ids": None if lender_ids is None else list(lender_ids),
        "size": before + PAGE_ROWS - skip,
        "skip": skip,
        "last_days_before": last_days_before,
    }
    if is_scored:
        cutoffs = {"refer_from": policy.refer_from, "approve_from": policy.approve_from}
        rows = read.query(con, "queue_rows", **chosen, **scope, **cutoffs)
        rows = rows.assign(action=actions(rows, policy))
    else:
        for name in ("score_from", "score_below"):
            del chosen[name]
        rows = read.query(con, "queue_unscored_rows", **chosen, **scope)
    applications = int(rows["applications"].iloc[0]) if len(rows) else 0
    if beside is not None and others:
        rows = _in_order(rows, beside).iloc[before - skip : before - skip + PAGE_ROWS]
    return QueuePage(rows.reset_index(drop=True), applications + others)


def _in_order(rows: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Order rows of several books as the queries order those of one."""
    both = pd.concat([part for part in (rows, beside) if len(part)])
    by = ["is_last", "pressing", "application_id"]
    return both.sort_values(by, ascending=[False, False, True], na_position="last")
