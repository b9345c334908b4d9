"""From a model's raw value to a PD that can be believed, and how sure that PD is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.progress import Progress, silent
from scoring.metrics.rates.wilson import wilson
from scoring.models.scale import Line

Floats = NDArray[np.float64]
NEAREST = 500
CONFIDENCE = 0.90
FOLDS = 4
SEED = 1958


def fit_line(raw: Floats, is_bad: NDArray[np.bool_]) -> Line:
    """Fit the line by maximum likelihood on values of rows that the model had not seen.

    Parameters
    ----------
    raw : (n,) float
        Log-odds of going bad from models that did not learn from the row.
    is_bad : (n,) bool
        True = went bad.

    Returns
    -------
    Line
        With slope 0 < b. Where the sample asks for a slope of zero or less (a handful of bads),
        the slope is kept at 1 and only the level is fitted; without both goods and bads there is
        nothing to fit, and the raw values stand as they are.
    """
    if is_bad.all() or not is_bad.any():
        return Line(0.0, 1.0)
    # training alone pays a second for it
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    fitted = LogisticRegression(C=np.inf).fit(raw.reshape(-1, 1), is_bad)
    slope = float(fitted.coef_[0, 0])
    if slope > 0:
        return Line(float(fitted.intercept_[0]), slope)
    return Line(_level(raw, is_bad), 1.0)


def cross_fitted_line(
    is_bad: NDArray[np.bool_],
    customer_id: NDArray[np.object_],
    train: NDArray[np.bool_],
    unseen: Callable[[NDArray[np.bool_], NDArray[np.bool_]], Floats],
    *,
    progress: Progress = silent,
) -> Line:
    """Fit the line by cross-validation inside train.

    Folds are by customer, with as many bads in each as chance would give.

    Parameters
    ----------
    is_bad, train : (n,) bool
        Outcomes, and which rows the model may learn from.
    customer_id : (n,) str
        Rows of one customer stand in one fold.
    unseen : callable
        Takes the rows to learn from and the rows to ask about, both ``(n,) bool``; gives the raw
        log-odds of the latter.
    progress : Progress
        Told of each fold.
    """
    # only customers of train are dealt out: whoever applied later must not move the folds
    rows = np.flatnonzero(train)
    codes, names = pd.factorize(customer_id[rows])
    has_bad = np.zeros(len(names), dtype=bool)
    np.logical_or.at(has_bad, codes, is_bad[rows])
    rng = np.random.default_rng(SEED)
    fold_of = np.empty(len(names), dtype=np.int64)
    for group in (np.flatnonzero(has_bad), np.flatnonzero(~has_bad)):
        fold_of[rng.permutation(group)] = np.arange(group.size) % FOLDS
    fold = np.full(is_bad.size, -1, dtype=np.int64)
    fold[rows] = fold_of[codes]
    raw = np.full(is_bad.size, np.nan)
    for number in range(FOLDS):
        progress("calibration", number, FOLDS)
        ask = fold == number
        learn = train & ~ask
        if ask.any() and is_bad[learn].any() and not is_bad[learn].all():
            raw[ask] = unseen(learn, ask)
    progress("calibration", FOLDS, FOLDS)
    usable = ~np.isnan(raw)
    return fit_line(raw[usable], is_bad[usable])


def _level(raw: Floats, is_bad: NDArray[np.bool_]) -> float:
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        if np.mean(1 / (1 + np.exp(-(raw + middle)))) < is_bad.mean():
            low = middle
        else:
            high = middle
    return (low + high) / 2


@dataclass(frozen=True, slots=True)
class Interval:
    """Doubt about the PD of each of n applications.

    Parameters
    ----------
    low, high : (n,) float
        PD, 0–1.
    rows : int
        Holdout applications it rests on.
    """

    low: Floats
    high: Floats
    rows: int


def nearest_interval(
    raw_score: Floats,
    holdout_score: Floats,
    holdout_is_bad: NDArray[np.bool_],
    *,
    nearest: int = NEAREST,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Give Wilson's interval of the bad rate among the nearest holdout scores.

    Parameters
    ----------
    raw_score : (n,) float
        Scores asked about.
    holdout_score : (m,) float
        Scores of applications with a known outcome that the model did not learn from.
    holdout_is_bad : (m,) bool
        Their outcomes.
    nearest : int
        How many to take; all where there are fewer.
    confidence : float
        0–1.
    """
    order = np.argsort(holdout_score, kind="stable")
    scores = holdout_score[order]
    rows = min(nearest, scores.size)
    bads = np.concatenate([[0], np.cumsum(holdout_is_bad[order])])
    # a window [s, s + rows) stays the nearest until the next row is nearer than its first
    turning = (scores[:-rows] + scores[rows:]) / 2 if rows < scores.size else np.empty(0)
    start = np.searchsorted(turning, raw_score, side="left")
    low, high = wilson(bads[start + rows] - bads[start], rows, confidence=confidence)
    return Interval(low, high, rows)
