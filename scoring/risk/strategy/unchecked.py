"""What the rule on doubts would do to applications whose doubt nobody drew: an estimate.

The batch draws the doubts of a random sample of decided applications (`scoring.scores.doubts`).
What the rule does to them, by score, is taken to be what it would do to all others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.metrics.rates.square_and_add import square_and_add
from scoring.metrics.rates.weighted_total import weighted_total
from scoring.metrics.strategy.paired_change import Span
from scoring.metrics.strategy.parcelling import blended_bad_rate
from scoring.policies.policy import Action, Policy
from scoring.risk.strategy.cells import Cells
from scoring.risk.strategy.severity import is_in_doubt, severity
from scoring.risk.strategy.strategy import (
    Standing,
    assumptions_of,
    inferred_outcomes,
    left_open,
)
from scoring.risk.strategy.takings import expected, profits

LEAST = 20  # of the sample in a band of score
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moved:
    """What the rule takes from one side to another, a count or a sum, with a 95 % interval."""

    total: float
    low: float
    high: float

    def __add__(self, other: "Moved") -> "Moved":
        """Add another group's; the doubts are independent."""
        total = self.total + other.total
        below = np.hypot(self.total - self.low, other.total - other.low)
        above = np.hypot(self.high - self.total, other.high - other.total)
        return Moved(total, total - float(below), total + float(above))

    def out_of(self, span: Span) -> Span:
        """Give what is left of an estimate; the doubts are independent."""
        own, moved = (span.value, span.low, span.high), (self.total, self.low, self.high)
        return Span(*(float(part) for part in square_and_add(own, moved)))


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What the rule on doubts would do to a population's unchecked applications.

    Parameters
    ----------
    unchecked : int
        Applications whose doubt is not known.
    sampled : int
        Those of the random sample that the estimate rests on.
    approved : Moved
        Applications approved by all other rules, and referred by this one.
    referred : Moved
        Those, and the declined by their score alone, whom it leaves to a person too.
    bad_rate : Span
        Of those still approved, 0–1.
    loss, profit : Span
        Of the whole policy then, minor units; NaN where the policy's own is. Their intervals hold
        that of the policy and what the sample leaves open.
    """

    unchecked: int
    sampled: int
    approved: Moved
    referred: Moved
    bad_rate: Span
    loss: Span
    profit: Span


@dataclass(frozen=True, slots=True)
class _Group:
    """Applications that the rule would move: those to ask about, and the sample, by band of score.

    `asked` holds the places of cells, `band` the band of each of those.

    Within a band, whoever was not checked is taken to be in doubt as often as the sample is,
    whatever became of them and whatever they asked for.
    """

    asked: NDArray[np.intp]
    band: NDArray[np.int64]
    hits: Floats
    trials: Floats

    def moved(self, values: Floats) -> Moved:
        """Estimate what those whom the rule moves come to, of values by cell."""
        if not self.asked.size:
            return Moved(0.0, 0.0, 0.0)
        weights = np.bincount(self.band, values[self.asked], self.hits.size)
        return Moved(*weighted_total(weights, self.hits, self.trials))

    def count(self, size: Floats) -> Moved:
        """Estimate how many the rule moves."""
        found = self.moved(size)
        most = float(size[self.asked].sum())
        return Moved(found.total, max(found.low, 0.0), min(found.high, most))


def unchecked(
    cells: Cells, policy: Policy, own: Standing, factor: float | None
) -> Unchecked | None:
    """Estimate what the rule on doubts would do to those whose doubt is not known.

    None where the policy does not ask, where nobody is unchecked, or where the sample holds nobody
    in the place of some.

    Parameters
    ----------
    cells : Cells
        Of a population; its part of the sample is as random as the whole.
    policy : Policy
    own : Standing
        What the policy does to these cells, the unchecked counted as if the rule passed them.
    factor : float or None
        With which it was judged, as `scoring.risk.strategy.strategy.inferred_outcomes` takes it.
    """
    is_known = cells.column("is_doubt_known") > 0
    size = cells.column("applications")
    if not policy.straddle_refers or is_known.all():
        return None
    otherwise = severity(cells, policy.model_copy(update={"straddle_refers": False}))
    by_score_alone = cells.column("rules") < Action.DECLINE.severity
    lent = _group(cells, policy, otherwise == Action.APPROVE.severity, is_known)
    declined = (otherwise == Action.DECLINE.severity) & by_score_alone
    turned = _group(cells, policy, declined, is_known)
    if lent is None or turned is None:
        return None
    assumed, approved = assumptions_of(policy), lent.count(size)
    at_risk = assumed.loss_given_default * expected(cells, factor).amount_at_risk
    reviews = assumed.review_cost * size
    earned = profits(cells, np.zeros(size.size, dtype=np.int64), assumed, factor)
    costs = lent.moved(earned + reviews) + turned.moved(reviews)
    loss = lent.moved(at_risk).out_of(Span(own.loss, own.loss_low, own.loss_high))
    return Unchecked(
        unchecked=int(size[~is_known].sum()),
        sampled=int(lent.trials.sum() + turned.trials.sum()),
        approved=approved,
        referred=approved + turned.count(size),
        bad_rate=_bad_rate(cells, policy, lent, factor),
        loss=Span(loss.value, max(loss.low, 0.0), loss.high),
        profit=costs.out_of(Span(own.profit, own.profit_low, own.profit_high)),
    )


def _bad_rate(cells: Cells, policy: Policy, lent: _Group, factor: float | None) -> Span:
    """Estimate the bad rate of those whom the rule leaves approved.

    Known and inferred goods and bads are each less what the rule moves; the interval is that of
    the rate of what is left, and by the delta method that of the share that is moved.
    """
    what, never = severity(cells, policy), inferred_outcomes(cells, factor)
    taken = what == Action.APPROVE.severity
    outcomes = cells.column("goods"), cells.column("bads"), never.goods, never.bads
    left = np.array([max(of[taken].sum() - lent.moved(of).total, 0.0) for of in outcomes])
    if not left.sum():
        return Span(np.nan, np.nan, np.nan)
    open_ = left_open(cells, never, what, 1)[0]
    rate, low, high = blended_bad_rate(left[0], left[1], left[2], left[3], open_)
    every, bad = sum(outcomes), outcomes[1] + outcomes[3]
    moved = lent.moved((bad - rate * every) / left.sum())
    ends = moved.out_of(Span(float(rate), float(low), float(high)))
    shift = moved.total  # the rate is that of what is left already
    return Span(float(rate), max(ends.low + shift, 0.0), min(ends.high + shift, 1.0))


def _group(cells: Cells, policy: Policy, group: Flags, is_known: Flags) -> _Group | None:
    """Part a group by bands of score, each wide enough to hold `LEAST` of the sample."""
    asked, drawn = np.flatnonzero(group & ~is_known), np.flatnonzero(group & is_known)
    levels, at = cells.levels
    sample = cells.column("sampled")[drawn]
    if asked.size and not sample.any():
        return None
    of_level = np.bincount(at[drawn], sample, levels.size).astype(np.float64)
    edges = _edges(levels, of_level) if sample.any() else np.empty(0)
    band = np.searchsorted(edges, levels, side="right")
    hits, trials = (
        np.bincount(band[at[drawn]], values, edges.size + 1).astype(np.float64)
        for values in (sample * is_in_doubt(cells, policy)[drawn], sample)
    )
    return _Group(asked, band[at[asked]], hits, trials)


def _edges(levels: Floats, of_level: Floats) -> Floats:
    """Give the scores at which a new band begins, of the sample's counts by score."""
    edges, inside, left = [], 0.0, of_level.sum()
    for level, count in zip(levels.tolist(), of_level.tolist(), strict=True):
        if inside >= LEAST and left >= LEAST:
            edges.append(level)
            inside = 0.0
        inside, left = inside + count, left - count
    return np.array(edges, dtype=np.float64)
