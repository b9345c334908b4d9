"""What shoppers look at: comparing before buying, carts left behind, browsing at night."""

from dataclasses import dataclass

import numpy as np

from data.simulator.basket import favourite_categories
from data.simulator.purchases import Orders, local_second
from data.simulator.settings import Bools, Ints
from data.simulator.timeline import DAY
from data.simulator.traits import Traits

ACTIONS = ("search", "view", "compare", "cart")
SEARCH, VIEW, COMPARE, CART = range(4)


@dataclass(frozen=True, slots=True)
class Visits:
    """One row per browse event, sorted by shopper and time (local seconds)."""

    shopper: Ints
    sequence: Ints
    at: Ints
    action: Ints
    category: Ints


def draw_visits(rng: np.random.Generator, traits: Traits, orders: Orders, category: Ints) -> Visits:
    """Draw the browse events around these orders, about one an order.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source of chance.
    traits : Traits
        The shoppers.
    orders : Orders
        Their orders.
    category : (orders,) int
        Each order's first category.

    Returns
    -------
    Visits
        Sorted by shopper and time.
    """
    parts = [
        _before_buying(rng, traits, orders, category),
        _at_leisure(rng, traits, orders),
    ]
    shopper, at, action, seen = (np.concatenate([part[k] for part in parts]) for k in range(4))
    inside = at >= 0
    shopper, at, action, seen = (column[inside] for column in (shopper, at, action, seen))
    order = np.argsort(shopper * (1 << 31) + at, kind="stable")
    shopper = shopper[order]
    starts = np.searchsorted(shopper, np.arange(len(traits.number)))
    sequence = np.arange(len(shopper)) - starts[shopper]
    return Visits(shopper, sequence, at[order], action[order], seen[order])


def _before_buying(
    rng: np.random.Generator, traits: Traits, orders: Orders, category: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Draw comparisons hours before an order, and the cart minutes before it."""
    count = len(orders.shopper)
    compares = 0.06 + 0.62 * (1 - traits.careless) * (1 - 0.9 * traits.impulse)
    parts = []
    for chance, action, longest in (
        (compares, COMPARE, 20 * 3_600),
        (np.full(len(traits.number), 0.2), CART, 900),
    ):
        rows = np.flatnonzero(rng.random(count) < chance[orders.shopper])
        before = 60 + (rng.random(len(rows)) ** 2 * longest).astype(np.int64)
        at = orders.at[rows] - before
        parts.append((orders.shopper[rows], at, np.full(len(rows), action), category[rows]))
    compared, carted = parts
    return (
        np.concatenate([compared[0], carted[0]]),
        np.concatenate([compared[1], carted[1]]),
        np.concatenate([compared[2], carted[2]]),
        np.concatenate([compared[3], carted[3]]),
    )


def _at_leisure(
    rng: np.random.Generator, traits: Traits, orders: Orders
) -> tuple[Ints, Ints, Ints, Ints]:
    """Draw browsing on any day near an order, and carts that are never bought."""
    count = len(orders.shopper)
    abandons = (0.04 + 0.3 * traits.impulse)[orders.shopper]
    drawn = rng.random(count)
    rows = np.flatnonzero(drawn < abandons + 0.4)
    action = np.where(
        drawn[rows] < abandons[rows], CART, np.where(rng.random(len(rows)) < 0.5, SEARCH, VIEW)
    )
    shopper = orders.shopper[rows]
    day = orders.at[rows] // DAY - rng.integers(2, 12, len(rows))
    regular: Bools = np.zeros(len(rows), dtype=np.bool_)
    at = day * DAY + local_second(rng, traits, shopper, regular)
    at = np.where(at >= traits.registered[shopper] * DAY, at, -1)
    favourites = favourite_categories(traits)[shopper, rng.integers(0, 3, len(rows))]
    return shopper, at, action, favourites
