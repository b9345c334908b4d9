"""The doubt of an AUC where one customer may have several applications."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scoring.metrics.ranking.delong import around_on_logits, placements

Floats = NDArray[np.float64]


def auc_interval_by_customer(
    is_bad: ArrayLike, score: ArrayLike, customer_id: ArrayLike, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Give an AUC with its interval, customers taken as drawn independently.

    With V_b and V_g as in `scoring.metrics.ranking.delong.auc_difference`, b_i and g_i the bads
    and goods of customer i, and ``B_i = sum of V_b over i's bads - b_i AUC``, ``G_i = sum of V_g
    over i's goods - g_i AUC``:

    ``var = n_b / (n_b - 1) sum B_i² / bads² + n_g / (n_g - 1) sum G_i² / goods²
    + 2 n / (n - 1) sum B_i G_i / (bads goods)``

    n_b, n_g and n being the customers with bads, with goods and with either (Obuchowski 1997,
    Biometrics 53, 567–578); DeLong's where nobody has two. Turned back from the scale of logits as
    in `scoring.metrics.ranking.delong.auc_interval`.

    Parameters
    ----------
    is_bad : (n,) bool
        True = went bad.
    score : (n,) float
        Higher = safer.
    customer_id : (n,)
        Whose application it is.
    confidence : float
        0–1.

    Returns
    -------
    tuple of float
        AUC, and its interval within 0–1. Where all bads are one customer's, nothing tells how bads
        spread, and the interval holds the goods' doubt alone; so the other way round.

    Raises
    ------
    ThinfileError
        When there is no good or no bad.
    """
    bad = np.asarray(is_bad, dtype=bool)
    of_bads, of_goods = placements(bad, score)
    bads, goods = of_bads.size, of_goods.size
    area = float(of_bads.mean())
    of, customers = pd.factorize(np.asarray(customer_id, dtype=object))
    size = len(customers)
    summed_bads = _by_customer(of[bad], of_bads - area, size)
    summed_goods = _by_customer(of[~bad], of_goods - area, size)
    variance = (
        _widened(np.unique(of[bad]).size) * float(summed_bads @ summed_bads) / bads**2
        + _widened(np.unique(of[~bad]).size) * float(summed_goods @ summed_goods) / goods**2
        + 2 * _widened(size) * float(summed_bads @ summed_goods) / (bads * goods)
    )
    return around_on_logits(area, variance, confidence)


def _by_customer(of: NDArray[np.intp], values: Floats, size: int) -> Floats:
    return np.bincount(of, weights=values, minlength=size).astype(np.float64)


def _widened(customers: int) -> float:
    return customers / (customers - 1) if customers > 1 else 0.0
