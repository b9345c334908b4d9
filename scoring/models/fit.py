"""Fit a CatBoost classifier on log-odds: the one way a model comes into being."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, CatBoostError, Pool
from numpy.typing import NDArray

from data.errors import ThinfileError
from data.progress import Progress, silent

MISSING = "missing"
ONE_HOT_MAX_SIZE = 255
PARAMETERS: Mapping[str, bool | int | float | str] = {
    "loss_function": "Logloss",
    "iterations": 1200,
    "learning_rate": 0.05,
    "depth": 4,
    "l2_leaf_reg": 50.0,
    "rsm": 0.25,
    "leaf_estimation_iterations": 5,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "one_hot_max_size": ONE_HOT_MAX_SIZE,
    "random_seed": 20150626,
    "thread_count": 2,
    "allow_writing_files": False,
    "logging_level": "Silent",
}
PATIENCE = 60


def prepared(frame: pd.DataFrame, categorical: Sequence[str]) -> pd.DataFrame:
    """Make a frame fit for CatBoost: missing names become a level of their own.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``(n, f)``: numbers (NaN = missing) and names.
    categorical : sequence of str
        The columns that hold names.

    Returns
    -------
    pandas.DataFrame
        The same columns; names as categories of text, numbers as float64.
    """
    names = set(categorical)
    return pd.DataFrame(
        {
            str(name): _categories(column)
            if name in names
            else column
            if column.dtype == np.float64
            else column.astype(np.float64)
            for name, column in frame.items()
        },
        index=frame.index,
    )


def _categories(column: pd.Series) -> pd.Categorical:
    """Turn names into categories, which CatBoost reads 20 times as fast as text."""
    code, levels = pd.factorize(column, use_na_sentinel=False)
    texts = pd.Index([MISSING if pd.isna(level) else str(level) for level in levels], dtype=object)
    # two levels may have one text; categories stand in the order of their first row, as
    # CatBoost would number the texts themselves
    distinct = texts.unique()
    return pd.Categorical.from_codes(distinct.get_indexer(texts)[code], distinct)


def fit(
    train: pd.DataFrame,
    is_bad: NDArray[np.bool_],
    *,
    stop_on: tuple[pd.DataFrame, NDArray[np.bool_]] | None = None,
    trees: int | None = None,
    categorical: Sequence[str] = (),
    risk: Mapping[str, int] | None = None,
    progress: Progress = silent,
) -> CatBoostClassifier:
    """Fit one model.

    Parameters
    ----------
    train : pandas.DataFrame
        ``(n, f)`` features, NaN or None = missing.
    is_bad : (n,) bool
        True = went bad.
    stop_on : tuple of frame and (m,) bool, optional
        Holdout: the number of trees is the best on it. Give this or `trees`.
    trees : int, optional
        Fixed number of trees.
    categorical : sequence of str
        Columns that hold names; they are split one name against the rest, so that every
        contribution belongs to one feature.
    risk : Mapping[str, int], optional
        Monotone constraint on PD: 1 rises with the value, -1 falls, absent or 0 free.
    progress : Progress
        Told of the trees grown.

    Returns
    -------
    catboost.CatBoostClassifier
        Its raw value is the log-odds of going bad.

    Raises
    ------
    ThinfileError
        When a categorical column has more names than can be split one against the rest, or no
        feature differs between rows.
    """
    for name in categorical:
        levels = int(train[name].nunique(dropna=False))
        if levels > ONE_HOT_MAX_SIZE:
            raise ThinfileError(
                f"A categorical feature can have {ONE_HOT_MAX_SIZE} names; '{name}' has {levels}. "
                "Map rare names to 'other' in the source."
            )
    constraints = {name: sign for name, sign in (risk or {}).items() if sign and name in train}
    settings = {**PARAMETERS, "monotone_constraints": constraints}
    if trees is not None:
        settings["iterations"] = trees
    model = CatBoostClassifier(**settings)
    progress("trees", 0, int(str(settings["iterations"])))
    try:
        model.fit(
            pool(train, categorical, is_bad),
            eval_set=pool(stop_on[0], categorical, stop_on[1]) if stop_on else None,
            early_stopping_rounds=PATIENCE if stop_on else None,
            callbacks=[_Watch(progress, int(str(settings["iterations"])))],
        )
    except CatBoostError as wrong:
        if "constant" not in str(wrong):
            raise
        raise ThinfileError(
            f"Training needs features that differ between applications; all {train.shape[1]} are "
            f"the same in {len(train)} applications. Give more applications or more tables."
        ) from wrong
    progress("trees", model.tree_count_, model.tree_count_)
    require_one_hot(model)
    return model


def raw_value(model: CatBoostClassifier, rows: Pool) -> NDArray[np.float64]:
    """Give the log-odds of going bad of n rows, ``(n,)``, before calibration."""
    return np.asarray(model.predict(rows, prediction_type="RawFormulaVal"), dtype=np.float64)


def pool(
    frame: pd.DataFrame, categorical: Sequence[str], is_bad: NDArray[np.bool_] | None = None
) -> Pool:
    """Wrap features, and outcomes if given, for CatBoost."""
    return pool_of(prepared(frame, categorical), is_bad)


def pool_of(rows: pd.DataFrame, is_bad: NDArray[np.bool_] | None = None) -> Pool:
    """Wrap rows as given by `prepared`, and outcomes if given, for CatBoost."""
    return Pool(
        rows,
        label=None if is_bad is None else is_bad.astype(np.int8),
        cat_features=[name for name, kind in rows.dtypes.items() if kind == "category"],
        thread_count=2,
    )


def require_one_hot(model: CatBoostClassifier) -> None:
    """Refuse a model with target statistics, whose splits mix several features.

    Raises
    ------
    ThinfileError
        When the model's JSON holds CTR splits.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        described = json.loads(path.read_text(encoding="utf-8"))
    if described.get("ctr_data") or described["features_info"].get("ctrs"):
        raise ThinfileError(
            "Wanted a model whose categorical splits are one name against the rest; this one has "
            "target statistics. Lower the number of names or raise one_hot_max_size."
        )


class _Watch:
    """Tells a progress of each tree; CatBoost calls it."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total

    def after_iteration(self, info: object) -> bool:
        grown = int(getattr(info, "iteration", 0))
        if grown % 10 == 0:
            self._progress("trees", min(grown, self._total), self._total)
        return True
