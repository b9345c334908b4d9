"""What a draft changes of the policy in force on the same applications, with its doubt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.metrics.strategy.paired_change import (
    Span,
    around,
    paired_approval_change,
    paired_bad_rate_change,
)
from scoring.metrics.strategy.parcelling import Inferred
from scoring.policies.policy import Action, Policy
from scoring.risk.rivals import more_than_noise
from scoring.risk.strategy.cells import Cells
from scoring.risk.strategy.severity import Severities, severity
from scoring.risk.strategy.strategy import Standing, assumptions_of, inferred_outcomes
from scoring.risk.strategy.takings import expected

_LOST, _BOTH, _GAINED = range(3)


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """The draft's number minus that of the policy in force; money in minor units.

    Parameters
    ----------
    approval_rate, bad_rate, referral_rate : Span
        As shares.
    loss, profit : Span
        If every PD is right and defaults are independent: the least doubt.
    """

    approval_rate: Span
    bad_rate: Span
    loss: Span
    profit: Span
    referral_rate: Span

    @property
    def more_than_noise(self) -> frozenset[str]:
        """The names of the changes that stand, all of them counted (Holm)."""
        every = {name: getattr(self, name) for name in self.__slots__}
        some = {name: of for name, of in every.items() if of.low < of.high}  # else nothing changes
        marks = more_than_noise([(of.value, of.low, of.high) for of in some.values()])
        return frozenset(name for name, is_marked in zip(some, marks, strict=True) if is_marked)


def policy_change(
    cells: Cells,
    in_force: tuple[Policy, Standing],
    draft: tuple[Policy, Standing],
    *,
    factor: float | None,
) -> PolicyChange:
    """Set what a draft does against what the policy in force does.

    Parameters
    ----------
    cells : Cells
    in_force, draft : (Policy, Standing)
        With what `scoring.risk.strategy.strategy.standing` says of each on these cells.
    factor : float or None
        As there.
    """
    old, new = (severity(cells, policy) for policy, _ in (in_force, draft))
    never = inferred_outcomes(cells, factor)
    side = np.select(
        [(old == 0) & (new == 0), (old == 0), (new == 0)], [_BOTH, _LOST, _GAINED], default=3
    )
    bands, first = cells.first_of_bands
    place = side * bands.size + cells.place_of_band

    def sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.bincount(place, weights=values, minlength=4 * bands.size)
        return found.astype(np.float64).reshape(4, bands.size)[:3]

    goods, bads = sums(cells.column("goods")), sums(cells.column("bads"))
    size = sums(cells.column("applications")).sum(axis=1)
    of_bands = Inferred(*(getattr(never, name)[first] for name in Inferred.__slots__))
    would = expected(cells, factor)
    moved = (side == _LOST) | (side == _GAINED)
    lgd = assumptions_of(draft[0]).loss_given_default
    loss_variance = lgd**2 * float(would.amount_variance[moved].sum())
    shared = float((would.income_variance + 2 * lgd * would.income_covariance)[moved].sum())
    return PolicyChange(
        approval_rate=paired_approval_change(size[_GAINED], size[_LOST], cells.applications),
        bad_rate=paired_bad_rate_change(
            goods.sum(axis=1),
            bads.sum(axis=1),
            sums(never.goods + never.bads),
            goods + bads,
            of_bands,
        ),
        loss=around(draft[1].loss - in_force[1].loss, loss_variance),
        profit=around(draft[1].profit - in_force[1].profit, loss_variance + shared),
        referral_rate=_referrals(cells, old, new),
    )


def _referrals(cells: Cells, old: Severities, new: Severities) -> Span:
    size, refer = cells.column("applications"), Action.REFER.severity
    was, becomes = old == refer, new == refer
    gained, lost = (float(size[of].sum()) for of in (becomes & ~was, was & ~becomes))
    return paired_approval_change(gained, lost, cells.applications)
