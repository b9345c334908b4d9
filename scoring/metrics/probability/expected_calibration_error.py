"""One number for how far a calibration table lies from its diagonal."""

from dataclasses import dataclass

import numpy as np

from scoring.metrics.probability.calibration_table import CalibrationTable


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """Mean distance between predicted and observed.

    Parameters
    ----------
    value : float
        0–1, lower = better.
    by_chance : float
        What a perfectly calibrated model would show on as many rows, on average: a value near it
        is no fault of the model.
    """

    value: float
    by_chance: float


def expected_calibration_error(table: CalibrationTable) -> CalibrationError:
    """Give ``ECE = sum n_k |observed_k - predicted_k| / n``.

    Source: Naeini, Cooper, Hauskrecht (2015), AAAI 29, 2901–2907. It cannot be 0 in a sample: by
    chance alone it is about ``sum n_k sqrt(2 p_k (1 - p_k) / (pi n_k)) / n``, the mean distance of
    a normal variable, which stands beside it.

    Parameters
    ----------
    table : CalibrationTable
        Bands of one sample.
    """
    share = table.applications / table.applications.sum()
    spread = table.predicted * (1 - table.predicted) / table.applications
    return CalibrationError(
        value=float((share * np.abs(table.observed - table.predicted)).sum()),
        by_chance=float((share * np.sqrt(2 * spread / np.pi)).sum()),
    )
