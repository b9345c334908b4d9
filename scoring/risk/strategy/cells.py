"""A population as counts and sums, small enough to be judged by a policy at once."""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.policies.policy import Policy

Floats = NDArray[np.float64]
BAND = 20  # points of a band of parcelling
_STEP = 0.5
_MOST_MULTIPLES = 24.0
Answer = TypeVar("Answer")


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
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _answers: dict[str, dict[Hashable, object]] = field(
        default_factory=dict, init=False, repr=False
    )
    _known: dict[str, Floats] = field(default_factory=dict, init=False, repr=False)

    def once(
        self, kind: str, asked: Hashable, answer: Callable[[], Answer], *, most: int = 2
    ) -> Answer:
        """Give what was answered before, or answer it now; the latest few of a kind are kept.

        A page asks the same of one policy half a dozen times in a run.

        Parameters
        ----------
        kind : str
            What the answer is; one kind crowds out no other.
        asked : hashable
            All that the answer depends on but the cells.
        answer : callable
            Gives it, not to be changed by anybody afterwards.
        most : int
            How many of this kind are kept: one of five numbers a cell is some 2 MB a population.
        """
        with self._lock:
            kept = self._answers.setdefault(kind, {})
            if asked in kept:
                kept[asked] = kept.pop(asked)  # the latest
                return kept[asked]  # type: ignore[return-value]
        made = answer()
        with self._lock:
            kept[asked] = made
            while len(kept) > most:
                del kept[next(iter(kept))]
        return made

    @cached_property
    def numbers(self) -> dict[str, Floats]:
        """The columns, ``(n,)`` each."""
        return {str(name): self.frame[name].to_numpy(dtype=np.float64) for name in self.frame}

    @cached_property
    def band(self) -> NDArray[np.int64]:
        """The band of parcelling of each cell, ``(n,)``."""
        return (self.numbers["score"] // BAND).astype(np.int64)

    @cached_property
    def first_of_bands(self) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
        """The bands that there are, rising, and the place of each one's first cell."""
        return np.unique(self.band, return_index=True)

    @cached_property
    def place_of_band(self) -> NDArray[np.intp]:
        """The place of each cell's band among those that there are, ``(n,)``."""
        return np.searchsorted(self.first_of_bands[0], self.band)

    @cached_property
    def levels(self) -> tuple[Floats, NDArray[np.intp]]:
        """The scores that there are, rising, and the place of each cell's among them."""
        return np.unique(self.column("score"), return_inverse=True)

    @cached_property
    def bands(self) -> dict[str, Floats]:
        """Sums by band of parcelling."""
        names = ("goods", "bads", "never_approved", "prob_default", "applications")
        sums = (np.bincount(self.band, weights=self.numbers[name]) for name in names)
        return {name: total.astype(np.float64) for name, total in zip(names, sums, strict=True)}

    def column(self, name: str) -> Floats:
        """Give a column as numbers, ``(n,)``; not to be changed."""
        return self.numbers[name]

    def known(self, name: str) -> Floats:
        """Give a column as numbers, 0 where nothing is known, ``(n,)``; not to be changed."""
        if name not in self._known:
            self._known[name] = np.nan_to_num(self.column(name))
        return self._known[name]

    @cached_property
    def applications(self) -> int:
        """How many applications stand in all cells."""
        return int(self.frame["applications"].sum())
