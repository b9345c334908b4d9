"""The numbers of the stability page as tables: as people read them, and to take away."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from scoring.catalogue import Family, Feature, Unit
from scoring.metrics.binned.psi import Shift, Stability
from scoring.models.manifest import Binned
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.drift import Drifting, Month, ReasonDrift
from scoring.wording import Money
from ui import sortable, words
from ui.risk import says

LEARNT = "part of the training sample"
_ANSWERS = {"0": "no", "1": "yes", "above 0": "yes"}


def told(of: Stability, *, is_learnt: bool = False) -> str:
    """Say what an index says, noise taken into account; nothing of a month that train is from."""
    if is_learnt:
        return LEARNT
    if of.p_value > 0.05 and of.shift is Shift.SMALL:
        return says.noise(is_more=False)
    return str(of.shift)


def index_table(
    of: str, names: Sequence[str], found: Sequence[Stability], learnt: Sequence[bool]
) -> pd.DataFrame:
    """Give one row per index as people read it; `learnt` are those of months that train is from."""
    return sortable.table(
        {
            of: list(names),
            "Applications": [one.rows for one in found],
            "Index": [round(one.value, 4) for one in found],
            "95 %": [f"{one.low:.3f}–{one.high:.3f}" for one in found],
            "Noise alone": [f"up to {one.critical_value:.3f}" for one in found],
            "Shift": [
                told(one, is_learnt=is_learnt) for one, is_learnt in zip(found, learnt, strict=True)
            ],
        }
    )


def shares_table(
    binned: Binned,
    counts: Sequence[int],
    said: Callable[[float], str] | None = None,
    *,
    is_flag: bool = False,
) -> pd.DataFrame:
    """Give one row per bin: train and month, rows and shares; `said` as in `bin_names`.

    The bins of a flag that hold anybody, 0 and 1 or above 0, are called no and yes.
    """
    train, month = np.asarray(binned.counts), np.asarray(counts)
    return sortable.table(
        {
            "Bin": [
                _ANSWERS.get(name, name) if is_flag else name
                for name in bin_names(binned, said or _plain)
            ],
            "Training sample": train,
            "Month": month,
            "Training share": train / max(train.sum(), 1),
            "Month share": month / max(month.sum(), 1),
        }
    )


def edge(of: Feature, value: float, *, money: Money) -> str:
    """Write an edge in the feature's unit, with digits enough to tell it from the next."""
    if of.unit in (Unit.SHARE, Unit.SIGNED):
        return f"{100 * value:.3g} %".replace("-", "−")
    return money(value) if of.unit is Unit.MONEY else _plain(value)


def _plain(value: float) -> str:
    return f"{value:,.4g}"


def bin_conditions(name: str, binned: Binned) -> list[Condition | None]:
    """Give what makes each bin a cohort; None where a condition cannot say it."""
    if binned.names is not None:
        return [*(Condition(name, names=(one,)) for one in binned.names), None, None]
    edges = binned.edges or ()
    if not edges:
        return [None, None]
    ends = zip((None, *edges), (*edges, None), strict=True)
    return [*(Condition(name, least=low, below=high) for low, high in ends), None]


def bin_names(binned: Binned, said_as: Callable[[float], str] = _plain) -> list[str]:
    """Write bins as people read them; one that holds a single value is called by it.

    Parameters
    ----------
    binned : Binned
    said_as : callable
        Writes an edge.
    """
    if binned.names is not None:
        return [*(words.plain(name) for name in binned.names), "never seen", "missing"]
    edges = binned.edges or ()
    if not edges:
        return ["all", "missing"]
    said, named = said_as(edges[0]), [f"under {said_as(edges[0])}"]
    is_above = False  # the bin begins just above `said`, which has a bin of its own
    for low, high in pairwise(edges):
        if high == np.nextafter(low, np.inf):
            said, is_above = said_as(low), True
            named.append(said)
        else:
            begin = f"above {said}" if is_above else said
            named.append(f"{begin} to {said_as(high)}")
            said, is_above = said_as(high), False
    return [*named, f"above {said}" if is_above else f"from {said}", "missing"]


def reasons_table(found: ReasonDrift) -> pd.DataFrame:
    """Give one row per family as people read it."""
    apart = found.difference
    return sortable.table(
        {
            "Family": [Family(family).label for family in found.families],
            "Training sample": [words.percent(share) for share in found.train],
            "Month": [words.percent(share) for share in found.month],
            "Difference": [says.points(float(value)) for value in apart.value],
            "95 %": [
                f"{says.points(float(low))} to {says.points(float(high))}"
                for low, high in zip(apart.low, apart.high, strict=True)
            ],
            "More than noise": ["differs" if mark else "" for mark in apart.is_more_than_noise],
        }
    )


def estimates_table(months: Sequence[Month]) -> pd.DataFrame:
    """Give estimated and observed performance as numbers, to take away."""
    estimated = [of.estimated for of in months]
    seen = [of.bad_rate for of in months]
    auc = [of.auc for of in months]
    return sortable.table(
        {
            "month": [of.month for of in months],
            "loans": [one.applications for one in estimated],
            "estimated_bad_rate": [one.bad_rate for one in estimated],
            "estimated_bad_rate_low": [one.bad_rate_low for one in estimated],
            "estimated_bad_rate_high": [one.bad_rate_high for one in estimated],
            "observed_bad_rate": [np.nan if one is None else one.value for one in seen],
            "observed_bad_rate_low": [np.nan if one is None else one.low for one in seen],
            "observed_bad_rate_high": [np.nan if one is None else one.high for one in seen],
            "estimated_auc": [one.auc for one in estimated],
            "estimated_auc_low": [one.auc_low for one in estimated],
            "estimated_auc_high": [one.auc_high for one in estimated],
            "observed_auc": [np.nan if one is None else one.value for one in auc],
            "observed_auc_low": [np.nan if one is None else one.low for one in auc],
            "observed_auc_high": [np.nan if one is None else one.high for one in auc],
        }
    )


def said_estimates(months: Sequence[Month]) -> pd.DataFrame:
    """Give estimated and observed performance as people read it."""
    rows = []
    for of in months:
        seen, estimate = of.bad_rate, of.estimated
        low, high = estimate.auc_low, estimate.auc_high
        rows.append(
            {
                "Month": words.month(of.month),
                "Loans": estimate.applications,
                "Bad rate, estimated": says.rate(
                    estimate.bad_rate, estimate.bad_rate_low, estimate.bad_rate_high
                ),
                "Bad rate, observed": "immature"
                if seen is None
                else says.rate(seen.value, seen.low, seen.high),
                "AUC, estimated": words.measure(estimate.auc, low, high),
                "AUC, observed": _observed_auc(of),
            }
        )
    return sortable.table(rows)


def _observed_auc(of: Month) -> str:
    if of.bad_rate is None:
        return "immature"
    if of.auc is None:
        return "too few bads"
    return words.measure(of.auc.value, of.auc.low, of.auc.high)


def numbers(
    found: Drifting, indices: Mapping[str, Sequence[Stability]], learnt: Sequence[bool]
) -> pd.DataFrame:
    """Give every index of every month as numbers, to take away; `learnt` as in `index_table`."""
    return pd.DataFrame(
        [
            {
                "of": name,
                "month": month,
                "applications": one.rows,
                "index": one.value,
                "low": one.low,
                "high": one.high,
                "critical_value": one.critical_value,
                "p_value": one.p_value,
                "shift": LEARNT if is_learnt else str(one.shift),
            }
            for name, every in indices.items()
            for month, one, is_learnt in zip(found.months, every, learnt, strict=True)
        ]
    )


def feature_numbers(found: Mapping[str, Stability], *, is_learnt: bool) -> pd.DataFrame:
    """Give the CSI of every feature in one month as numbers, to take away."""
    return pd.DataFrame(
        [
            {
                "feature": name,
                "applications": one.rows,
                "csi": one.value,
                "low": one.low,
                "high": one.high,
                "critical_value": one.critical_value,
                "p_value": one.p_value,
                "shift": LEARNT if is_learnt else str(one.shift),
            }
            for name, one in found.items()
        ]
    )


def reason_numbers(found: ReasonDrift) -> pd.DataFrame:
    """Give how often each family is a reason as numbers, to take away."""
    apart = found.difference
    return pd.DataFrame(
        {
            "family": found.families,
            "train": found.train,
            "month": found.month,
            "difference": apart.value,
            "low": apart.low,
            "high": apart.high,
            "is_more_than_noise": apart.is_more_than_noise,
        }
    )
