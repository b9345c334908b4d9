"""The interval of a difference, from the intervals of its two sides."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Sides = tuple[ArrayLike, ArrayLike, ArrayLike]


def square_and_add(first: Sides, second: Sides) -> tuple[Floats, Floats, Floats]:
    """Give how far one estimate lies above another of different people.

    ``d - sqrt((e1 - l1)² + (u2 - e2)²)`` to ``d + sqrt((u1 - e1)² + (e2 - l2)²)``, d = e1 - e2:
    each end takes from either side the doubt that points its way, so that lopsided intervals give
    a lopsided one (Newcombe 1998, Stat. Med. 17, 873–890, method 10, for rates; Zou and Donner
    2008, Stat. Med. 27, 1693–1702, for any estimates that are independent).

    Parameters
    ----------
    first, second : tuple of (...) float
        Estimate e, lower end l and upper end u of each side.

    Returns
    -------
    tuple of (...) float
        Difference, its lower and its upper end.
    """
    one, low1, high1 = (np.asarray(part, dtype=np.float64) for part in first)
    two, low2, high2 = (np.asarray(part, dtype=np.float64) for part in second)
    apart = one - two
    return (
        apart,
        apart - np.hypot(one - low1, high2 - two),
        apart + np.hypot(high1 - one, two - low2),
    )
