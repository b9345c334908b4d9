"""The inner loop of `scoring.models.tree_shap` for many rows, compiled by numba.

Importing numba and compiling take seconds, so that only batches which win them back come here.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

# so many rows of 60 accumulators stay in a core's second-level cache
ROWS_AT_ONCE = 256
# and so many are turned at once, a cache line of each
TURNED_AT_ONCE = 16


@njit(nogil=True)
def add_up(  # noqa: PLR0917 - numba takes no keyword-only arguments
    leaves: NDArray[np.uint32],
    tree: NDArray[np.int64],
    column: NDArray[np.int64],
    start: NDArray[np.int64],
    table: NDArray[np.float64],
    values: NDArray[np.float64],
) -> None:
    """Write the SHAP values of rows; each feature's are added in the order of the slots.

    Parameters
    ----------
    leaves : (n, t) int
        Leaf of each row in each tree.
    tree, column, start, table
        As in `scoring.models.tree_shap.ShapTables`.
    values : (n, f) float
        Where they are written.
    """
    rows, features = values.shape
    trees = leaves.shape[1]
    turned = np.empty((trees, ROWS_AT_ONCE), dtype=np.uint16)
    sums = np.empty((features, ROWS_AT_ONCE), dtype=np.float64)
    for first in range(0, rows, ROWS_AT_ONCE):
        many = min(ROWS_AT_ONCE, rows - first)
        sums[:] = 0.0
        for tile in range(0, many, TURNED_AT_ONCE):
            for which in range(trees):
                for row in range(tile, min(tile + TURNED_AT_ONCE, many)):
                    turned[which, row] = leaves[first + row, which]
        for slot in range(tree.size):
            leaf = turned[tree[slot]]
            into = sums[column[slot]]
            own = table[start[slot] :]
            for row in range(many):
                into[row] += own[leaf[row]]
        for row in range(many):
            for feature in range(features):
                values[first + row, feature] = sums[feature, row]
