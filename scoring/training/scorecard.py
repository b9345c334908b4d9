"""A scorecard as lenders have built them for decades: bins, weights of evidence, one line."""

import warnings
from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from scoring.metrics.binned.bins import name_bins, number_bins
from scoring.metrics.binned.woe import woe
from scoring.metrics.ranking.auc import auc

BINS = 8
SMALLEST = 0.02  # share of train that a bin to begin with holds at least
PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0)
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def scorecard(
    features: pd.DataFrame,
    is_bad: Bools,
    *,
    train: Bools,
    holdout: Bools,
    categorical: Collection[str],
    is_optimal: bool = False,
) -> Floats:
    """Fit a scorecard and score everybody with it.

    Each feature becomes the weight of evidence of its bin: eight equal shares of train for a
    number, one bin a name, missing values a bin of their own; or bins that optbinning finds in
    train by constraint programming (Navas-Palencia 2020, arXiv 2001.08025). A logistic
    regression with a ridge penalty adds them up (Siddiqi 2017, Intelligent Credit Scoring); the
    penalty is the one that ranks the holdout best.

    Parameters
    ----------
    features : pandas.DataFrame
        ``(n, f)``, NaN or None = missing.
    is_bad : (n,) bool
        True = went bad.
    train, holdout : (n,) bool
    categorical : collection of str
        Columns that hold names.
    is_optimal : bool
        Whether optbinning parts the features.

    Returns
    -------
    (n,) float
        Log-odds of repaying, higher = safer.

    Raises
    ------
    ThinfileError
        When train or holdout has no good or no bad.
    """
    by = _optimal if is_optimal else _evidence
    evidence = np.column_stack(
        [by(features[name], is_bad, train, is_name=name in categorical) for name in features]
    )
    tried = []
    for penalty in PENALTIES:
        line = LogisticRegression(C=penalty, max_iter=1000)
        line.fit(evidence[train], ~is_bad[train])
        tried.append(np.asarray(line.decision_function(evidence), dtype=np.float64))
    return max(tried, key=lambda found: auc(is_bad[holdout], found[holdout]))


def _evidence(column: pd.Series, is_bad: Bools, train: Bools, *, is_name: bool) -> Floats:
    """Give the weight of evidence of each row's bin, learnt in train."""
    learnt = column[train]
    bins = name_bins(learnt) if is_name else number_bins(learnt, bins=BINS)
    at = bins.places(column)
    size = int(at.max()) + 1
    goods, bads = (np.bincount(at[train & side], minlength=size) for side in (~is_bad, is_bad))
    return woe(goods, bads)[at]


def _optimal(column: pd.Series, is_bad: Bools, train: Bools, *, is_name: bool) -> Floats:
    """Give the weight of evidence of each row's bin, as optbinning parts train."""
    from optbinning import OptimalBinning  # noqa: PLC0415 with its solver, for this command alone

    given = column.astype(object).to_numpy() if is_name else column.to_numpy(dtype=np.float64)
    learnt = given[train]
    bins = OptimalBinning(
        dtype="categorical" if is_name else "numerical", max_n_bins=BINS, min_prebin_size=SMALLEST
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of pandas, within optbinning
        bins.fit(learnt, is_bad[train].astype(np.int64))
        found = bins.transform(given, metric="woe", metric_missing="empirical")
    return np.asarray(found, dtype=np.float64)
