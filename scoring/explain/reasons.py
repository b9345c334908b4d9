"""Why many scores are low: up to four families each, worst first, told by a feature."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from scoring import catalogue
from scoring.explain import explanation


def reasons_table(
    key: str,
    frame: pd.DataFrame,
    points: NDArray[np.float64],
    names: list[str],
    lost: Mapping[str, str] = explanation.NOTHING,
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
    lost : Mapping[str, str], optional
        Those that the book's missing tables cost, as `catalogue.lost` gives them: nobody's reason.

    Returns
    -------
    pyarrow.Table
        One row per score and reason, in the order of the frame: the key, `rank` (from 1, worst
        first), `family`, `feature`, `points` (of the family, below 0).
    """
    families, sums = explanation.family_sums(points, names)
    of = np.array([families.index(family) for family in catalogue.families_of(names)])
    able = can_tell(names, frame, lost)
    here = np.array([name not in lost for name in names])
    is_flag = np.array([catalogue.load()[name].flag_of is not None for name in names])
    telling = able & ((points < 0) | is_flag)
    own = here & (points < 0)
    tells = np.column_stack(
        [(telling | own)[:, of == code].any(axis=1) for code in range(len(families))]
    )
    against = np.where(tells, sums, np.inf)
    worst = np.argsort(against, axis=1, kind="stable")[:, : explanation.MOST_REASONS]
    row, rank = np.nonzero(np.take_along_axis(against, worst, axis=1) < 0)
    family = worst[row, rank]
    told_by = np.empty(row.size, dtype=np.int64)
    for code in range(len(families)):
        at = np.flatnonzero(family == code)
        members = np.flatnonzero(of == code)
        cells = np.ix_(row[at], members)
        may = np.where(telling[cells].any(axis=1)[:, None], telling[cells], own[cells])
        told_by[at] = members[np.where(may, points[cells], np.inf).argmin(axis=1)]
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


def can_tell(
    names: list[str], values: pd.DataFrame, lost: Mapping[str, str] = explanation.NOTHING
) -> NDArray[np.bool_]:
    """Say which features can tell a family's reason.

    A value that is not known says nothing of the applicant; the flag that stands for it does, and
    a flag says nothing where all is known. What a lender's missing table leaves unknown of
    everybody says nothing of anybody.

    Parameters
    ----------
    names : list of str
        The f features.
    values : pandas.DataFrame
        ``(n, ...)`` with these among its columns.
    lost : Mapping[str, str], optional
        Features that the book's missing tables cost, as `catalogue.lost` gives them.

    Returns
    -------
    (n, f) bool
    """
    entries = catalogue.load()
    columns = [
        values[name].eq(0).fillna(False) if entries[name].flag_of else values[name].notna()
        for name in names
    ]
    here = np.array([name not in lost for name in names])
    able: NDArray[np.bool_] = np.column_stack([c.to_numpy(dtype=np.bool_) for c in columns])
    able &= here
    return able
