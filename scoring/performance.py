"""How well a score tells goods from bads, and its PD what comes, from counts by score alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.manifest import Estimate
from scoring.metrics.probability.venn_abers import venn_abers
from scoring.metrics.rates.wilson import wilson
from scoring.samples import FEW_BADS

RESAMPLES = 200
RISKIEST = 0.1
BANDS = 10
_SEED = 1979
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Performance:
    """What a group of applications with known outcomes says of a score.

    Parameters
    ----------
    applications, bads : int
    auc, gini, ks, lift, brier : Estimate or None
        With 95 % intervals; lift among the riskiest tenth. None with fewer than 10 bads or goods.
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

    Displayed scores are whole points, so that goods and bads of one score are ties. Intervals are
    the percentiles of 200 draws of as many applications from the group itself, each application on
    its own (Efron 1979, Ann. Stat. 7, 1–26).

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
    found = {name: _estimate(values) for name, values in _measured(by_score, _SEED).items()}
    return Performance(
        applications=size,
        bads=all_bads,
        auc=found["auc"],
        gini=found["gini"],
        ks=found["ks"],
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
        By measure: the difference, with its interval from 200 draws of each group on its own;
        empty when either has fewer than 10 goods or bads.
    """
    groups = [part.groupby("score").sum(numeric_only=True).sort_index() for part in (inside, rest)]
    if min(part[name].sum() for part in groups for name in ("goods", "bads")) < FEW_BADS:
        return {}
    of_inside, of_rest = (_measured(part, _SEED + at) for at, part in enumerate(groups))
    return {name: _estimate(of_inside[name] - of_rest[name]) for name in of_inside}


def _measured(by_score: pd.DataFrame, seed: int) -> Mapping[str, Floats]:
    """Give each measure of the counts as they are, then as drawn anew: ``(1 + resamples,)``."""
    goods, bads = _drawn(by_score, seed)
    area = _auc(goods, bads)
    return {
        "auc": area,
        "gini": 2 * area - 1,
        "ks": _ks(goods, bads),
        "lift": _lift(goods, bads),
        "brier": _brier(by_score, goods, bads),
        "observed": bads.sum(axis=1) / (goods + bads).sum(axis=1),
    }


def _drawn(by_score: pd.DataFrame, seed: int) -> tuple[Floats, Floats]:
    """Give the counts as they are, then as drawn anew: ``(1 + resamples, scores)`` each."""
    goods, bads = (by_score[name].to_numpy(dtype=np.int64) for name in ("goods", "bads"))
    counts = np.concatenate([goods, bads])
    drawn = np.random.default_rng(seed).multinomial(counts.sum(), counts / counts.sum(), RESAMPLES)
    both = np.vstack([counts, drawn]).astype(np.float64)
    return both[:, : goods.size], both[:, goods.size :]


def _estimate(values: Floats) -> Estimate:
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return Estimate(value=float(values[0]), low=float(low), high=float(high))


def _auc(goods: Floats, bads: Floats) -> Floats:
    """As `scoring.metrics.ranking.auc.auc_of_mass`, row by row."""
    below = np.cumsum(bads, axis=1) - bads
    pairs = goods.sum(axis=1) * bads.sum(axis=1)
    return np.asarray((goods * (below + bads / 2)).sum(axis=1) / np.where(pairs > 0, pairs, np.nan))


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


def calibration(cells: pd.DataFrame) -> pd.DataFrame:
    """Set mean PD beside the bad rate in tenths of the applications, the riskiest first.

    A score belongs to the tenth in which its middle application stands
    (`scoring.metrics.probability.bands`).

    Returns
    -------
    pandas.DataFrame
        ``score_from``, ``score_to``, ``applications``, ``bads``, ``predicted``, ``observed``,
        ``low`` and ``high`` (Wilson, 95 %), one row per tenth that holds anybody.
    """
    by_score = cells.groupby("score").sum(numeric_only=True).sort_index()
    size = (by_score["goods"] + by_score["bads"]).to_numpy(dtype=np.float64)
    band = _tenth(size)
    kept = by_score.assign(
        size=size, prob=by_score["prob_of_goods"] + by_score["prob_of_bads"], score=by_score.index
    )
    tenths = kept.groupby(band).agg(
        score_from=("score", "min"),
        score_to=("score", "max"),
        applications=("size", "sum"),
        bads=("bads", "sum"),
        prob=("prob", "sum"),
    )
    low, high = wilson(tenths["bads"].to_numpy(), tenths["applications"].to_numpy())
    rows = tenths["applications"]
    return tenths.assign(
        applications=rows.astype(int),
        predicted=tenths["prob"] / rows,
        observed=tenths["bads"] / rows,
        low=low,
        high=high,
    ).drop(columns="prob")


def _tenth(size: Floats) -> NDArray[np.int64]:
    """Tell the tenth of each score, in which its middle application stands."""
    middle = np.cumsum(size) - size / 2
    return np.asarray(BANDS * middle / max(size.sum(), 1)).astype(np.int64)


def venn_abers_check(
    cells: pd.DataFrame, holdout_score: NDArray[np.int64], holdout_is_bad: NDArray[np.bool_]
) -> pd.DataFrame:
    """Set the holdout's Venn–Abers chances beside the mean PD of each tenth of `calibration`.

    A tenth agrees when its mean PD lies from the lower end of Wilson's 95 % interval around p0 to
    the upper end of that around p1, with as many applications as the holdout has in its scores:
    the pair alone leaves the chance in the holdout out.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `performance` reads them.
    holdout_score : (m,) int
        Displayed scores of applications that no tree split on and calibration never saw; the
        trees' number was set on them, so that they flatter the model a little.
    holdout_is_bad : (m,) bool
        True = went bad.

    Returns
    -------
    pandas.DataFrame
        ``p0`` and ``p1`` (means over the tenth's applications), ``holdout`` (its applications
        there) and ``agrees``, one row per tenth of `calibration`.

    Raises
    ------
    ThinfileError
        When the holdout has no goods or no bads.
    """
    by_score = cells.groupby("score").sum(numeric_only=True).sort_index()
    size = (by_score["goods"] + by_score["bads"]).to_numpy(dtype=np.float64)
    pair = venn_abers(holdout_is_bad, -holdout_score, -by_score.index.to_numpy())
    summed = pd.DataFrame(
        {
            "size": size,
            "p0": pair[:, 0] * size,
            "p1": pair[:, 1] * size,
            "prob": by_score["prob_of_goods"].to_numpy() + by_score["prob_of_bads"].to_numpy(),
        }
    )
    band = _tenth(size)
    tenths = summed.groupby(band).sum()
    mean = tenths[["p0", "p1", "prob"]].div(tenths["size"], axis=0)
    first = by_score.index.to_series().groupby(band).min().to_numpy()
    place = np.maximum(np.searchsorted(first, holdout_score, side="right") - 1, 0)
    held = np.bincount(place, minlength=first.size)
    low = wilson(mean["p0"].to_numpy() * held, held)[0]
    high = wilson(mean["p1"].to_numpy() * held, held)[1]
    agrees = (low <= mean["prob"]) & (mean["prob"] <= high)
    return mean.drop(columns="prob").assign(holdout=held, agrees=agrees)
