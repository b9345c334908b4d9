"""Why many scores are low: up to four families each, worst first, told by a feature."""

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from scoring import catalogue, explanation


def reasons_table(
    key: str, frame: pd.DataFrame, points: NDArray[np.float64], names: list[str]
) -> pa.Table:
    """Pick the reasons of n scores.

    Parameters
    ----------
    key : str
        Column of the frame that names whose score it is.
    frame : pandas.DataFrame
        ``(n, ...)`` with the key and the features.
    points : (n, f) float
        Higher = safer.
    names : list of str
        The f features.

    Returns
    -------
    pyarrow.Table
        One row per score and reason, in the order of the frame: the key, `rank` (from 1, worst
        first), `family`, `feature`, `points` (of the family, below 0).
    """
    families, sums = explanation.family_sums(points, names)
    of = np.array([families.index(family) for family in explanation.families_of(names)])
    able = explanation.can_tell(names, frame)
    is_flag = np.array([catalogue.load()[name].flag_of is not None for name in names])
    worst = np.argsort(sums, axis=1, kind="stable")[:, : explanation.MOST_REASONS]
    row, rank = np.nonzero(np.take_along_axis(sums, worst, axis=1) < 0)
    family = worst[row, rank]
    told_by = np.empty(row.size, dtype=np.int64)
    for code in range(len(families)):
        at = np.flatnonzero(family == code)
        members = np.flatnonzero(of == code)
        own = points[np.ix_(row[at], members)]
        telling = able[np.ix_(row[at], members)] & ((own < 0) | is_flag[members])
        telling |= ~telling.any(axis=1)[:, None]
        told_by[at] = members[np.where(telling, own, np.inf).argmin(axis=1)]
    labels = [member.value for member in families]
    return pa.table(
        {
            key: pa.array(frame[key]).take(pa.array(row)),
            "rank": pa.array((rank + 1).astype(np.int8)),
            "family": pa.array(labels).take(pa.array(family)),
            "feature": pa.array(names).take(pa.array(told_by)),
            "points": pa.array(sums[row, family]),
        }
    )
