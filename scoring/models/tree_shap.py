"""Exact SHAP values of oblivious trees, by tables of leaves made once per model.

In an oblivious tree a row's SHAP values depend on its leaf alone, so a table of leaves × the
tree's features turns explaining into look-ups. CatBoost's own ``ShapValues`` are the same as long
as no feature has a monotone constraint. With one, CatBoost 1.2.10 weighs the leaves by the rows it
is asked about, so that an applicant's values change with whoever stands in the same batch; these
tables use the training weights alone, and one row, a batch and a replay give the same bits.
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
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from data import side_by_side
from data.errors import ThinfileError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# fewer rows are explained sooner by numpy than numba is imported and has compiled
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
    values : (leaves, m) float
        SHAP value of each in each leaf, log-odds.
    """

    columns: Ints
    values: Floats


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
    """

    features: int
    tree: Ints
    column: Ints
    start: Ints
    table: Floats
    expected: float

    def values(
        self,
        model: CatBoostClassifier,
        rows: Pool,
        *,
        threads: int | None = None,
        rows_in_all: int = 0,
    ) -> Floats:
        """Give the SHAP values of rows: the same bits for a row alone and in any batch.

        Parameters
        ----------
        model : catboost.CatBoostClassifier
            The model the tables were made of.
        rows : catboost.Pool
            n rows.
        threads : int, optional
            How many cores a batch may use; all that this process has, by default.
        rows_in_all : int
            Of all batches that the caller asks for: many short ones are worth compiling too.

        Returns
        -------
        (n, f) float
            Log-odds; a row's values and `expected` add up to its raw value.
        """
        if max(rows.num_row(), rows_in_all) < WORTH_COMPILING:
            return self._of_few(leaves_of(model, rows))
        return self._of_many(model, rows, threads or side_by_side.cores())

    def _of_few(self, leaves: NDArray[np.uint32]) -> Floats:
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

    def _of_many(self, model: CatBoostClassifier, rows: Pool, threads: int) -> Floats:
        from scoring.models.tree_shap_batch import add_up  # noqa: PLC0415 - numba takes a second to import

        found = np.empty((rows.num_row(), self.features))

        def explain(first: int) -> None:
            into = found[first : first + BATCH_ROWS_AT_ONCE]
            part = rows.slice(np.arange(first, first + into.shape[0]))
            leaves = leaves_of(model, part)
            add_up(leaves, self.tree, self.column, self.start, self.table, into)

        with ThreadPoolExecutor(threads) as workers:
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
    return _joined(len(_columns(described["features_info"])), tables, expected)


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
    columns = _columns(described["features_info"])
    scale, _ = described["scale_and_bias"]
    for tree in described["oblivious_trees"]:
        yield (
            np.array([columns[_key(split)] for split in tree["splits"] or []], dtype=np.int64),
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


def _joined(features: int, tables: Sequence[Table], expected: float) -> ShapTables:
    """Put the tables of all trees one after the other."""
    slots = np.array([table.columns.size for table in tables], dtype=np.int64)
    of_tree = np.array([table.values.shape[0] for table in tables], dtype=np.int64)
    leaves = np.repeat(of_tree, slots)
    return ShapTables(
        features=features,
        tree=np.repeat(np.arange(len(tables)), slots),
        column=np.concatenate([np.empty(0, dtype=np.int64), *(t.columns for t in tables)]),
        start=np.cumsum(leaves) - leaves,
        table=np.concatenate([np.empty(0), *(table.values.T.ravel() for table in tables)]),
        expected=expected,
    )


def leaves_of(model: CatBoostClassifier, rows: Pool) -> NDArray[np.uint32]:
    """Give the leaf of each row in each tree, ``(n, trees)``."""
    return np.asarray(model.calc_leaf_indexes(rows, thread_count=1), dtype=np.uint32)


def _columns(info: dict[str, Any]) -> dict[tuple[str, int], int]:
    numbers = {
        ("number", int(feature["feature_index"])): int(feature["flat_feature_index"])
        for feature in info.get("float_features") or []
    }
    names = {
        ("name", int(feature["feature_index"])): int(feature["flat_feature_index"])
        for feature in info.get("categorical_features") or []
    }
    return {**numbers, **names}


def _key(split: dict[str, Any]) -> tuple[str, int]:
    kind = split["split_type"]
    if kind == "FloatFeature":
        return ("number", int(split["float_feature_index"]))
    if kind == "OneHotFeature":
        return ("name", int(split["cat_feature_index"]))
    raise ThinfileError(
        f"Wanted a model whose splits read one feature each; this one has a split of kind {kind}, "
        "whose points would belong to several. Train again with `python -m scoring train`."
    )
