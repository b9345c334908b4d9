"""Tenths of a sample that do not part equals."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def tied_bands(values: ArrayLike, bands: int) -> NDArray[np.int64]:
    """Give the band of each row: equal shares by value, equal values always in one band.

    A distinct value belongs to band ``floor(bands · (rows below + rows at / 2) / rows)``: where
    its middle row stands. So bands do not depend on the order of the rows, and heavily tied
    values leave bands out rather than split. Source: mid-ranks, Kendall 1945, Biometrika 33,
    239–251.

    Parameters
    ----------
    values : (n,) float
        No missing values.
    bands : int >= 1
        How many there are at most.

    Returns
    -------
    (n,) int
        0 … bands - 1, rising with the value; numbers of bands that hold nobody do not occur.
    """
    numbers = np.asarray(values, dtype=np.float64)
    _, at, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    band = np.floor(bands * middle / max(numbers.size, 1)).astype(np.int64)
    return np.asarray(band[at], dtype=np.int64)
