"""What the rule on doubts would do to applications whose doubt nobody drew: an estimate.

The batch draws the doubts of a random sample of decided applications (`scoring.scores.doubts`).
What the rule does to them, by score, is taken to be what it would do to all others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.metrics.rates.weighted_total import weighted_total
from scoring.policies.policy import Action, Policy
from scoring.risk.strategy.cells import Cells
from scoring.risk.strategy.severity import is_in_doubt, severity

LEAST = 20  # of the sample in a band of score
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Moved:
    """How many unchecked applications the rule would leave to a person, with a 95 % interval."""

    total: float
    low: float
    high: float

    def __add__(self, other: "Moved") -> "Moved":
        """Add another group of them; the doubts are independent."""
        total = self.total + other.total
        below = np.hypot(self.total - self.low, other.total - other.low)
        above = np.hypot(self.high - self.total, other.high - other.total)
        return Moved(total, total - float(below), total + float(above))


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
        Approved by all other rules, and referred by this one.
    referred : Moved
        Those, and the declined by their score alone, whom it leaves to a person too.
    """

    unchecked: int
    sampled: int
    approved: Moved
    referred: Moved


def unchecked(cells: Cells, policy: Policy) -> Unchecked | None:
    """Estimate what the rule on doubts would do to those whose doubt is not known.

    None where the policy does not ask, where nobody is unchecked, or where the sample holds nobody
    in the place of some.

    Parameters
    ----------
    cells : Cells
        Of a population; its part of the sample is as random as the whole.
    policy : Policy
    """
    is_known = cells.column("is_doubt_known") > 0
    size = cells.column("applications")
    if not policy.straddle_refers or is_known.all():
        return None
    otherwise = severity(cells, policy.model_copy(update={"straddle_refers": False}))
    in_doubt = is_in_doubt(cells, policy)
    by_score_alone = cells.column("rules") < Action.DECLINE.severity
    groups = (
        otherwise == Action.APPROVE.severity,
        (otherwise == Action.DECLINE.severity) & by_score_alone,
    )
    found = [_moved(cells, group, is_known, in_doubt) for group in groups]
    if found[0] is None or found[1] is None:
        return None
    sampled = sum(int(cells.column("sampled")[group].sum()) for group in groups)
    return Unchecked(int(size[~is_known].sum()), sampled, found[0], found[0] + found[1])


def _moved(cells: Cells, group: Flags, is_known: Flags, in_doubt: Flags) -> Moved | None:
    """Estimate by bands of score, each wide enough to hold `LEAST` of the sample."""
    score, size = cells.column("score"), cells.column("applications")
    asked = group & ~is_known
    if not asked.any():
        return Moved(0.0, 0.0, 0.0)
    sample = np.where(group & is_known, cells.column("sampled"), 0.0)
    if not sample.any():
        return None
    edges = _edges(score, sample)

    def by_band(values: NDArray[np.float64]) -> NDArray[np.float64]:
        band = np.searchsorted(edges, score, side="right")
        return np.bincount(band, weights=values, minlength=edges.size + 1).astype(np.float64)

    total, low, high = weighted_total(
        by_band(np.where(asked, size, 0.0)), by_band(sample * in_doubt), by_band(sample)
    )
    return Moved(total, max(low, 0.0), min(high, float(size[asked].sum())))


def _edges(score: NDArray[np.float64], sample: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the scores at which a new band begins."""
    levels, at = np.unique(score, return_inverse=True)
    of_level = np.bincount(at, weights=sample)
    edges, inside, left = [], 0.0, of_level.sum()
    for level, count in zip(levels, of_level, strict=True):
        if inside >= LEAST and left >= LEAST:
            edges.append(level)
            inside = 0.0
        inside, left = inside + count, left - count
    return np.array(edges, dtype=np.float64)
