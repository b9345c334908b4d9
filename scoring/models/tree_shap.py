"""Exact SHAP values of oblivious trees, by tables of leaves made once per model.

In an oblivious tree a row's SHAP values depend on its leaf alone: a table of leaves × the tree's
features turns explaining into look-ups. CatBoost's own ``ShapValues`` are the same as long as no
feature has a monotone constraint. With one, CatBoost 1.2.10 weighs leaves by the rows it is asked
about; these tables use the training weights alone, so that a row has the same bits in any batch.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from data import side_by_side
from scoring.models.tree_splits import Splits, leaves_of, splits_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# fewer rows are explained before numba is imported and has compiled
WORTH_COMPILING = 50_000
ROWS_AT_ONCE = 64
BATCH_ROWS_AT_ONCE = 8_192


@dataclass(frozen=True, slots=True)
class Table:
    """One tree: the columns its splits read, and SHAP values by leaf.

    Parameters
    ----------
    columns : (m,) int
        Distinct features, as columns of the model's input.
    by_leaf : (leaves, m) float
        SHAP value of each in each leaf, log-odds.
    """

    columns: Ints
    by_leaf: Floats


@dataclass(frozen=True, slots=True)
class ShapTables:
    """The tables of a model, one after the other.

    A slot is a feature in a tree; slots stand in the order of the trees. The value of slot s for a
    row in leaf l of its tree is ``table[start[s] + l]``, log-odds.

    Parameters
    ----------
    features : int
        Columns of the model's input, f.
    tree, column, start : (s,) int
        Of each slot: its tree, its feature, and where its leaves begin in `table`.
    table : (k,) float
        Values by slot and leaf.
    expected : float
        The model's expected value over the training rows, log-odds.
    splits : Splits
        What leads a row to its leaves.
    """

    features: int
    tree: Ints
    column: Ints
    start: Ints
    table: Floats
    expected: float
    splits: Splits

    def of_frame(
        self,
        model: CatBoostClassifier,
        rows: pd.DataFrame,
        given: Pool,
        *,
        rows_in_all: int = 0,
        threads: int | None = None,
    ) -> Floats:
        """Give the SHAP values of rows, few or many: a row's bits are the same in any batch.

        Parameters
        ----------
        model : catboost.CatBoostClassifier
            The model the tables were made of.
        rows : pandas.DataFrame
            ``(n, f)`` as given by `scoring.models.fit.prepared`.
        given : catboost.Pool
            The same rows.
        rows_in_all : int
            Of all batches that the caller asks for: many short ones are worth compiling too.
        threads : int, optional
            As `values_of_many` takes it.

        Returns
        -------
        (n, f) float
            Log-odds; a row's values and `expected` add up to its raw value.
        """
        if max(len(rows), rows_in_all) < WORTH_COMPILING:
            return self.values(model, given)
        return self.values_of_many(self.splits.numbers(model, rows), threads=threads)

    def values(self, model: CatBoostClassifier, rows: Pool) -> Floats:
        """Give the SHAP values of rows, by CatBoost's leaves.

        Parameters
        ----------
        model : catboost.CatBoostClassifier
            The model the tables were made of.
        rows : catboost.Pool
            n rows.

        Returns
        -------
        (n, f) float
        """
        leaves = leaves_of(model, rows)
        found = np.empty((leaves.shape[0], self.features))
        for first in range(0, leaves.shape[0], ROWS_AT_ONCE):
            part = leaves[first : first + ROWS_AT_ONCE]
            row = np.arange(part.shape[0])[:, None] * self.features
            # bincount adds in the order given, as the compiled loop does: the same bits
            found[first : first + ROWS_AT_ONCE] = np.bincount(
                (row + self.column).ravel(),
                weights=self.table[self.start + part[:, self.tree]].ravel(),
                minlength=part.shape[0] * self.features,
            ).reshape(part.shape[0], self.features)
        return found

    def values_of_many(self, numbers: NDArray[np.float32], *, threads: int | None = None) -> Floats:
        """Give the bits that `values` gives, by loops compiled in the first call.

        Parameters
        ----------
        numbers : (n, f) float32
            As given by `splits`; where no feature is a name, the rows themselves.
        threads : int, optional
            Cores it may use; all that this process has, by default.

        Returns
        -------
        (n, f) float
        """
        from scoring.models.tree_shap_batch import add_up  # noqa: PLC0415 - numba takes a second to import

        found = np.empty((numbers.shape[0], self.features))
        levels = (self.splits.start, self.splits.column, self.splits.asks, self.splits.border)
        by_column = np.argsort(self.column, kind="stable")
        of_column = np.searchsorted(self.column[by_column], np.arange(self.features + 1))
        slots = (self.tree[by_column].astype(np.uint64), self.start[by_column].astype(np.uint64))

        def explain(first: int) -> None:
            part = slice(first, first + BATCH_ROWS_AT_ONCE)
            add_up(numbers[part], *levels, of_column, *slots, self.table, found[part])

        with ThreadPoolExecutor(threads or side_by_side.cores()) as workers:
            for _ in workers.map(explain, range(0, found.shape[0], BATCH_ROWS_AT_ONCE)):
                pass
        return found


def shap_tables(model: CatBoostClassifier) -> ShapTables:
    """Make the tables of a model of oblivious trees.

    Raises
    ------
    ThinfileError
        When it has target statistics: such a split belongs to no one feature.
    """
    described = described_in_json(model)
    expected = float(described["scale_and_bias"][1][0])
    tables = []
    for of_level, leaf_values, weights in trees_of(described):
        table, mean = tree_table(of_level, leaf_values, weights)
        tables.append(table)
        expected += mean
    info = described["features_info"]
    features = sum(len(info.get(f"{kind}_features") or []) for kind in ("float", "categorical"))
    return _joined(features, tables, expected, splits_of(described))


def described_in_json(model: CatBoostClassifier) -> dict[str, Any]:
    """Give what CatBoost writes of a model as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def trees_of(described: dict[str, Any]) -> Iterator[tuple[Ints, Floats, Floats]]:
    """Give the trees of a model as `tree_table` takes them, one after the other.

    Parameters
    ----------
    described : dict
        As given by `described_in_json`.
    """
    splits = splits_of(described)
    scale, _ = described["scale_and_bias"]
    of_trees = np.split(splits.column, splits.start[1:-1])
    for tree, of_level in zip(described["oblivious_trees"], of_trees, strict=True):
        yield (
            of_level,
            scale * np.asarray(tree["leaf_values"], dtype=np.float64),
            np.asarray(tree["leaf_weights"], dtype=np.float64),
        )


def tree_table(of_level: Ints, leaf_values: Floats, weights: Floats) -> tuple[Table, float]:
    """Give one tree's SHAP values by leaf, and its expected value.

    ``phi_f = sum over S of |S|! (m - |S| - 1)! / m! * (v(S with f) - v(S))`` (Shapley 1953), where
    v(S) follows the leaf's side at splits on features in S and averages both sides by their
    training weight elsewhere (Lundberg et al. 2020, Nature Machine Intelligence 2, 56–67,
    "tree_path_dependent").

    Parameters
    ----------
    of_level : (d,) int
        Column that each level splits on; level 0 is the lowest bit of the leaf's number.
    leaf_values : (2**d,) float
        Log-odds.
    weights : (2**d,) float
        Training rows in each leaf; where neither side has any, both count alike.
    """
    columns, of_level = np.unique(of_level, return_inverse=True)
    given = expectations(of_level, leaf_values, weights)
    # numpy's own sum, not BLAS, whose order depends on the machine
    values = (_shares(columns.size)[:, :, None] * given).sum(axis=1)
    return Table(columns, values.T), float(given[0, 0])


def expectations(of_level: Ints, leaf_values: Floats, weights: Floats) -> Floats:
    """Give v(S) by S and leaf, ``(2**m, 2**d)``; bit f of the number of S stands for feature f.

    Levels collapse from the lowest bit, the deepest split, upwards, each in three ways: the low
    side, the high side, the average of both. A leaf picks one way for each level.
    """
    leaf = np.arange(leaf_values.size)
    sets = np.arange(1 << (of_level.max(initial=-1) + 1))
    # as in CatBoost, leaves that no training row reached count as 0, but for the row's own
    collapsed = np.where(weights > 0, leaf_values, 0.0)[None, :]
    unreached = np.where(weights > 0, 0.0, leaf_values)
    picked = np.zeros((sets.size, leaf.size), dtype=np.int64)
    own_part = np.ones((sets.size, leaf.size))
    for level, feature in enumerate(of_level.tolist()):
        low, high = collapsed[:, 0::2], collapsed[:, 1::2]
        weight = weights[0::2] + weights[1::2]
        share = np.where(weight > 0, weights[1::2] / np.where(weight > 0, weight, 1), 0.5)
        collapsed = np.concatenate([low, high, low + share * (high - low)])
        is_high = (leaf >> level & 1).astype(bool)
        is_known = (sets >> feature & 1).astype(bool)[:, None]
        picked += np.where(is_known, is_high, 2) * 3**level
        own_share = np.where(is_high, share[leaf >> level + 1], 1 - share[leaf >> level + 1])
        own_part *= np.where(is_known, 1.0, own_share)
        weights = weight
    return np.asarray(collapsed[:, 0][picked] + own_part * unreached)


@cache
def _shares(many: int) -> Floats:
    """Give the weight of v(S) in each feature's Shapley value, ``(m, 2**m)``."""
    sets = np.arange(1 << many)
    sizes = np.array([int(chosen).bit_count() for chosen in sets])
    found = np.empty((many, sets.size))
    for feature in range(many):
        is_in = (sets >> feature & 1).astype(bool)
        others = sizes - is_in
        share = [
            factorial(size) * factorial(many - size - 1) / factorial(many) for size in range(many)
        ]
        found[feature] = np.where(is_in, 1, -1) * np.array(share)[others]
    return found


def _joined(features: int, tables: Sequence[Table], expected: float, splits: Splits) -> ShapTables:
    """Put the tables of all trees one after the other."""
    slots = np.array([table.columns.size for table in tables], dtype=np.int64)
    of_tree = np.array([table.by_leaf.shape[0] for table in tables], dtype=np.int64)
    leaves = np.repeat(of_tree, slots)
    return ShapTables(
        features=features,
        tree=np.repeat(np.arange(len(tables)), slots),
        column=np.concatenate([np.empty(0, dtype=np.int64), *(t.columns for t in tables)]),
        start=np.cumsum(leaves) - leaves,
        table=np.concatenate([np.empty(0), *(table.by_leaf.T.ravel() for table in tables)]),
        expected=expected,
        splits=splits,
    )
