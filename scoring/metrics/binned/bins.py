"""Bins of a score or feature, fixed once in the training sample."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError

BINS = 10


@dataclass(frozen=True, slots=True)
class NumberBins:
    """Bins of a number; bin i holds ``edges[i - 1] <= value < edges[i]``, the last the missing.

    Parameters
    ----------
    edges : tuple of float
        Rising; k edges make k + 1 bins and one for missing values.
    """

    edges: tuple[float, ...]

    def counts(self, values: ArrayLike) -> NDArray[np.int64]:
        """Count rows by bin, ``(k + 2,) int``, missing values last."""
        return np.bincount(self.places(values), minlength=len(self.edges) + 2).astype(np.int64)

    def places(self, values: ArrayLike) -> NDArray[np.int64]:
        """Give the bin of each row, ``(n,)``."""
        numbers = np.asarray(values, dtype=np.float64)
        at = np.searchsorted(np.asarray(self.edges), numbers, side="right")
        at[np.isnan(numbers)] = len(self.edges) + 1
        return np.asarray(at, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class NameBins:
    """Bins of a name: one for each known name, then the names never seen, then the missing.

    Parameters
    ----------
    names : tuple of str
        In rising order; k names make k + 2 bins.
    """

    names: tuple[str, ...]

    def counts(self, values: ArrayLike) -> NDArray[np.int64]:
        """Count rows by bin, ``(k + 2,) int``, names never seen and missing values last."""
        return np.bincount(self.places(values), minlength=len(self.names) + 2).astype(np.int64)

    def places(self, values: ArrayLike) -> NDArray[np.int64]:
        """Give the bin of each row, ``(n,)``."""
        column = pd.Series(np.asarray(values, dtype=object), dtype=object)
        at = column.map({name: code for code, name in enumerate(self.names)})
        at = at.fillna(len(self.names)).where(column.notna(), len(self.names) + 1)
        return np.asarray(at.to_numpy(), dtype=np.int64)


def number_bins(values: ArrayLike, *, bins: int = BINS) -> NumberBins:
    """Fix bins of equal shares of a training sample.

    Edges are order statistics at shares 1/bins, 2/bins, … (Hyndman and Fan 1996, Am. Stat. 50,
    361–365, definition 1). A value that itself fills a bin gets one of its own, so that a move off
    it, up or down, is seen even where the training sample had nothing else.

    Parameters
    ----------
    values : (n,) float
        Missing values do not move the edges.
    bins : int
        Of how many equal shares.

    Returns
    -------
    NumberBins
        Fewer or more than `bins` where values are tied.

    Raises
    ------
    ThinfileError
        When every value is missing.
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = np.sort(numbers[~np.isnan(numbers)])
    if not numbers.size:
        raise ThinfileError("Bins need values; got none that is known. Leave the feature out.")
    distinct, counts = np.unique(numbers, return_counts=True)
    heavy = distinct[counts * bins >= numbers.size]
    at = np.ceil(numbers.size * np.arange(1, bins) / bins).astype(np.int64) - 1
    cuts = np.concatenate([numbers[at], heavy, np.nextafter(heavy, np.inf)])
    return NumberBins(tuple(float(cut) for cut in np.unique(cuts)))


def name_bins(values: ArrayLike) -> NameBins:
    """Fix one bin for each name of a training sample; missing values are no name."""
    column = pd.Series(np.asarray(values, dtype=object), dtype=object)
    return NameBins(tuple(sorted(str(name) for name in column.dropna().unique())))
