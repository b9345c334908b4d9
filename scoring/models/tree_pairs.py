"""Exact SHAP interaction values of oblivious trees, by tables of leaves made once per model.

CatBoost's own ``Interaction`` leaves out every split on a name and counts all leaves alike, however
few people are in them; its ``ShapInteractionValues`` add the rows asked about to the weights of the
leaves, as its SHAP values do. These are of the SHAP values that the product shows (see
`scoring.models.tree_shap`).
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import factorial

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from scoring.models.tree_shap import described_in_json, expectations, trees_of
from scoring.models.tree_splits import leaves_of

ROWS_AT_ONCE = 64
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PairTables:
    """What pairs of features do together in each tree, one table after the other.

    A slot is a pair in a tree. The value of slot s for a row in leaf l of its tree is
    ``table[start[s] + l]``, log-odds.

    Parameters
    ----------
    pairs : (p, 2) int
        Columns of the model's input, the smaller first; only pairs that share a tree.
    tree, pair, start : (s,) int
        Of each slot: its tree, its pair, and where its leaves begin in `table`.
    table : (k,) float
        Values by slot and leaf.
    """

    pairs: Ints
    tree: Ints
    pair: Ints
    start: Ints
    table: Floats

    def values(self, model: CatBoostClassifier, rows: Pool) -> Floats:
        """Give what each pair adds together, over what its features add alone.

        Parameters
        ----------
        model : catboost.CatBoostClassifier
            The model the tables were made of.
        rows : catboost.Pool
            n rows.

        Returns
        -------
        (n, p) float
            Log-odds, both halves of the pair.
        """
        leaves, many = leaves_of(model, rows), len(self.pairs)
        found = np.empty((leaves.shape[0], many))
        for first in range(0, leaves.shape[0], ROWS_AT_ONCE):
            part = leaves[first : first + ROWS_AT_ONCE]
            row = np.arange(part.shape[0])[:, None] * many
            found[first : first + ROWS_AT_ONCE] = np.bincount(
                (row + self.pair).ravel(),
                weights=self.table[self.start + part[:, self.tree]].ravel(),
                minlength=part.shape[0] * many,
            ).reshape(part.shape[0], many)
        return found


def pair_tables(model: CatBoostClassifier) -> PairTables:
    """Make the tables of a model of oblivious trees without target statistics."""
    slots: list[tuple[int, tuple[int, int], Floats]] = []
    for at, (of_level, leaf_values, weights) in enumerate(trees_of(described_in_json(model))):
        columns, values = tree_pairs(of_level, leaf_values, weights)
        slots += [(at, (int(one), int(other)), of) for (one, other), of in zip(
            columns, values, strict=True)]  # fmt: skip
    pairs = sorted({pair for _, pair, _ in slots})
    number = {pair: at for at, pair in enumerate(pairs)}
    leaves = np.array([of.size for _, _, of in slots], dtype=np.int64)
    return PairTables(
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        tree=np.array([at for at, _, _ in slots], dtype=np.int64),
        pair=np.array([number[pair] for _, pair, _ in slots], dtype=np.int64),
        start=np.cumsum(leaves) - leaves,
        table=np.concatenate([np.empty(0), *(of for _, _, of in slots)]),
    )


def tree_pairs(of_level: Ints, leaf_values: Floats, weights: Floats) -> tuple[Ints, Floats]:
    """Give what each pair of one tree's features adds together, by leaf.

    ``sum over S without i and j of |S|! (m - |S| - 2)! / (m - 1)! * (v(S with i, j) - v(S with i)
    - v(S with j) + v(S))``: the SHAP interaction values of (i, j) and (j, i), added (Grabisch and
    Roubens 1999, International Journal of Game Theory 28, 547–565; Lundberg et al. 2020, Nature
    Machine Intelligence 2, 56–67), v(S) as in `scoring.models.tree_shap.tree_table`.

    Parameters
    ----------
    of_level : (d,) int
        Column that each level splits on; level 0 is the lowest bit of the leaf's number.
    leaf_values : (2**d,) float
        Log-odds.
    weights : (2**d,) float
        Training rows in each leaf.

    Returns
    -------
    tuple
        ``(p, 2)`` columns, the smaller first, and ``(p, 2**d)`` log-odds.
    """
    columns, of_level = np.unique(of_level, return_inverse=True)
    if columns.size < 2:
        return np.empty((0, 2), dtype=np.int64), np.empty((0, leaf_values.size))
    given = expectations(of_level, leaf_values, weights)
    pairs = np.array(list(combinations(range(columns.size), 2)), dtype=np.int64)
    return columns[pairs], _shares(columns.size) @ given


@cache
def _shares(many: int) -> Floats:
    """Give the weight of v(S) in each pair's value, ``(pairs, 2**m)``."""
    sets = np.arange(1 << many)
    sizes = np.array([int(chosen).bit_count() for chosen in sets])
    share = np.array(
        [
            factorial(size) * factorial(many - size - 2) / factorial(many - 1)
            for size in range(many - 1)
        ]
    )
    found = []
    for one, other in combinations(range(many), 2):
        inside = (sets >> one & 1) + (sets >> other & 1)
        found.append(np.where(inside == 1, -1, 1) * share[sizes - inside])
    return np.array(found)
