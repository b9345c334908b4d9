"""What changes between two policies on the same applications, with the doubt about the change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from scoring.metrics.strategy.parcelling import Inferred

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Span:
    """An estimate, such as a change, new minus old, and its interval; NaN where there is none."""

    value: float
    low: float
    high: float


def around(value: float, variance: float, confidence: float = 0.95) -> Span:
    """Give ``value ± z sqrt(variance)`` (delta method, Oehlert 1992, Am. Stat. 46, 27–29)."""
    reach = float(ndtri(0.5 + confidence / 2)) * float(np.sqrt(variance))
    return Span(value, value - reach, value + reach)


def paired_approval_change(gained: float, lost: float, applications: float) -> Span:
    """Give how an approval rate, or another share of them, changes: ``(gained - lost) / n``.

    Variance: ``(gained + lost - (gained - lost)² / n) / n²``, of a difference of paired proportions
    (McNemar 1947, Psychometrika 12, 153–157): applications that both treat alike bring no doubt.
    Of these applications the change is exact; the interval is about others like them.

    Parameters
    ----------
    gained, lost : number >= 0
        Approved (or referred) by the new policy alone, and by the old one alone.
    applications : number >= 0
    """
    if applications <= 0:
        return Span(*(float("nan"),) * 3)
    net = gained - lost
    return around(net / applications, (gained + lost - net**2 / applications) / applications**2)


def paired_bad_rate_change(
    goods: ArrayLike, bads: ArrayLike, inferred: ArrayLike, known: ArrayLike, of_bands: Inferred
) -> Span:
    """Give how the bad rate of the approved changes: new policy's minus old one's.

    Both rates are ratios over sets that overlap. With T the outcomes of a side, known or inferred,
    and R its rate, a known outcome x of an application moves the change by ``(x - R_new) / T_new``
    where the new policy approves it, less ``(x - R_old) / T_old`` where the old one does; the sum
    of the squares is its variance (linearisation, Särndal, Swensson and Wretman 1992, section 5.5).
    The rate that a band's inferred outcomes share moves it by ``N_new / T_new - N_old / T_old``, N
    the inferred of the band, and goes together with the band's known outcomes.

    Parameters
    ----------
    goods, bads : (3,) number
        Known outcomes of those approved by the old policy alone, by both, by the new one alone.
    inferred, known : (3, B) number
        Outcomes of these by band of parcelling: inferred, and known.
    of_bands : Inferred
        The bands' rates and their variances, ``(B,)`` each.
    """
    good, bad = (np.asarray(side, dtype=np.float64) for side in (goods, bads))
    never, seen = (np.asarray(side, dtype=np.float64) for side in (inferred, known))
    given = np.nan_to_num(of_bands.bad_rate)
    sides = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])  # old, new
    total = sides @ (good + bad + never.sum(axis=1))
    if (total <= 0).any():
        return Span(*(float("nan"),) * 3)
    rate = sides @ (bad + never @ given) / total
    weight = sides / total[:, None]
    of_bad = (1 - rate[1]) * weight[1] - (1 - rate[0]) * weight[0]
    of_good = -rate[1] * weight[1] + rate[0] * weight[0]
    moves = (weight[1] - weight[0]) @ never
    beside = (weight[1] - weight[0]) @ seen
    variance = (
        (bad * of_bad**2 + good * of_good**2).sum()
        + (moves**2 * of_bands.rate_variance).sum()
        + 2 * (moves * beside * of_bands.covariance).sum()
    )
    return around(float(rate[1] - rate[0]), max(float(variance), 0.0))
