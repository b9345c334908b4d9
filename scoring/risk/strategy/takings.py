"""What a policy loses and earns: losses, income and reviews of a population, with their doubt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.policies.assumptions import Assumptions
from scoring.policies.policy import Action
from scoring.risk.strategy.cells import Cells

Floats = NDArray[np.float64]
Severities = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Takings:
    """Sums over the approved, minor units; the variances are those of independent defaults.

    Parameters
    ----------
    loss, loss_variance : float
        Expected; see `scoring.metrics.money.expected_loss`.
    profit, profit_variance : float
        Income less losses, funding, and reviews of the referred; NaN without any price.
    """

    loss: float
    loss_variance: float
    profit: float
    profit_variance: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What each cell would bring if it were lent to, ``(n,)`` each, minor units."""

    amount_at_risk: Floats
    amount_variance: Floats
    income: Floats
    income_variance: Floats
    income_covariance: Floats


def expected(cells: Cells, factor: float | None) -> Expected:
    """Give what cells would bring, those never approved with the PD that is inferred for them.

    Their PD is ``q = min(1, factor * p)``, p that of their score: everybody in a cell has one
    score. What grows with the PD is multiplied by ``q / p``, what falls with it by
    ``(1 - q) / (1 - p)``, variances by both.

    Parameters
    ----------
    cells : Cells
    factor : float or None
        How many times as bad the never approved are as the accepted of the same score, as in
        `scoring.risk.strategy.strategy.inferred_outcomes`; None leaves them the PD that they have.
    """
    return cells.once("expected", factor, lambda: _expected(cells, factor))


def _expected(cells: Cells, factor: float | None) -> Expected:
    size = cells.column("applications")
    p = cells.column("prob_default") / np.where(size > 0, size, 1)
    q = p if factor is None else np.minimum(1.0, factor * p)
    worse, better = q / np.where(p > 0, p, 1), (1 - q) / np.where(p < 1, 1 - p, 1)

    def with_inferred(name: str, times: Floats) -> Floats:
        never = np.nan_to_num(cells.column(f"never_{name}"))
        return np.asarray(np.nan_to_num(cells.column(name)) + (times - 1) * never)

    return Expected(
        amount_at_risk=with_inferred("amount_at_risk", worse),
        amount_variance=with_inferred("amount_variance", worse * better),
        income=with_inferred("income", better),
        income_variance=with_inferred("income_variance", worse * better),
        income_covariance=with_inferred("income_covariance", worse * better),
    )


def profits(cells: Cells, what: Severities, assumed: Assumptions, factor: float | None) -> Floats:
    """Give each cell's profit under what is recommended: lent, reviewed or neither.

    Parameters
    ----------
    cells : Cells
    what : (n,) int
        As given by `scoring.risk.strategy.strategy.severity`.
    assumed : Assumptions
    factor : float or None
        As `expected` takes it.

    Returns
    -------
    (n,) float
        Minor units; NaN where nobody's income is known.
    """
    review = -assumed.review_cost * cells.column("applications")
    is_lent, is_referred = what == Action.APPROVE.severity, what == Action.REFER.severity
    lent = _if_lent(cells, assumed, factor)
    return np.where(is_lent, lent, np.where(is_referred, review, 0.0))


def _if_lent(cells: Cells, assumed: Assumptions, factor: float | None) -> Floats:
    """Give what each cell would earn if all of it were lent to."""

    def earned() -> Floats:
        found, lgd = expected(cells, factor), assumed.loss_given_default
        funding = assumed.funding_rate * cells.known("balance")
        return np.asarray(found.income - lgd * found.amount_at_risk - funding)

    return cells.once("lent", (assumed, factor), earned)


def takings(cells: Cells, what: Severities, assumed: Assumptions, factor: float | None) -> Takings:
    """Give what a policy loses and earns; arguments as `profits` takes them."""
    taken = what == Action.APPROVE.severity
    found, lgd = expected(cells, factor), assumed.loss_given_default
    variance = lgd * lgd * float(found.amount_variance[taken].sum())
    size, unpriced = cells.column("applications")[taken], cells.column("unpriced")[taken]
    is_priced = not size.size or unpriced.sum() < size.sum()
    profit = float(profits(cells, what, assumed, factor).sum())
    return Takings(
        loss=lgd * float(found.amount_at_risk[taken].sum()),
        loss_variance=variance,
        profit=profit if is_priced else float("nan"),
        profit_variance=variance
        + float(found.income_variance[taken].sum())
        + 2 * lgd * float(found.income_covariance[taken].sum()),
    )
