"""The doubt of an AUC, and of the difference between two on the same people."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from scoring.metrics.ranking.auc import require_both

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AucDifference:
    """Two scores of the same applications.

    Parameters
    ----------
    first, second : float
        Their AUC.
    value, low, high : float
        First less second; above 0, the first ranks better.
    goods, bads : int
    """

    first: float
    second: float
    value: float
    low: float
    high: float
    goods: int
    bads: int


def auc_difference(
    is_bad: ArrayLike, first: ArrayLike, second: ArrayLike, *, confidence: float = 0.95
) -> AucDifference:
    """Compare the AUC of two scores, the applications taken as drawn independently.

    With V_b(i) the share of goods that bad i scores below, and V_g(j) the share of bads that good
    j scores above, ties half: ``AUC = mean V_b = mean V_g``, and of the difference D the variance
    is ``var(V_b1 - V_b2) / bads + var(V_g1 - V_g2) / goods``
    (DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44, 837–845). Sampled this way, what both
    scores find hard counts once, which two intervals beside each other do not show.

    Parameters
    ----------
    is_bad : (n,) bool
        True = went bad.
    first, second : (n,) float
        Higher = safer.
    confidence : float
        0–1.

    Raises
    ------
    ThinfileError
        When there is no good or no bad.
    """
    bad = np.asarray(is_bad, dtype=bool)
    one, two = (placements(bad, score) for score in (first, second))
    variance = _variance(one[0] - two[0]) + _variance(one[1] - two[1])
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * float(np.sqrt(variance))
    areas = float(one[0].mean()), float(two[0].mean())
    value = areas[0] - areas[1]
    bads, goods = (of_side.size for of_side in one)
    return AucDifference(areas[0], areas[1], value, value - reach, value + reach, goods, bads)


def auc_interval(
    goods: ArrayLike, bads: ArrayLike, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Give an AUC from counts by score with its interval, made on the scale of logits.

    ``logit(AUC) ± z sqrt(var) / (AUC (1 - AUC))``, turned back; var is `auc_difference`'s. With few
    bads it holds the true AUC more often than one that lies evenly around the AUC, and never leaves
    0–1 (Qin and Hotilovac 2008, Stat. Methods Med. Res. 17, 207–221). An AUC of 0 or 1 has no
    variance, and no width.

    Parameters
    ----------
    goods, bads : (s,) float
        Applications at each score, the riskiest score first.
    confidence : float
        0–1.

    Returns
    -------
    tuple of float
        AUC, and its interval within 0–1.

    Raises
    ------
    ThinfileError
        When there is no good or no bad.
    """
    good, bad = (np.asarray(side, dtype=np.float64) for side in (goods, bads))
    require_both(int(good.sum()), int(bad.sum()), "AUC")
    of_bads = 1 - (np.cumsum(good) - good / 2) / good.sum()
    of_goods = (np.cumsum(bad) - bad / 2) / bad.sum()
    area = float(np.average(of_goods, weights=good))
    variance = sum(
        float(rows @ (placed - area) ** 2) / max(rows.sum() - 1, 1) / rows.sum()
        for rows, placed in ((bad, of_bads), (good, of_goods))
    )
    return around_on_logits(area, variance, confidence)


def around_on_logits(area: float, variance: float, confidence: float) -> tuple[float, float, float]:
    """Give an AUC and the interval that lies evenly around its logit; `auc_interval` says why."""
    if variance <= 0:
        return area, area, area
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * float(np.sqrt(variance))
    middle, wide = float(logit(area)), reach / (area * (1 - area))
    return area, float(expit(middle - wide)), float(expit(middle + wide))


def placements(bad: NDArray[np.bool_], score: ArrayLike) -> tuple[Floats, Floats]:
    """Give V_b of each bad and V_g of each good; an error where there is no good or no bad."""
    scores = np.asarray(score, dtype=np.float64)
    goods_at, bads_at = np.sort(scores[~bad]), np.sort(scores[bad])
    require_both(goods_at.size, bads_at.size, "AUC")
    above = _midrank(goods_at, scores[bad])
    below = _midrank(bads_at, scores[~bad])
    return 1 - above / goods_at.size, below / bads_at.size


def _midrank(ordered: Floats, values: Floats) -> Floats:
    """Count what stands below each value, equals half."""
    left = np.searchsorted(ordered, values, side="left")
    return np.asarray((left + np.searchsorted(ordered, values, side="right")) / 2)


def _variance(values: Floats) -> float:
    return float(values.var(ddof=1) / values.size) if values.size > 1 else 0.0
