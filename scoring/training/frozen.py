"""Train as stability is measured against it: bins of score and features, and the reasons given."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring import catalogue
from scoring.catalogue import Unit
from scoring.explain.reasons import reasons_table
from scoring.metrics.binned.bins import name_bins, number_bins
from scoring.models.manifest import Binned, Reference, Training

NO_REASON = "none"
_ROW = "row"


def training(
    learnt: pd.DataFrame,
    score: NDArray[np.int64],
    contributions: pd.DataFrame,
    reference: Reference,
) -> Training:
    """Freeze bins and counts of the training sample.

    Parameters
    ----------
    learnt : pandas.DataFrame
        ``(n, f)`` features of the model.
    score : (n,) int
        Displayed scores.
    contributions : pandas.DataFrame
        ``(n, f)`` contributions of the features, in points.
    reference : Reference
        Whose mean contributions turn them into points.
    """
    names = list(contributions.columns)
    means = np.array([reference.contributions[name] for name in names])
    points = contributions.to_numpy(dtype=np.float64) - means
    keyed = learnt.assign(**{_ROW: np.arange(len(learnt))})
    reasons = reasons_table(_ROW, keyed, points, names).to_pandas()
    first = reasons.loc[reasons["rank"] == 1, "family"].value_counts()
    given = reasons["family"].value_counts()
    none = {NO_REASON: len(learnt) - int(first.sum())}
    return Training(
        applications=len(learnt),
        score=_numbers(pd.Series(score, dtype="float64")),
        features={
            name: _names(learnt[name]) if _is_name(name) else _numbers(learnt[name])
            for name in names
        },
        first_reason={str(family): int(rows) for family, rows in first.items()} | none,
        reasons={str(family): int(rows) for family, rows in given.items()},
    )


def _is_name(name: str) -> bool:
    return catalogue.load()[name].unit is Unit.NAME


def _numbers(values: pd.Series) -> Binned:
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    bins = number_bins(numbers)
    return Binned(edges=bins.edges, counts=tuple(bins.counts(numbers).tolist()))


def _names(values: pd.Series) -> Binned:
    bins = name_bins(values)
    return Binned(names=bins.names, counts=tuple(bins.counts(values).tolist()))
