"""What a policy would do to the whole book: approvals, bads, losses, profit and work, at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.errors import ThinfileError
from scoring.metrics.money.expected_loss import loss_interval, total_interval
from scoring.metrics.rates.wilson import wilson
from scoring.metrics.strategy.frontier import Frontier, frontier
from scoring.metrics.strategy.parcelling import (
    Inferred,
    blended_bad_rate,
    inferred_variance,
    parcelling,
)
from scoring.policies.assumptions import MINUTES_AN_HOUR, Assumptions
from scoring.policies.policy import Action, Policy, launch
from scoring.risk.strategy.cells import BAND, Cells
from scoring.risk.strategy.severity import is_in_doubt, reaches, severity
from scoring.risk.strategy.takings import takings

Floats = NDArray[np.float64]
DIMENSIONS = ("history", "capacity", "behaviour", "identity")


@dataclass(frozen=True, slots=True)
class Standing:
    """What one policy does to a population.

    Parameters
    ----------
    applications, approved, referred, declined : int
        By what the policy recommends.
    approval_rate, approval_low, approval_high : float
        0–1, with Wilson's interval.
    bad_rate, bad_low, bad_high : float
        Of the approved with a known or inferred outcome, 0–1; see `blended_bad_rate`.
    known : int
        Approved with a known outcome.
    inferred : float
        Approved whose outcome is inferred.
    amount : float
        Asked by the approved, minor units.
    loss, loss_low, loss_high : float
        Expected of the approved, minor units; see `scoring.risk.strategy.takings`.
    profit, profit_low, profit_high : float
        Of the approved, less the reviews of the referred, minor units; NaN without prices.
    unpriced : int
        Approved who bring a loss and no income, which is not known.
    referral_rate, referral_low, referral_high : float
        0–1, with Wilson's interval.
    review_hours : float
        Of officers, for the referred.
    doubts_known, in_doubt : int
        Applications whose doubt is known, and those of them whom the policy leaves to a person for
        it, where no rule declines them.
    """

    applications: int
    approved: int
    referred: int
    declined: int
    approval_rate: float
    approval_low: float
    approval_high: float
    bad_rate: float
    bad_low: float
    bad_high: float
    known: int
    inferred: float
    amount: float
    loss: float
    loss_low: float
    loss_high: float
    profit: float
    profit_low: float
    profit_high: float
    unpriced: int
    referral_rate: float
    referral_low: float
    referral_high: float
    review_hours: float
    doubts_known: int
    in_doubt: int


def assumptions_of(policy: Policy) -> Assumptions:
    """Give what a policy takes for granted; where it says nothing, what the launch policy takes.

    Raises
    ------
    ThinfileError
        When the launch policy says nothing either.
    """
    found = policy.assumptions or launch().assumptions
    if found is None:
        raise ThinfileError(
            "Wanted loss given default, funding rate and review cost, but the policy has no "
            "[assumptions]. Add them to its text."
        )
    return found


def inferred_outcomes(cells: Cells, factor: float | None) -> Inferred:
    """Give goods and bads of those never approved, by cell, ``(n,)`` each, by parcelling.

    Parameters
    ----------
    factor : float or None
        How many times as bad they are as the accepted of the same 20 points of score; None leaves
        them out.
    """
    return cells.once("inferred", factor, lambda: _inferred_outcomes(cells, factor))


def _inferred_outcomes(cells: Cells, factor: float | None) -> Inferred:
    never = cells.column("never_approved")
    if factor is None:
        nothing = np.zeros(never.size)
        return Inferred(np.full(never.size, np.nan), nothing, nothing, never, nothing, nothing)
    bands = cells.bands
    size = bands["applications"]
    mean = np.where(size > 0, bands["prob_default"] / np.where(size > 0, size, 1), np.nan)
    found = parcelling(
        bands["goods"], bands["bads"], bands["never_approved"], factor=factor, prob_default=mean
    )
    rate = found.bad_rate[cells.band]
    given = np.nan_to_num(rate)
    return Inferred(
        bad_rate=rate,
        goods=np.where(np.isnan(rate), 0.0, never * (1 - given)),
        bads=never * given,
        left_out=np.where(np.isnan(rate), never, 0.0),
        rate_variance=found.rate_variance[cells.band],
        covariance=found.covariance[cells.band],
    )


def left_open(cells: Cells, never: Inferred, group: NDArray[np.int64], groups: int) -> Floats:
    """Give what inference adds to the variance of the bads of each group, ``(groups,)``.

    Parameters
    ----------
    cells : Cells
    never : Inferred
        By cell.
    group : (n,) int
        Of each cell; a cell of a group outside of 0 to `groups` - 1 counts nowhere.
    groups : int
    """
    kept = (group >= 0) & (group < groups)
    bands, first = cells.first_of_bands
    place = (group * bands.size + cells.place_of_band)[kept]

    def by_band(values: Floats) -> Floats:
        found = np.bincount(place, weights=values[kept], minlength=groups * bands.size)
        return found.astype(np.float64).reshape(groups, bands.size)

    return inferred_variance(
        by_band(never.goods + never.bads),
        by_band(cells.column("goods") + cells.column("bads")),
        never.rate_variance[first],
        never.covariance[first],
    )


def standing(cells: Cells, policy: Policy, *, factor: float | None) -> Standing:
    """Judge a population by a policy.

    Parameters
    ----------
    cells : Cells
    policy : Policy
    factor : float or None
        Of `inferred_outcomes`.

    Returns
    -------
    Standing
    """
    what = severity(cells, policy)
    never = inferred_outcomes(cells, factor)
    taken = what == Action.APPROVE.severity
    more_good, more_bad = float(never.goods[taken].sum()), float(never.bads[taken].sum())

    def total(name: str) -> float:
        return float(cells.column(name)[taken].sum())

    size = cells.column("applications")
    approved, referred = int(size[taken].sum()), int(size[what == Action.REFER.severity].sum())
    low, high = wilson([approved, referred], [cells.applications] * 2)
    rate, bad_low, bad_high = blended_bad_rate(
        total("goods"), total("bads"), more_good, more_bad, left_open(cells, never, what, 1)[0]
    )
    assumed = assumptions_of(policy)
    money = takings(cells, what, assumed, factor)
    loss_low, loss_high = loss_interval(money.loss, money.loss_variance)
    profit_low, profit_high = total_interval(money.profit, money.profit_variance)
    return Standing(
        applications=cells.applications,
        approved=approved,
        referred=referred,
        declined=cells.applications - approved - referred,
        approval_rate=approved / max(cells.applications, 1),
        approval_low=float(low[0]),
        approval_high=float(high[0]),
        bad_rate=float(rate),
        bad_low=float(bad_low),
        bad_high=float(bad_high),
        known=int(total("goods") + total("bads")),
        inferred=more_good + more_bad,
        amount=total("amount"),
        loss=money.loss,
        loss_low=loss_low,
        loss_high=loss_high,
        profit=money.profit,
        profit_low=profit_low,
        profit_high=profit_high,
        unpriced=int(total("unpriced")),
        referral_rate=referred / max(cells.applications, 1),
        referral_low=float(low[1]),
        referral_high=float(high[1]),
        review_hours=referred * assumed.review_minutes / MINUTES_AN_HOUR,
        doubts_known=int(size[cells.column("is_doubt_known") > 0].sum()),
        in_doubt=int(size[is_in_doubt(cells, policy)].sum()),
    )


def curve(cells: Cells, policy: Policy, *, factor: float | None) -> Frontier | None:
    """Give approval rate and bad rate of every cut-off, the policy's rules and limits kept.

    None where rules and limits approve nobody, whatever the score.
    """
    reach = reaches(cells, policy)
    if not reach.cell.size:
        return None
    never = inferred_outcomes(cells, factor)
    lowest = int(reach.level.min())
    levels = lowest + np.arange(int(reach.level.max()) - lowest + 1)

    def by_level(values: Floats) -> Floats:
        found = np.bincount(reach.level - lowest, weights=reach.sign * values[reach.cell])
        return found.astype(np.float64)

    counts = by_level(cells.column("applications"))
    bands, first = cells.first_of_bands
    of_level = np.searchsorted(bands, levels // BAND).clip(max=bands.size - 1)
    is_held = bands[of_level] == levels // BAND

    def of_band(values: Floats) -> Floats:
        return np.where(is_held, np.nan_to_num(values[first][of_level]), 0.0)

    return frontier(
        levels,
        counts,
        by_level(cells.column("goods")),
        by_level(cells.column("bads")),
        declined_by_rules=cells.applications - float(counts.sum()),
        inferred=Inferred(
            bad_rate=of_band(never.bad_rate),
            goods=by_level(never.goods),
            bads=by_level(never.bads),
            left_out=by_level(never.left_out),
            rate_variance=of_band(never.rate_variance),
            covariance=of_band(never.covariance),
        ),
        band=levels // BAND,
    )
