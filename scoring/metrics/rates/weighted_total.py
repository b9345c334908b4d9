"""A total over bands, from how many of some rows of each band are hits."""

import numpy as np
from numpy.typing import ArrayLike

from scoring.metrics.rates.wilson import wilson


def weighted_total(
    weights: ArrayLike, hits: ArrayLike, trials: ArrayLike, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Estimate how many hits there are among rows of which only some were looked at.

    ``T = Σ w p``, its interval ``T - sqrt(Σ w² (p - l)²)`` to ``T + sqrt(Σ w² (u - p)²)``, with l
    and u Wilson's interval of each band (Zou, Huang and Zhang 2009, Comput. Stat. Data Anal. 53,
    1080–1085; a stratified sample, Cochran 1977, Sampling Techniques, chapter 5). Where w is
    negative, l and u change places.

    Parameters
    ----------
    weights : (b,) float
        What the rows of each band that were not looked at come to, were all of them hits: how many
        they are, or a sum over them.
    hits : (b,) int
        Events among those that were, 0 <= hits <= trials.
    trials : (b,) int
        Rows of each band that were looked at, drawn at random within it; >= 1.
    confidence : float
        0–1.

    Returns
    -------
    tuple of float
        Total, its lower and its upper end, in the unit of the weights.
    """
    w, x, n = (np.asarray(part, dtype=np.float64) for part in (weights, hits, trials))
    p = x / n
    low, high = wilson(x, n, confidence=confidence)
    total = float(w @ p)
    ends = w * (low - p), w * (high - p)
    below, above = np.minimum(*ends), np.maximum(*ends)
    return total, total - float(np.sqrt(below @ below)), total + float(np.sqrt(above @ above))
