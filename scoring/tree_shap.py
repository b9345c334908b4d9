"""Exact SHAP values of oblivious trees, by tables of leaves made once per model.

In an oblivious tree a row's SHAP values depend on its leaf alone, so a table of leaves × the
tree's features turns explaining into look-ups. CatBoost's own ``ShapValues`` adds the rows it is
asked about to the weights of the leaves, so that an applicant's values change with whoever stands
in the same batch (by 3e-3 in log-odds in a trial); these tables use the training weights alone,
and one row, a batch and a replay give the same bits.
"""

import json
import tempfile
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROWS_AT_ONCE = 10_000


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

    columns: NDArray[np.int64]
    values: Floats


@dataclass(frozen=True, slots=True)
class ShapTables:
    """The tables of a model, and its expected value over the training rows (log-odds)."""

    features: int
    tables: tuple[Table, ...]
    expected: float

    def values(self, model: CatBoostClassifier, rows: Pool) -> Floats:
        """Give the SHAP values of rows.

        Parameters
        ----------
        model : catboost.CatBoostClassifier
            The model the tables were made of.
        rows : catboost.Pool
            n rows.

        Returns
        -------
        (n, f) float
            Log-odds; a row's values and `expected` add up to its raw value.
        """
        leaves = np.asarray(model.calc_leaf_indexes(rows), dtype=np.intp)
        found = np.zeros((leaves.shape[0], self.features))
        for start in range(0, leaves.shape[0], ROWS_AT_ONCE):
            part = found[start : start + ROWS_AT_ONCE]
            at = leaves[start : start + ROWS_AT_ONCE]
            for tree, table in enumerate(self.tables):
                part[:, table.columns] += table.values[at[:, tree]]
        return found


def shap_tables(model: CatBoostClassifier) -> ShapTables:
    """Make the tables of a model of oblivious trees without target statistics."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        described = json.loads(path.read_text(encoding="utf-8"))
    columns = _columns(described["features_info"])
    scale, bias = described["scale_and_bias"]
    expected = float(bias[0])
    tables = []
    for tree in described["oblivious_trees"]:
        of_level = np.array(
            [columns[_key(split)] for split in tree["splits"] or []], dtype=np.int64
        )
        leaf_values = scale * np.asarray(tree["leaf_values"], dtype=np.float64)
        weights = np.asarray(tree["leaf_weights"], dtype=np.float64)
        table, mean = tree_table(of_level, leaf_values, weights)
        tables.append(table)
        expected += mean
    return ShapTables(len(columns), tuple(tables), expected)


def tree_table(
    of_level: NDArray[np.int64], leaf_values: Floats, weights: Floats
) -> tuple[Table, float]:
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
    columns = np.unique(of_level)
    many = columns.size
    given = {
        chosen: _expectation(of_level, set(columns[list(chosen)].tolist()), leaf_values, weights)
        for size in range(many + 1)
        for chosen in combinations(range(many), size)
    }
    values = np.zeros((leaf_values.size, many))
    for feature in range(many):
        for chosen, without in given.items():
            if feature in chosen:
                continue
            size = len(chosen)
            share = factorial(size) * factorial(many - size - 1) / factorial(many)
            with_it = given[tuple(sorted((*chosen, feature)))]
            values[:, feature] += share * (with_it - without)
    return Table(columns, values), float(given[()][0])


def _expectation(
    of_level: NDArray[np.int64], known: set[int], leaf_values: Floats, weights: Floats
) -> Floats:
    """Give v(S) for every leaf: levels collapse from the lowest bit, the deepest split, upwards."""
    leaves = np.arange(leaf_values.size)
    # value[leaf, node]: what remains of the tree below `node` for a row that falls into `leaf`
    # as in CatBoost, leaves that no training row reached count as 0, but for the row's own
    reached = (weights > 0)[None, :] | np.eye(leaves.size, dtype=bool)
    value = np.where(reached, leaf_values[None, :], 0.0)
    weight = weights
    for level, column in enumerate(of_level.tolist()):
        low, high = value[:, 0::2], value[:, 1::2]
        below, above = weight[0::2], weight[1::2]
        weight = below + above
        if column in known:
            goes_up = (leaves >> level & 1).astype(bool)[:, None]
            value = np.where(goes_up, high, low)
        else:
            share = np.where(weight > 0, above / np.where(weight > 0, weight, 1), 0.5)
            value = low + share * (high - low)
    return np.asarray(value[:, 0])


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
    if split["split_type"] == "FloatFeature":
        return ("number", int(split["float_feature_index"]))
    return ("name", int(split["cat_feature_index"]))
