"""A population as counts and sums, small enough to be judged by a policy at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.policies.policy import Policy

Floats = NDArray[np.float64]
BAND = 20  # points of a band of parcelling
_STEP = 0.5
_MOST_MULTIPLES = 24.0


def multiples(*policies: Policy) -> tuple[float, ...]:
    """Give the multiples of monthly spend that limits are counted by: halves, and policies' own.

    Others cost a new count of the whole book: see `on_grid`.
    """
    own = {limit.times_monthly_spend for policy in policies for limit in policy.limits}
    return tuple(sorted(own | set(np.arange(0.0, _MOST_MULTIPLES + _STEP, _STEP).tolist())))


def nearest(times: float, allowed: Sequence[float]) -> float:
    """Give the nearest one of some multiples, of two the lower one."""
    return min(allowed, key=lambda one: (abs(one - times), one))


def on_grid(policy: Policy, allowed: Sequence[float]) -> Policy:
    """Give a policy with each of its limits at the nearest one of some multiples."""
    limits = tuple(
        limit.model_copy(
            update={"times_monthly_spend": nearest(limit.times_monthly_spend, allowed)}
        )
        for limit in policy.limits
    )
    return policy.model_copy(update={"limits": limits})


@dataclass(frozen=True, eq=False)
class Cells:
    """Counts and sums of a population, small enough to be judged by a policy at once.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per cell: what its applications have in common, and the sums over them, as
        `scoring.risk.strategy.strategy_book` counts them.
    multiples : tuple of float
        Rising; `step` counts those that are too small for the amounts of a cell.
    """

    frame: pd.DataFrame
    multiples: tuple[float, ...]

    @cached_property
    def numbers(self) -> dict[str, Floats]:
        """The columns, ``(n,)`` each."""
        return {str(name): self.frame[name].to_numpy(dtype=np.float64) for name in self.frame}

    @cached_property
    def band(self) -> NDArray[np.int64]:
        """The band of parcelling of each cell, ``(n,)``."""
        return (self.numbers["score"] // BAND).astype(np.int64)

    @cached_property
    def bands(self) -> dict[str, Floats]:
        """Sums by band of parcelling."""
        names = ("goods", "bads", "never_approved", "prob_default", "applications")
        sums = (np.bincount(self.band, weights=self.numbers[name]) for name in names)
        return {name: total.astype(np.float64) for name, total in zip(names, sums, strict=True)}

    def column(self, name: str) -> Floats:
        """Give a column as numbers, ``(n,)``; not to be changed."""
        return self.numbers[name]

    @cached_property
    def applications(self) -> int:
        """How many applications stand in all cells."""
        return int(self.frame["applications"].sum())
