"""Who changes sides when one policy takes another's place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError
from scoring.metrics.strategy.parcelling import blended_bad_rate
from scoring.policies.policy import Action

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SwapSet:
    """Applications by what the policy in force (rows) and the draft (columns) recommend.

    Both sides stand in the order of `scoring.policies.policy.Action`: approve, refer, decline; all
    ``(3, 3)``. Swapped in are the first column's other rows, swapped out the first row's other
    columns.

    Parameters
    ----------
    applications : float
    known : float
        Of them, those with a known outcome.
    inferred : float
        Of them, those whose outcome is inferred.
    bad_rate, low, high : float
        Of known and inferred outcomes, NaN without any, with its interval.
    """

    applications: Floats
    known: Floats
    inferred: Floats
    bad_rate: Floats
    low: Floats
    high: Floats


def swap_set(
    in_force: ArrayLike,
    draft: ArrayLike,
    *,
    goods: ArrayLike,
    bads: ArrayLike,
    applications: ArrayLike = 1,
    inferred_goods: ArrayLike = 0,
    inferred_bads: ArrayLike = 0,
    inferred_variance: ArrayLike = 0,
    confidence: float = 0.95,
) -> SwapSet:
    """Set two policies against each other on the same applications.

    ``cell[i, j] = sum of rows with in_force = i and draft = j`` (swap sets, Siddiqi 2017,
    Intelligent Credit Scoring).

    Parameters
    ----------
    in_force, draft : (n,) str
        `Action` values, of an application or of a cell of a cube.
    goods, bads : (n,) number or number
        Known outcomes of the row: 0 or 1 of an application, counts of a cell.
    applications : (n,) number or number
        1 by default.
    inferred_goods, inferred_bads : (n,) number or number
        Outcomes by `scoring.metrics.strategy.parcelling`; nothing by default.
    inferred_variance : (3, 3) float or number
        Of the cells, by `scoring.metrics.strategy.parcelling.inferred_variance`.
    confidence : float
        0–1.

    Returns
    -------
    SwapSet

    Raises
    ------
    ThinfileError
        When a recommendation is none of the actions.
    """
    cell = 3 * _place(in_force) + _place(draft)
    size, good, bad, more_good, more_bad = (
        _summed(cell, values)
        for values in (applications, goods, bads, inferred_goods, inferred_bads)
    )
    rate, low, high = blended_bad_rate(
        good, bad, more_good, more_bad, inferred_variance, confidence=confidence
    )
    return SwapSet(size, good + bad, more_good + more_bad, rate, low, high)


def summed_by_cell(in_force: ArrayLike, draft: ArrayLike, values: ArrayLike) -> Floats:
    """Add up further values, such as profits, ``(n,) number``, in the cells of a `SwapSet`.

    ``sum of rows with in_force = i and draft = j``, ``(3, 3) float`` (Siddiqi 2017).
    """
    return _summed(3 * _place(in_force) + _place(draft), values)


def _summed(cell: NDArray[np.int64], values: ArrayLike) -> Floats:
    """Add up values by cell, ``(3, 3)``."""
    each = np.broadcast_to(np.asarray(values, dtype=np.float64), cell.shape)
    return np.bincount(cell, weights=each, minlength=9).astype(np.float64).reshape(3, 3)


def _place(actions: ArrayLike) -> NDArray[np.int64]:
    names = np.asarray(actions, dtype=np.str_)
    found = np.full(names.shape, -1, dtype=np.int64)
    for action in Action:
        found[names == action.value] = action.severity
    if (found < 0).any():
        raise ThinfileError(
            f"A swap set needs approve, refer or decline; got {str(names[found < 0][0])!r}. "
            "Give what the policies recommend."
        )
    return found
