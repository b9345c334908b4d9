"""The one way from a metric of a sample to the same metric of each group."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from data.errors import ThinfileError

T = TypeVar("T")


def by_group(
    metric: Callable[..., T], group: ArrayLike, *columns: ArrayLike, **settings: object
) -> dict[object, T]:
    """Give a metric of each group's rows.

    Parameters
    ----------
    metric : callable
        Takes the columns in their order, such as `bad_rate(is_bad)` or `auc(is_bad, score)`.
    group : (n,)
        The group of each row; values of one kind. Missing (None, NaN, NaT) is a group of its own.
    *columns : (n,)
        What the metric takes.
    **settings
        Passed on to the metric as they are.

    Returns
    -------
    dict
        Metric by group: groups in rising order, the missing one last, under None.

    Raises
    ------
    ThinfileError
        When a column has another length than the groups.
    """
    codes, names = pd.factorize(np.asarray(group), sort=True)
    arrays = [np.asarray(column) for column in columns]
    for at, array in enumerate(arrays, start=1):
        if len(array) != len(codes):
            raise ThinfileError(
                f"A metric by group needs columns of one length; got {len(codes)} groups and "
                f"{len(array)} rows in column {at}. Take all of them from one frame."
            )
    found = {
        name: metric(*(array[codes == code] for array in arrays), **settings)
        for code, name in enumerate(names.tolist())
    }
    if (codes < 0).any():
        found[None] = metric(*(array[codes < 0] for array in arrays), **settings)
    return found
