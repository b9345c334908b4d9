"""How well a score tells goods from bads, and its PD what comes, from counts by score alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.metrics.ranking.delong import auc_interval
from scoring.metrics.ranking.ks import ks_interval, ks_of_mass
from scoring.metrics.rates.square_and_add import square_and_add
from scoring.metrics.rates.wilson import wilson
from scoring.models.manifest import Estimate
from scoring.training.samples import FEW_BADS

RESAMPLES = 200
RISKIEST = 0.1
_SEED = 1979
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Performance:
    """What a group of applications with known outcomes says of a score.

    Parameters
    ----------
    applications, bads : int
    auc, gini, ks, lift, brier : Estimate or None
        With 95 % intervals; lift among the riskiest tenth. A KS of few bads is too high by chance:
        its interval lies lower. None with fewer than 10 bads or goods.
    predicted : float
        Mean PD.
    observed : Estimate
        Bad rate, with Wilson's interval.
    """

    applications: int
    bads: int
    auc: Estimate | None
    gini: Estimate | None
    ks: Estimate | None
    lift: Estimate | None
    brier: Estimate | None
    predicted: float
    observed: Estimate


def performance(cells: pd.DataFrame) -> Performance:
    """Judge one group.

    Displayed scores are whole points, so that goods and bads of one score are ties. Each
    application counts on its own. Intervals: of AUC and Gini by DeLong on the scale of logits
    (`scoring.metrics.ranking.delong`), of the KS by `scoring.metrics.ranking.ks.ks_interval`, of
    lift and Brier the percentiles of 200 draws of as many applications from the group itself (Efron
    1979, Ann. Stat. 7, 1–26).

    Parameters
    ----------
    cells : pandas.DataFrame
        One row per score: ``score``, ``goods``, ``bads``, and sums of PD and squared PD of each,
        as in ``data/queries/risk_outcome_cells.sql``.
    """
    by_score = cells.groupby("score").sum(numeric_only=True).sort_index()
    all_bads = int(by_score["bads"].sum())
    size = int(by_score["goods"].sum()) + all_bads
    low, high = wilson(all_bads, size)
    rate = all_bads / size if size else float("nan")
    sums = {name: float(by_score[name].sum()) for name in ("prob_of_goods", "prob_of_bads")}
    observed = Estimate(value=rate, low=float(low), high=float(high))
    predicted = sum(sums.values()) / size if size else float("nan")
    if min(size - all_bads, all_bads) < FEW_BADS:
        return Performance(size, all_bads, None, None, None, None, None, predicted, observed)
    found = _measured(by_score)
    ks = ks_of_mass(*_sides(by_score))
    return Performance(
        applications=size,
        bads=all_bads,
        auc=found["auc"],
        gini=found["gini"],
        ks=found["ks"].model_copy(update={"value": ks}),
        lift=found["lift"],
        brier=found["brier"],
        predicted=predicted,
        observed=observed,
    )


def apart(inside: pd.DataFrame, rest: pd.DataFrame) -> Mapping[str, Estimate]:
    """Say how far the measures of one group are above those of another that shares nobody with it.

    Parameters
    ----------
    inside, rest : pandas.DataFrame
        As `performance` takes them.

    Returns
    -------
    mapping
        By measure: the difference, with its interval by
        `scoring.metrics.rates.square_and_add`; KS of both without what chance adds to them, which
        is more for the smaller group. Empty when either has fewer than 10 goods or bads.
    """
    groups = [part.groupby("score").sum(numeric_only=True).sort_index() for part in (inside, rest)]
    if min(part[name].sum() for part in groups for name in ("goods", "bads")) < FEW_BADS:
        return {}
    first, second = (_measured(part) for part in groups)
    return {name: _of(square_and_add(_three(first[name]), _three(second[name]))) for name in first}


def _measured(by_score: pd.DataFrame) -> Mapping[str, Estimate]:
    """Give each measure of the counts with its interval; the KS without what chance adds."""
    drawn = _drawn(by_score)
    goods, bads = _sides(by_score)
    area = auc_interval(goods, bads)
    rate = float(bads.sum() / (goods.sum() + bads.sum()))
    return {
        "auc": _of(area),
        "gini": _of(2 * end - 1 for end in area),
        "ks": _of(ks_interval(goods, bads, _ks(*drawn)[1:])),
        "lift": _percentiles(_lift(*drawn)),
        "brier": _percentiles(_brier(by_score, *drawn)),
        "observed": _of((rate, *wilson(bads.sum(), goods.sum() + bads.sum()))),
    }


def _sides(by_score: pd.DataFrame) -> tuple[Floats, Floats]:
    goods, bads = (by_score[name].to_numpy(dtype=np.float64) for name in ("goods", "bads"))
    return goods, bads


def _drawn(by_score: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give the counts as they are, then as drawn anew: ``(1 + resamples, scores)`` each."""
    goods, bads = (by_score[name].to_numpy(dtype=np.int64) for name in ("goods", "bads"))
    counts = np.concatenate([goods, bads])
    drawn = np.random.default_rng(_SEED).multinomial(counts.sum(), counts / counts.sum(), RESAMPLES)
    both = np.vstack([counts, drawn]).astype(np.float64)
    return both[:, : goods.size], both[:, goods.size :]


def _percentiles(values: Floats) -> Estimate:
    return _of((values[0], *np.nanpercentile(values[1:], [2.5, 97.5])))


def _of(three: Iterable[object]) -> Estimate:
    value, low, high = np.asarray(list(three), dtype=np.float64)
    return Estimate(value=float(value), low=float(low), high=float(high))


def _three(of: Estimate) -> tuple[float, float, float]:
    return of.value, of.low, of.high


def _ks(goods: Floats, bads: Floats) -> Floats:
    """As `scoring.metrics.ranking.ks.ks_of_mass`, row by row."""
    of_goods, of_bads = (
        np.cumsum(side, axis=1) / np.where(side.sum(axis=1) > 0, side.sum(axis=1), np.nan)[:, None]
        for side in (goods, bads)
    )
    return np.asarray(np.abs(of_bads - of_goods).max(axis=1))


def _lift(goods: Floats, bads: Floats) -> Floats:
    """As `scoring.metrics.ranking.lift.lift`, row by row: ties part in proportion."""
    rows = np.cumsum(goods + bads, axis=1)
    wanted = RISKIEST * rows[:, -1:]
    before = rows - (goods + bads)
    taken = np.clip((wanted - before) / np.where(goods + bads > 0, goods + bads, 1), 0, 1)
    total = bads.sum(axis=1)
    found = (bads * taken).sum(axis=1) / np.where(total > 0, total, np.nan)
    return np.asarray(found / RISKIEST)


def _brier(by_score: pd.DataFrame, goods: Floats, bads: Floats) -> Floats:
    """Give the mean of (p − y)², row by row, each score by the means of its goods and bads."""
    of_good = _mean(by_score["squared_of_goods"], by_score["goods"])
    squared, prob = (
        _mean(by_score[name], by_score["bads"]) for name in ("squared_of_bads", "prob_of_bads")
    )
    total = goods @ of_good + bads @ (1 - 2 * prob + squared)
    return np.asarray(total / (goods.sum(axis=1) + bads.sum(axis=1)))


def _mean(sums: "pd.Series[float]", counts: "pd.Series[float]") -> Floats:
    rows = counts.to_numpy(dtype=np.float64)
    return np.asarray(sums.to_numpy(dtype=np.float64) / np.where(rows > 0, rows, 1))
