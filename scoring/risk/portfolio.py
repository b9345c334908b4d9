"""The book by month, and why its numbers changed from one month to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.metrics.money.expected_loss import loss_interval
from scoring.metrics.over_time.change import (
    Change,
    LentMonth,
    LossChange,
    Month,
    approval_change,
    bad_rate_change,
    expected_loss_change,
)
from scoring.metrics.rates.wilson import wilson

SUMS = (
    "applications",
    "decided",
    "approved",
    "loans",
    "known",
    "bads",
    "exposure",
    "exposure_at_risk",
    "exposure_variance",
)
MATURE_SHARE = 0.99
DECIDED_SHARE = 0.9  # of the usual share
_SEGMENT = ["product", "depth_band"]


@dataclass(frozen=True, slots=True)
class Months:
    """Counts and sums of calendar months, the earliest first.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per month, index `month` (first moment of it): the columns `SUMS`,
        `approval_rate`, `approval_low`, `approval_high`, `bad_rate`, `bad_low`, `bad_high` (0–1,
        Wilson), `expected_loss`, `loss_low`, `loss_high` (minor units,
        `scoring.metrics.money.expected_loss.loss_interval`) and `is_mature`. The bad rate is
        missing until the outcome of 99 % of the month's loans is known.
    """

    frame: pd.DataFrame

    def of(self, month: pd.Timestamp) -> dict[str, float]:
        """Give the numbers of one month by their names."""
        row = self.frame[self.frame.index == month].iloc[0]
        return {str(name): float(value) for name, value in row.items()}

    def ended(self, as_of: datetime) -> list[pd.Timestamp]:
        """Give the months that had ended by a moment, with about as many decided as usual.

        A month that waits to be decided has fewer loans than it will have. Some applications are
        never decided, so its share is held against the median of the ended months. A book without
        decisions cannot tell: all months that have ended are given.
        """
        has_ended = np.array(
            [month + pd.DateOffset(months=1) <= as_of for month in self.frame.index], dtype=bool
        )
        if not self.has_decisions:
            return list(self.frame.index[has_ended])
        ended = self.frame[has_ended & (self.frame["decided"] > 0).to_numpy()]
        share = ended["decided"] / ended["applications"]
        return list(ended.index[share >= DECIDED_SHARE * share.median()])

    @property
    def has_decisions(self) -> bool:
        """Whether any application is decided: the table `decisions` is optional."""
        return bool(self.frame["decided"].any())

    @property
    def mature(self) -> list[pd.Timestamp]:
        """Months whose outcomes are known."""
        return list(self.frame.index[self.frame["is_mature"]])


def by_month(cells: pd.DataFrame, *, loss_given_default: float) -> Months:
    """Add up the cells of ``data/queries/risk_portfolio_cells.sql`` by month.

    Parameters
    ----------
    cells : pandas.DataFrame
    loss_given_default : float
        0–1; expected loss = PD · that · principal, over loans.
    """
    found = cells.groupby("month")[list(SUMS)].sum().sort_index()
    mature = ((found["known"] >= MATURE_SHARE * found["loans"]) & (found["known"] > 0)).to_numpy()
    rates = {
        "approval": (found["approved"], found["decided"], np.ones(len(found), dtype=bool)),
        "bad": (found["bads"], found["known"], mature),
    }
    for name, (hits, trials, shown) in rates.items():
        low, high = wilson(hits, trials)
        known = shown & (trials > 0).to_numpy()
        share = hits.to_numpy() / np.maximum(trials.to_numpy(), 1)
        for part, values in (("rate", share), ("low", low), ("high", high)):
            found[f"{name}_{part}"] = np.where(known, values, np.nan)
    found["expected_loss"] = loss_given_default * found["exposure_at_risk"]
    variance = loss_given_default**2 * found["exposure_variance"]
    found[["loss_low", "loss_high"]] = [
        loss_interval(*of) for of in zip(found["expected_loss"], variance, strict=True)
    ]
    found["is_mature"] = mature
    return Months(found)


def approvals_changed(cells: pd.DataFrame, months: Sequence[pd.Timestamp]) -> Change:
    """Say why the approval rate changed from the first to the second of two months.

    Segments are product and depth of file, score bands 20 points; see
    `scoring.metrics.over_time.change.approval_change`.
    """
    size, taken = (_grids(cells, months, name) for name in ("decided", "approved"))
    return approval_change(Month(size[0], taken[0]), Month(size[1], taken[1]))


def bads_changed(cells: pd.DataFrame, months: Sequence[pd.Timestamp]) -> Change:
    """Say why the bad rate changed from the first to the second of two mature months.

    Cells weigh by all their applications: an outcome may be known of one that no decision came for.

    Raises
    ------
    ThinfileError
        When the months have no score band in common.
    """
    size, known, bads = (_grids(cells, months, name) for name in ("applications", "known", "bads"))
    before, after = (Month(size[at], known[at], bads[at]) for at in (0, 1))
    return bad_rate_change(before, after)


def losses_changed(
    cells: pd.DataFrame, months: Sequence[pd.Timestamp], *, loss_given_default: float
) -> LossChange:
    """Say why the expected loss changed from the first to the second of two months.

    See `scoring.metrics.over_time.change.expected_loss_change`.
    """
    names = ("applications", "loans", "exposure", "exposure_at_risk")
    before, after = (
        LentMonth(*of) for of in zip(*(_grids(cells, months, name) for name in names), strict=True)
    )
    return expected_loss_change(before, after, loss_given_default=loss_given_default)


def _grids(
    cells: pd.DataFrame, months: Sequence[pd.Timestamp], name: str
) -> list[NDArray[np.float64]]:
    """Lay a column out by segment and score band, ``(K, S)`` a month, in one grid for both."""
    both = cells[cells["month"].isin(list(months))]
    wide = both.pivot_table(
        index=_SEGMENT, columns=["month", "score_band"], values=name, aggfunc="sum", fill_value=0
    )
    bands = sorted(both["score_band"].unique())
    return [
        wide.reindex(columns=pd.MultiIndex.from_product([[month], bands]), fill_value=0).to_numpy(
            dtype=np.float64
        )
        for month in months
    ]
