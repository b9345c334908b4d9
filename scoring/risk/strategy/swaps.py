"""Who changes sides between two policies, and what the draft makes of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.metrics.strategy.swap_set import SwapSet, summed_by_cell, swap_set
from scoring.policies.policy import Action, Policy
from scoring.risk.strategy.cells import Cells
from scoring.risk.strategy.severity import severity
from scoring.risk.strategy.strategy import DIMENSIONS, assumptions_of, inferred_outcomes, left_open
from scoring.risk.strategy.takings import profits

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_NAMES = np.array([action.value for action in Action])


@dataclass(frozen=True, slots=True)
class Swap:
    """Who changes sides between two policies; all by in force (rows) and draft (columns).

    Parameters
    ----------
    sets : SwapSet
    profit : (3, 3) float
        That the draft makes of the cell, minor units.
    profit_change : (3, 3) float
        That, less what the policy in force makes of it.
    points : dict of (3, 3) float
        Mean points of each dimension.
    """

    sets: SwapSet
    profit: Floats
    profit_change: Floats
    points: dict[str, Floats]


def swap(cells: Cells, in_force: Policy, draft: Policy, *, factor: float | None) -> Swap:
    """Set a draft against the policy in force on the same applications."""
    was, becomes = severity(cells, in_force), severity(cells, draft)
    code = 3 * was + becomes

    def sums(values: Floats) -> Floats:
        return np.bincount(code, weights=values, minlength=9).astype(np.float64)

    # nine rows, one a pair of outcomes, stand for all cells
    old, new = _NAMES[np.arange(9) // 3], _NAMES[np.arange(9) % 3]
    never = inferred_outcomes(cells, factor)
    sets = swap_set(
        old,
        new,
        goods=sums(cells.column("goods")),
        bads=sums(cells.column("bads")),
        applications=sums(cells.column("applications")),
        inferred_goods=sums(never.goods),
        inferred_bads=sums(never.bads),
        inferred_variance=left_open(cells, never, code, 9).reshape(3, 3),
    )
    size = np.where(sets.applications > 0, sets.applications, np.nan)
    before, after = (
        sums(profits(cells, what, assumptions_of(one), factor))
        for what, one in ((was, in_force), (becomes, draft))
    )
    return Swap(
        sets=sets,
        profit=summed_by_cell(old, new, after),
        profit_change=summed_by_cell(old, new, after - before),
        points={
            name: summed_by_cell(old, new, sums(cells.known(name))) / size for name in DIMENSIONS
        },
    )


def is_pair(cells: Cells, in_force: Policy, draft: Policy, pair: tuple[int, int]) -> Flags:
    """Tell which cells the two policies judge so, by severity, ``(n,)``."""
    was, becomes = pair
    return np.asarray((severity(cells, in_force) == was) & (severity(cells, draft) == becomes))
