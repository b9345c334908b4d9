"""Why a rate or a loss changed from one month to the next, in parts that add up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError
from scoring.metrics.over_time.shapley import shapley

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """A change taken apart: ``after - before = mix + score + policy (+ risk)``, exactly.

    Parameters
    ----------
    before, after : float
        The rate in each month, 0–1.
    mix : float
        Other segments apply: their shares changed.
    score : float
        Other scores apply within the segments.
    policy : float
        The same score in the same segment is approved more or less often.
    risk : float or None
        The same score in the same segment goes bad more or less often; None in an approval rate,
        which does not know it.
    """

    before: float
    after: float
    mix: float
    score: float
    policy: float
    risk: float | None

    @property
    def parts(self) -> list[tuple[str, float]]:
        """The parts by name, in the order in which they are told."""
        named = [("mix", self.mix), ("score", self.score), ("policy", self.policy)]
        return named if self.risk is None else [*named, ("risk", self.risk)]


@dataclass(frozen=True, slots=True)
class Month:
    """Counts of one month by segment and score band; each ``(K, S)``.

    Parameters
    ----------
    applications : number
        Those decided; for a bad rate all of them.
    approved : number
        Of them. For a bad rate: of them, those that got a loan whose outcome is known.
    bads : number, optional
        Of the approved; for a bad rate alone.
    """

    applications: ArrayLike
    approved: ArrayLike
    bads: ArrayLike | None = None


@dataclass(frozen=True, slots=True)
class LossChange:
    """A loss taken apart: ``after - before = volume + mix + score + policy + amount``, exactly.

    Parameters
    ----------
    before, after : float
        The expected loss of each month's loans, minor units.
    volume : float
        More or fewer apply.
    mix : float
        Other segments apply: their shares changed.
    score : float
        Other scores, and so other PDs, within the segments.
    policy : float
        The same score in the same segment gets a loan more or less often.
    amount : float
        The same score in the same segment is lent more or less at a time.
    """

    before: float
    after: float
    volume: float
    mix: float
    score: float
    policy: float
    amount: float

    @property
    def parts(self) -> list[tuple[str, float]]:
        """The parts by name, in the order in which they are told."""
        names = ("volume", "mix", "score", "policy", "amount")
        return [(name, getattr(self, name)) for name in names]


@dataclass(frozen=True, slots=True)
class LentMonth:
    """Counts and sums of one month by segment and score band; each ``(K, S)``.

    Parameters
    ----------
    applications, loans : number
        All applications, and of them those that got a loan.
    exposure : number
        Principal of the loans, minor units.
    exposure_at_risk : number
        Sum of PD · principal over the loans.
    """

    applications: ArrayLike
    loans: ArrayLike
    exposure: ArrayLike
    exposure_at_risk: ArrayLike


def approval_change(before: Month, after: Month) -> Change:
    """Take a change of the approval rate apart into mix, score and policy.

    ``rate = sum_k w_k sum_s f_k(s) a_k(s)``: share of the segment, share of the score band in it,
    approval rate of both. Each part is the rate's change when its factor alone takes the later
    month's value, averaged over all orders in which the three can change (Shapley 1953; Shorrocks
    2013, J. Econ. Inequal. 11, 99–126): no order is preferred, nothing is left over, and taking
    the months the other way round turns every sign. A rate of an empty cell, which neither month
    can have an opinion on, is that of the other month, so it changes nothing.

    Parameters
    ----------
    before, after : Month
        In the same segments and score bands.

    Returns
    -------
    Change

    Raises
    ------
    ThinfileError
        When a month has no applications, or the cells differ.
    """
    factors = _factors(before, after)
    mix, score, policy = shapley(
        lambda later: _rate([pair[at] for pair, at in zip(factors, later, strict=True)]), 3
    )
    first, last = (_rate([pair[at] for pair in factors]) for at in (0, 1))
    return Change(first, last, mix, score, policy, None)


def bad_rate_change(before: Month, after: Month) -> Change:
    """Take a change of the bad rate apart into mix, score, policy and risk.

    ``rate = sum w f a r / sum w f a`` over segments and score bands, with w, f, a as in
    `approval_change` (a: the share that got a loan with a known outcome, so take-up and maturity
    count as policy: compare months that are mature) and r the bad rate of the cell; averaged over
    all orders (Shapley 1953; Shorrocks 2013).

    Parameters
    ----------
    before, after : Month
        In the same segments and score bands, with `bads`.

    Returns
    -------
    Change

    Raises
    ------
    ThinfileError
        When a month has no applications, or one month's policy approves nobody of the other's.
    """
    factors = [*_factors(before, after), _filled(*(_risk(month) for month in (before, after)))]

    def value(later: tuple[bool, ...]) -> float:
        mix, score, policy, risk = (pair[at] for pair, at in zip(factors, later, strict=True))
        approved = _rate([mix, score, policy])
        if approved <= 0:
            raise ThinfileError(
                "A change of the bad rate needs scores that both months approve; got none. "
                "Take wider score bands or months nearer to each other."
            )
        return _rate([mix, score, policy, risk]) / approved

    mix, score, policy, risk = shapley(value, 4)
    return Change(value((False,) * 4), value((True,) * 4), mix, score, policy, risk)


def expected_loss_change(
    before: LentMonth, after: LentMonth, *, loss_given_default: float
) -> LossChange:
    """Take a change of the expected loss apart into volume, mix, score, policy and amount.

    ``loss = LGD N sum_k w_k sum_s f_k(s) a_k(s) m_k(s) p_k(s)``: all N applications, w and f as in
    `approval_change`, a the share of the cell that got a loan, m the mean principal of those loans
    and p their mean PD, weighted by principal; averaged over all orders (Shapley 1953; Shorrocks
    2013). Score is f and p together, as p moves within a score band by the score alone. The loss
    given default is assumed, the same in both months, and so has no part.

    Parameters
    ----------
    before, after : LentMonth
        In the same segments and score bands.
    loss_given_default : float
        0–1.

    Returns
    -------
    LossChange

    Raises
    ------
    ThinfileError
        When a month has no applications, or the cells differ.
    """
    months = (before, after)
    mix, score, policy = _factors(*(Month(month.applications, month.loans) for month in months))
    loans, lent, at_risk = (
        [np.asarray(getattr(month, name), dtype=np.float64) for month in months]
        for name in ("loans", "exposure", "exposure_at_risk")
    )
    amount = _filled(*(_over(part, whole) for part, whole in zip(lent, loans, strict=True)))
    risk = _filled(*(_over(part, whole) for part, whole in zip(at_risk, lent, strict=True)))
    size = [np.asarray(month.applications, dtype=np.float64).sum() for month in months]

    def value(later: tuple[bool, ...]) -> float:
        volume, mixed, scored, taken, lot = (int(is_later) for is_later in later)
        factors = [mix[mixed], score[scored], risk[scored], policy[taken], amount[lot]]
        return loss_given_default * float(size[volume]) * _rate(factors)

    return LossChange(value((False,) * 5), value((True,) * 5), *shapley(value, 5))


def _factors(before: Month, after: Month) -> list[tuple[Floats, Floats]]:
    sizes = [np.asarray(month.applications, dtype=np.float64) for month in (before, after)]
    if sizes[0].shape != sizes[1].shape or min(size.sum() for size in sizes) <= 0:
        raise ThinfileError(
            "A change needs applications in both months, in the same segments and score bands; "
            f"got {sizes[0].sum():g} in {sizes[0].shape} and {sizes[1].sum():g} in "
            f"{sizes[1].shape}. Count both in one grid."
        )
    approved = [np.asarray(month.approved, dtype=np.float64) for month in (before, after)]
    segments = [size.sum(axis=1, keepdims=True) for size in sizes]
    mix = tuple(segment / segment.sum() for segment in segments)
    score = _filled(*(_over(size, segment) for size, segment in zip(sizes, segments, strict=True)))
    policy = _filled(*(_over(some, size) for some, size in zip(approved, sizes, strict=True)))
    return [(mix[0], mix[1]), score, policy]


def _risk(month: Month) -> Floats:
    if month.bads is None:
        raise ThinfileError("A change of the bad rate needs bads; got none. Count them by cell.")
    return _over(
        np.asarray(month.bads, dtype=np.float64), np.asarray(month.approved, dtype=np.float64)
    )


def _over(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan))


def _filled(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    one, two = np.where(np.isnan(first), second, first), np.where(np.isnan(second), first, second)
    return np.nan_to_num(one), np.nan_to_num(two)


def _rate(factors: list[Floats]) -> float:
    total: Floats = factors[0]
    for factor in factors[1:]:
        total = total * factor
    return float(total.sum())
