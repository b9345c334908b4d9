"""Leaves and SHAP values of many rows, in loops that numba compiles.

Importing numba and compiling take seconds, so that only batches which win them back come here.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scoring.models.tree_splits import ABOVE, ABOVE_OR_MISSING

# the leaves of so many rows in some hundred trees stay in a core's second-level cache
ROWS_AT_ONCE = 256
# and so many are turned at once, a cache line of each
TURNED_AT_ONCE = 16
# sums kept in registers
SUMMED_AT_ONCE = 8
_index = np.uint64  # numba asks of signed ones whether they count from the end


@njit(nogil=True)
def add_up(  # noqa: PLR0917 - numba takes no keyword-only arguments
    numbers: NDArray[np.float32],
    begins: NDArray[np.int64],
    reads: NDArray[np.int64],
    asks: NDArray[np.uint8],
    border: NDArray[np.float32],
    of_column: NDArray[np.int64],
    tree: NDArray[np.uint64],
    start: NDArray[np.uint64],
    table: NDArray[np.float64],
    values: NDArray[np.float64],
) -> None:
    """Write the SHAP values of rows; each feature's are added in the order of the trees.

    Parameters
    ----------
    numbers : (n, f) float32
        As given by `scoring.models.tree_splits.Splits.numbers`.
    begins, reads, asks, border
        As `start`, `column`, `asks` and `border` of those splits.
    of_column : (f + 1,) int
        Where the slots of each feature begin: they stand by feature, then by tree.
    tree, start : (s,) int
        Of each slot, as in `scoring.models.tree_shap.ShapTables`.
    table : (k,) float
        As there.
    values : (n, f) float
        Where they are written.
    """
    rows, features = values.shape
    trees = begins.size - 1
    turned = np.zeros((features, ROWS_AT_ONCE), dtype=np.float32)
    leaves = np.zeros(trees * ROWS_AT_ONCE, dtype=np.uint16)
    sums = np.empty((features, ROWS_AT_ONCE), dtype=np.float64)
    for first in range(0, rows, ROWS_AT_ONCE):
        many = min(ROWS_AT_ONCE, rows - first)
        for tile in range(0, many, TURNED_AT_ONCE):
            for feature in range(features):
                for row in range(tile, min(tile + TURNED_AT_ONCE, many)):
                    turned[feature, row] = numbers[first + row, feature]
        for which in range(trees):
            leaf = leaves[which * ROWS_AT_ONCE : (which + 1) * ROWS_AT_ONCE]
            _find(turned, begins[which], begins[which + 1], reads, asks, border, leaf)
        for feature in range(features):
            _sum(
                leaves,
                of_column[feature],
                of_column[feature + 1],
                tree,
                start,
                table,
                sums[feature],
            )
        for row in range(many):
            for feature in range(features):
                values[first + row, feature] = sums[feature, row]


@njit(nogil=True)
def _find(  # noqa: PLR0917
    turned: NDArray[np.float32],
    begin: int,
    end: int,
    reads: NDArray[np.int64],
    asks: NDArray[np.uint8],
    border: NDArray[np.float32],
    leaf: NDArray[np.uint16],
) -> None:
    """Write the leaves of some rows in one tree."""
    leaf[:] = 0
    for level in range(begin, end):
        bit, least, column = np.uint16(1 << (level - begin)), border[level], turned[reads[level]]
        if asks[level] == ABOVE:
            for row in range(ROWS_AT_ONCE):
                leaf[row] |= bit if column[row] > least else np.uint16(0)
        elif asks[level] == ABOVE_OR_MISSING:
            for row in range(ROWS_AT_ONCE):
                leaf[row] |= np.uint16(0) if column[row] <= least else bit
        else:
            for row in range(ROWS_AT_ONCE):
                leaf[row] |= bit if column[row] == least else np.uint16(0)


@njit(nogil=True)
def _sum(  # noqa: PLR0917
    leaves: NDArray[np.uint16],
    begin: int,
    end: int,
    tree: NDArray[np.uint64],
    start: NDArray[np.uint64],
    table: NDArray[np.float64],
    into: NDArray[np.float64],
) -> None:
    """Write the sums of one feature's slots, for some rows."""
    for block in range(0, ROWS_AT_ONCE, SUMMED_AT_ONCE):
        a = b = c = d = e = f = g = h = 0.0
        for slot in range(begin, end):
            own = start[slot]
            at = tree[slot] * _index(ROWS_AT_ONCE) + _index(block)
            a += table[own + _index(leaves[at])]
            b += table[own + _index(leaves[at + _index(1)])]
            c += table[own + _index(leaves[at + _index(2)])]
            d += table[own + _index(leaves[at + _index(3)])]
            e += table[own + _index(leaves[at + _index(4)])]
            f += table[own + _index(leaves[at + _index(5)])]
            g += table[own + _index(leaves[at + _index(6)])]
            h += table[own + _index(leaves[at + _index(7)])]
        into[block], into[block + 1], into[block + 2], into[block + 3] = a, b, c, d
        into[block + 4], into[block + 5], into[block + 6], into[block + 7] = e, f, g, h
