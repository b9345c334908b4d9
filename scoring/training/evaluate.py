"""How well a score does on each sample, with intervals, beside the best single feature."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring import catalogue
from scoring.metrics import bootstrap
from scoring.metrics.probability.brier import brier
from scoring.metrics.probability.calibration_table import calibration_table
from scoring.metrics.ranking.auc import auc, mass_of_outcomes
from scoring.metrics.ranking.auc_by_customer import auc_interval_by_customer
from scoring.metrics.ranking.ks import ks_interval, ks_of_mass
from scoring.metrics.ranking.lift import gains_of_mass
from scoring.metrics.rates.rate import rate
from scoring.models.manifest import Band, BestFeature, Estimate, Metrics, Sample
from scoring.models.scale import Scale
from scoring.training.samples import FEW_BADS, Samples, went_bad

RESAMPLES = 500
SEED = 1927
BANDS = 10
RISKIEST = 0.1
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def sample(frame: pd.DataFrame, rows: Bools, train: Bools) -> Sample:
    """Count one sample of the assessments."""
    part = frame.loc[rows]
    customers = set(part["customer_id"])
    seen = set(frame.loc[train, "customer_id"])
    return Sample(
        applications=len(part),
        bads=int(part["is_bad"].sum()),
        customers=len(customers),
        customers_also_in_train=0 if np.array_equal(rows, train) else len(customers & seen),
        first_applied_at=part["applied_at"].min().to_pydatetime(),
        last_applied_at=part["applied_at"].max().to_pydatetime(),
    )


def metrics(
    is_bad: Bools,
    score: Floats,
    prob_default: Floats,
    weights: Floats,
    customer_id: NDArray[np.object_],
) -> Metrics:
    """Give every measure of one sample with 95 % intervals.

    Parameters
    ----------
    is_bad : (n,) bool
    score : (n,) float
        Higher = safer.
    prob_default : (n,) float
        0–1.
    weights : (resamples, n) float
        Resampled customers, as drawn by `scoring.metrics.bootstrap.resampled_weights`.
    customer_id : (n,)
    """
    area = _auc(is_bad, score, customer_id)
    low, high = bootstrap.interval(
        lambda weight: brier(is_bad, prob_default, weight=weight), weights
    )
    came = rate(int(is_bad.sum()), is_bad.size)
    return Metrics(
        auc=area,
        gini=Estimate(value=2 * area.value - 1, low=2 * area.low - 1, high=2 * area.high - 1),
        ks=_ks(is_bad, score, weights),
        lift=_resampled(_lift, is_bad, score, weights),
        brier=Estimate(value=brier(is_bad, prob_default), low=low, high=high),
        predicted=float(prob_default.mean()),
        observed=Estimate(value=came.value, low=came.low, high=came.high),
    )


def weights_of(frame: pd.DataFrame, rows: Bools) -> Floats:
    """Draw the resamples of one sample, by customer."""
    return bootstrap.resampled_weights(
        frame.loc[rows, "customer_id"].to_numpy(), resamples=RESAMPLES, seed=SEED
    )


def best_feature(frame: pd.DataFrame, samples: Samples, names: list[str]) -> BestFeature:
    """Find the feature that alone separates best in train, and follow it through the samples.

    A number is taken as it is or reversed, a name by its bad rate in train; missing values stand
    where their own bad rate in train puts them.
    """
    is_bad = went_bad(frame)
    ordered = {name: _single_score(frame[name], is_bad, samples.train) for name in names}
    found = {
        name: auc(is_bad[samples.train], score[samples.train]) for name, score in ordered.items()
    }
    best = max(found, key=lambda name: found[name])
    customers = frame["customer_id"].to_numpy(dtype=object)
    areas = {
        name: _auc(is_bad[rows], ordered[best][rows], customers[rows])
        for name, rows in samples.items()
    }
    return BestFeature(
        name=best,
        label=catalogue.load()[best].label,
        auc=areas,
        is_higher_safer=_is_higher_safer(frame[best], is_bad, samples.train),
    )


def bands(is_bad: Bools, prob_default: Floats, scale: Scale) -> tuple[Band, ...]:
    """Compare predicted with observed bad rates by tenths of PD, safest last."""
    found = calibration_table(is_bad, prob_default)
    lowest, highest = (
        scale.displayed(scale.from_prob_default(end)) for end in (found.prob_to, found.prob_from)
    )
    return tuple(
        Band(
            score_from=int(lowest[at]),
            score_to=int(highest[at]),
            applications=int(found.applications[at]),
            bads=int(found.bads[at]),
            predicted=float(found.predicted[at]),
            observed=float(found.observed[at]),
            low=float(found.low[at]),
            high=float(found.high[at]),
        )
        for at in reversed(range(found.bads.size))
    )


def warnings(samples: dict[str, Sample]) -> tuple[str, ...]:
    """Say what stands against trusting the metrics."""
    few = [
        f"The {name.replace('_', ' ')} sample has only {found.bads} bads in "
        f"{found.applications} applications: its metrics say little "
        f"(below {FEW_BADS} bads they can be luck)"
        for name, found in samples.items()
        if found.bads < FEW_BADS
    ]
    shared = samples["out_of_time"].customers_also_in_train
    seen = (
        [f"{shared} customers of the out of time sample are also in the training sample"]
        if shared
        else []
    )
    return (*few, *seen)


def _auc(is_bad: Bools, score: Floats, customer_id: NDArray[np.object_]) -> Estimate:
    area, low, high = auc_interval_by_customer(is_bad, score, customer_id)
    return Estimate(value=area, low=low, high=high)


def _ks(is_bad: Bools, score: Floats, weights: Floats) -> Estimate:
    drawn = _redrawn(ks_of_mass, is_bad, score, weights)
    _, low, high = ks_interval(*mass_of_outcomes(is_bad, score, None), drawn[1:])
    return Estimate(value=float(drawn[0]), low=low, high=high)


def _lift(goods: Floats, bads: Floats) -> float:
    return float(gains_of_mass(goods, bads, shares=[RISKIEST])[0] / RISKIEST)


def _resampled(
    statistic: Callable[[Floats, Floats], float], is_bad: Bools, score: Floats, weights: Floats
) -> Estimate:
    """Give a statistic of goods and bads by score, with its percentiles over the resamples."""
    found = _redrawn(statistic, is_bad, score, weights)
    low, high = np.percentile(found[1:], [2.5, 97.5])
    return Estimate(value=float(found[0]), low=float(low), high=float(high))


def _redrawn(
    statistic: Callable[[Floats, Floats], float], is_bad: Bools, score: Floats, weights: Floats
) -> Floats:
    """Give a statistic of the sample, then of each resample with both; scores are ranked once."""
    distinct, at = np.unique(score, return_inverse=True)

    def of(weight: Floats) -> float:
        goods = np.bincount(at, weights=weight * ~is_bad, minlength=distinct.size)
        bads = np.bincount(at, weights=weight * is_bad, minlength=distinct.size)
        return statistic(goods.astype(np.float64), bads.astype(np.float64))

    usable: Bools = (weights[:, is_bad].sum(axis=1) > 0) & (weights[:, ~is_bad].sum(axis=1) > 0)
    return np.array([of(np.ones(is_bad.size)), *(of(weight) for weight in weights[usable])])


def _is_name(values: pd.Series) -> bool:
    return values.dtype == object or isinstance(values.dtype, pd.StringDtype)


def _is_higher_safer(values: pd.Series, is_bad: Bools, train: Bools) -> bool | None:
    """Tell which way a number goes in train; None for a name, or where train cannot tell."""
    if _is_name(values):
        return None
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    known = ~np.isnan(numbers) & train
    if not is_bad[known].any() or is_bad[known].all():
        return None
    return auc(is_bad[known], numbers[known]) >= 0.5


def _single_score(values: pd.Series, is_bad: Bools, train: Bools) -> Floats:
    if _is_name(values):
        names = values.astype(object).where(values.notna(), "missing")
        rates = pd.Series(is_bad[train]).groupby(names[train].to_numpy()).mean()
        found = names.map(rates).astype(np.float64).fillna(is_bad[train].mean())
        return np.negative(found.to_numpy(dtype=np.float64), dtype=np.float64)
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    is_higher_safer = _is_higher_safer(values, is_bad, train)
    if is_higher_safer is None:
        return np.zeros(numbers.size)
    return _place_missing(numbers if is_higher_safer else -numbers, is_bad, train)


def _place_missing(score: Floats, is_bad: Bools, train: Bools) -> Floats:
    missing = np.isnan(score)
    if not (missing & train).any():
        return np.nan_to_num(score)
    # missing rows stand at the known value above which the bad rate falls to their own
    target = is_bad[missing & train].mean()
    known = np.sort(score[~missing & train])
    tenths = np.array_split(np.argsort(score[~missing & train]), BANDS)
    rates = np.array([is_bad[~missing & train][rows].mean() for rows in tenths if rows.size])
    at = int(np.argmin(np.abs(rates - target))) / BANDS
    stand_in = known[int(at * (known.size - 1))]
    return np.where(missing, stand_in, score)
