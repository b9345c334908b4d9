"""A change shared among what changed, none of it first."""

from collections.abc import Callable
from itertools import product
from math import factorial


def shapley(value: Callable[[tuple[bool, ...]], float], parts: int) -> tuple[float, ...]:
    """Share ``value(all) - value(none)`` among its parts.

    ``sum over sets S without i of |S|! (k - |S| - 1)! / k! · (value(S + i) - value(S))``
    (Shapley 1953, A value for n-person games).

    Parameters
    ----------
    value : callable
        Takes, for each part, whether it has changed.
    parts : int
        How many there are; value is asked 2^parts times.

    Returns
    -------
    tuple of float
        One per part; they add up exactly, up to rounding of the last bits.
    """
    known = {which: value(which) for which in product((False, True), repeat=parts)}
    found = []
    for own in range(parts):
        total = 0.0
        for which, base in known.items():
            if not which[own]:
                size = sum(which)
                weight = factorial(size) * factorial(parts - size - 1) / factorial(parts)
                changed = (*which[:own], True, *which[own + 1 :])
                total += weight * (known[changed] - base)
        found.append(total)
    return tuple(found)
