"""How well a score probably does, before its outcomes are known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError
from scoring.metrics.ranking.auc import expected_auc

DRAWS = 500
SEED = 2022
AT_ONCE = 1_000_000  # outcomes held in memory
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EstimatedPerformance:
    """An estimate from PDs alone; nothing of it has been observed.

    Parameters
    ----------
    auc, bad_rate : float
        What to expect if the PDs are right, 0–1; the AUC is NaN where no PD lies within 0–1.
    auc_low, auc_high, bad_rate_low, bad_rate_high : float
        Where the observed value will fall if the PDs are right.
    applications : int
        It rests on.
    """

    auc: float
    auc_low: float
    auc_high: float
    bad_rate: float
    bad_rate_low: float
    bad_rate_high: float
    applications: int


def estimated_performance(
    prob_default: ArrayLike,
    *,
    score: ArrayLike | None = None,
    applications: ArrayLike | None = None,
    confidence: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> EstimatedPerformance:
    """Estimate AUC and bad rate from calibrated PDs (CBPE).

    ``estimated bad rate = sum p / n``; the estimated AUC is that of `expected_auc`:
    each application is a bad with weight p and a good with weight 1 - p (confidence-based
    performance estimation, NannyML 2022; Białek and others 2024, arXiv:2401.08348, compare it).
    Intervals: outcomes are drawn from the PDs.

    It sees a change in who applies. It cannot see that people with the same features have become
    riskier: it takes the PDs as true. Say "estimated" wherever it is shown, and hold it against
    the observed value once that is there.

    Parameters
    ----------
    prob_default : (n,) float
        Calibrated, 0–1, of an application or of a cell in which all have the same.
    score : (n,) float, optional
        Whose order is judged, higher = safer; that of the PDs by default.
    applications : (n,) int, optional
        How many applications each row stands for; 1 by default.
    confidence : float
        0–1.
    draws, seed : int
        Of the intervals; the same seed gives the same ones.

    Returns
    -------
    EstimatedPerformance

    Raises
    ------
    ThinfileError
        When there are no applications or a PD is missing or no probability.
    """
    p = np.asarray(prob_default, dtype=np.float64)
    size = np.ones(p.size, np.int64) if applications is None else np.asarray(applications, np.int64)
    if size.sum() <= 0 or not ((p >= 0) & (p <= 1)).all():
        raise ThinfileError(
            f"An estimate needs applications with PDs within 0–1; got {size.sum():g} "
            "applications. Leave out those without a score."
        )
    order = -p if score is None else np.asarray(score, dtype=np.float64)
    rates, areas = _drawn(p, size, order, draws=draws, seed=seed)
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(rates, ends)
    drawn = areas[~np.isnan(areas)]
    auc_low, auc_high = np.quantile(drawn, ends) if drawn.size else (np.nan, np.nan)
    return EstimatedPerformance(
        auc=expected_auc(p, order, weight=size) if drawn.size else float("nan"),
        auc_low=float(auc_low),
        auc_high=float(auc_high),
        bad_rate=float(np.average(p, weights=size)),
        bad_rate_low=float(low),
        bad_rate_high=float(high),
        applications=int(size.sum()),
    )


def _drawn(
    p: Floats, size: NDArray[np.int64], order: Floats, *, draws: int, seed: int
) -> tuple[Floats, Floats]:
    """Draw outcomes from the PDs; give bad rate and AUC of each draw, the AUC NaN in one class."""
    rows = np.argsort(order, kind="stable")
    starts = np.flatnonzero(np.diff(order[rows], prepend=np.nan) != 0)
    total = np.add.reduceat(size[rows], starts)
    rng = np.random.default_rng(seed)
    rates, areas = np.empty(draws), np.full(draws, np.nan)
    together = max(1, AT_ONCE // rows.size)
    for first in range(0, draws, together):
        some = slice(first, min(first + together, draws))
        bad = rng.binomial(size[rows], p[rows], size=(some.stop - first, rows.size))
        bads = np.add.reduceat(bad, starts, axis=1)
        gone = bads.sum(axis=1)
        rates[some] = gone / total.sum()
        pairs = gone * (total.sum() - gone).astype(np.float64)
        below = np.cumsum(bads, axis=1) - bads / 2
        ordered = ((total - bads) * below).sum(axis=1)
        areas[some] = np.where(pairs > 0, ordered / np.where(pairs > 0, pairs, 1), np.nan)
    return rates, areas
