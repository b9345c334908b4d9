"""How far predicted chances of default lie from what came, and why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError
from scoring.metrics.probability.bands import tied_bands


def brier(is_bad: ArrayLike, prob_default: ArrayLike, *, weight: ArrayLike | None = None) -> float:
    """Give the mean squared distance between PD and outcome.

    ``Brier = sum w (p - y)² / sum w`` (Brier 1950, Mon. Weather Rev. 78, 1–3).

    Parameters
    ----------
    is_bad : (n,) bool
        True = went bad.
    prob_default : (n,) float
        0–1, higher = riskier.
    weight : (n,) float >= 0, optional
        How often each row counts; 1 by default.

    Returns
    -------
    float
        0–1, lower = better. Saying the bad rate b of everybody gives b (1 - b).

    Raises
    ------
    ThinfileError
        When there are no rows.
    """
    y, p, w = _rows(is_bad, prob_default, weight)
    return float(np.average((p - y) ** 2, weights=w))


@dataclass(frozen=True, slots=True)
class BrierParts:
    """A Brier score taken apart: ``brier = reliability - resolution + uncertainty + within``.

    Parameters
    ----------
    brier : float
        0–1, lower = better.
    reliability : float
        Squared distance of a band's bad rate from its mean PD; 0 = calibrated.
    resolution : float
        Squared distance of the bands' bad rates from that of all; higher = tells people apart.
    uncertainty : float
        b (1 - b) of the bad rate b: what the book gives, whatever the model.
    within : float
        What bands hide: variance of PD within them less twice its covariance with the outcome;
        0 where all PDs of a band are equal.
    """

    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float


def brier_parts(
    is_bad: ArrayLike,
    prob_default: ArrayLike,
    *,
    bands: int | None = None,
    weight: ArrayLike | None = None,
) -> BrierParts:
    """Take the Brier score apart into parts that add up exactly.

    With n_k, p_k, b_k the weight, mean PD and bad rate of band k:
    ``sum n_k (p_k - b_k)² / n - sum n_k (b_k - b)² / n + b (1 - b) + within``
    (Murphy 1973, J. Appl. Meteorol. 12, 595–600; the part within bands by Stephenson, Coelho,
    Jolliffe 2008, Weather Forecast. 23, 752–757).

    Parameters
    ----------
    is_bad, prob_default, weight
        As in `brier`.
    bands : int, optional
        Equal shares of the rows by PD, equal PDs kept together. None: one band for each distinct
        PD, which is Murphy's own form (then `within` is 0).

    Raises
    ------
    ThinfileError
        When there are no rows.
    """
    y, p, w = _rows(is_bad, prob_default, weight)
    band = np.unique(p, return_inverse=True)[1] if bands is None else tied_bands(p, bands)
    mass = np.bincount(band, weights=w)
    kept = mass > 0
    share = mass[kept] / w.sum()
    predicted = np.bincount(band, weights=w * p)[kept] / mass[kept]
    observed = np.bincount(band, weights=w * y)[kept] / mass[kept]
    # |p - y|² within a band less |mean p - mean y|², and less the outcome's own variance there
    squared = np.bincount(band, weights=w * (p - y) ** 2)[kept] / mass[kept]
    within = squared - (predicted - observed) ** 2 - observed * (1 - observed)
    rate = float((share * observed).sum())
    return BrierParts(
        brier=float((share * squared).sum()),
        reliability=float((share * (predicted - observed) ** 2).sum()),
        resolution=float((share * (observed - rate) ** 2).sum()),
        uncertainty=rate * (1 - rate),
        within=float((share * within).sum()),
    )


def _rows(
    is_bad: ArrayLike, prob_default: ArrayLike, weight: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    y = np.asarray(is_bad, dtype=np.float64)
    w = np.ones(y.size) if weight is None else np.asarray(weight, dtype=np.float64)
    if w.sum() <= 0:
        raise ThinfileError(
            f"A Brier score needs outcomes; got {y.size} rows of no weight. Widen the dates."
        )
    return y, np.asarray(prob_default, dtype=np.float64), w
