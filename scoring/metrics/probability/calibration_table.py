"""Predicted beside observed, band by band."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import ThinfileError
from scoring.metrics.probability.bands import tied_bands
from scoring.metrics.rates.wilson import wilson

BANDS = 10


@dataclass(frozen=True, slots=True)
class CalibrationTable:
    """Bands of PD, safest first; all columns ``(k,)``.

    Parameters
    ----------
    prob_from, prob_to : float
        Smallest and largest PD of the band, 0–1.
    applications, bads : int
    predicted : float
        Mean PD.
    observed, low, high : float
        Bad rate with Wilson's interval.
    """

    prob_from: NDArray[np.float64]
    prob_to: NDArray[np.float64]
    applications: NDArray[np.int64]
    bads: NDArray[np.int64]
    predicted: NDArray[np.float64]
    observed: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def calibration_table(
    is_bad: ArrayLike, prob_default: ArrayLike, *, bands: int = BANDS, confidence: float = 0.95
) -> CalibrationTable:
    """Compare the mean PD of each band with its bad rate, ``sum p / n`` with ``sum y / n``.

    Source: the reliability diagram, Murphy and Winkler (1977), Appl. Stat. 26, 41–47; intervals by
    Wilson (1927).

    Parameters
    ----------
    is_bad : (n,) bool
        True = went bad.
    prob_default : (n,) float
        0–1, higher = riskier.
    bands : int
        Equal shares of the rows by PD; equal PDs stand in one band, so there can be fewer.
    confidence : float
        0–1.

    Returns
    -------
    CalibrationTable
        One row per band that holds anybody.

    Raises
    ------
    ThinfileError
        When there are no rows.
    """
    bad = np.asarray(is_bad, dtype=bool)
    p = np.asarray(prob_default, dtype=np.float64)
    if not p.size:
        raise ThinfileError("A calibration table needs outcomes; got 0 rows. Widen the dates.")
    _, band = np.unique(tied_bands(p, bands), return_inverse=True)
    rows = np.bincount(band)
    bads = np.bincount(band, weights=bad).astype(np.int64)
    lowest, highest = np.full(rows.size, np.inf), np.full(rows.size, -np.inf)
    np.minimum.at(lowest, band, p)
    np.maximum.at(highest, band, p)
    low, high = wilson(bads, rows, confidence=confidence)
    return CalibrationTable(
        prob_from=lowest,
        prob_to=highest,
        applications=rows.astype(np.int64),
        bads=bads,
        predicted=np.bincount(band, weights=p) / rows,
        observed=bads / rows,
        low=low,
        high=high,
    )
