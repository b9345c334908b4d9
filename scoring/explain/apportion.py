"""Rounds parts so that they add up to their rounded whole."""

import numpy as np


def shares(parts: list[float], total: int) -> list[int]:
    """Round numbers so that they add up to a whole: the largest remainders are rounded up.

    Source: Hamilton's method of apportionment (Balinski and Young 2001, Fair Representation).

    Parameters
    ----------
    parts : list of float
        Sum within 1 + len(parts) of `total`, as rounding of each leaves it.
    total : int
        What the rounded parts must add up to.

    Returns
    -------
    list of int
        Each at its floor or one above it, or further where `total` asks for it.
    """
    values = np.asarray(parts, dtype=np.float64)
    down = np.floor(values).astype(np.int64)
    missing = total - int(down.sum())
    order = np.argsort(-(values - down), kind="stable")
    for at in range(abs(missing)):
        down[order[at % len(order)] if missing > 0 else order[-1 - at % len(order)]] += np.sign(
            missing
        )
    return [int(value) for value in down]
