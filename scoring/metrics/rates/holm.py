"""Care for making many comparisons at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p_value: ArrayLike) -> NDArray[np.float64]:
    """Give p-values that count for all comparisons made together.

    With p sorted ascending, ``adjusted_(i) = max_{j <= i} min(1, (k - j + 1) p_(j))``
    (Holm 1979, Scand. J. Stat. 6, 65–70).

    Holm and not Benjamini–Hochberg: a mark on a screen is read, and acted on, by itself, so the
    chance of even one false mark is what counts, not the share of false ones among many; and
    Holm holds under any dependence, while Benjamini–Hochberg asks for positive dependence, which
    groups compared with the rest of the same book do not have.

    Parameters
    ----------
    p_value : (k,) float
        0–1, one per comparison.

    Returns
    -------
    (k,) float
        0–1, in the order given; a comparison stands at level a where this is at most a.
    """
    p = np.asarray(p_value, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.minimum(1.0, (p.size - np.arange(p.size)) * p[order])
    adjusted = np.empty(p.size)
    adjusted[order] = np.maximum.accumulate(stepped) if p.size else stepped
    return adjusted
