"""When, how and where a shopper buys: a pure function of traits and chance.

Three streams make a history: regular orders on the shopper's own weekday, orders at any time,
and orders at the shopping festivals. The same traits with another generator give another history
of the same shopper: see `run.redraw`.
"""

from dataclasses import dataclass

import numpy as np

from data.simulator.settings import Bools, Floats, Ints
from data.simulator.timeline import DAY, days, end_of_book
from data.simulator.traits import Traits

STATUSES = ("open", "completed", "returned", "cancelled", "refused")
OPEN, COMPLETED, RETURNED, CANCELLED, REFUSED = range(5)
PAYMENTS = ("card", "wallet", "pay_later", "cash_on_delivery", "bank_transfer")
CHANNELS = ("app", "web", "mini_program", "phone")
DEVICES = ("desktop", "tablet", "mobile", "unknown")
MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Orders:
    """One row per order, sorted by shopper and time.

    `shopper` is the position in the traits; times are local seconds; `status_at` is -1 where
    the order is open; `address` counts from 0 (home) and belongs to the shopper. `moves` has one
    row per shopper instead: the local seconds of up to four moves of home, a circumstance of the
    orders and no order.
    """

    shopper: Ints
    sequence: Ints
    at: Ints
    status: Ints
    status_at: Ints
    recorded_at: Ints
    payment: Ints
    instalments: Ints
    channel: Ints
    device: Ints
    address: Ints
    moves: Floats


def draw_orders(
    rng: np.random.Generator, traits: Traits, device: Ints, moves: Floats | None = None
) -> Orders:
    """Draw the orders of these shoppers.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source of chance.
    traits : Traits
        The shoppers.
    device : (n,) int
        Each shopper's usual device, as position in `DEVICES`.
    moves : (n, 4) float or None
        When each shopper moves home, as in `Orders`; None draws it.

    Returns
    -------
    Orders
        All their orders inside their active time, sorted by shopper and time.
    """
    shopper, at = _times(rng, traits)
    order = np.argsort(shopper * (1 << 31) + at, kind="stable")
    shopper, at = shopper[order], at[order]
    starts = np.searchsorted(shopper, np.arange(len(traits.number)))
    status, status_at = _fates(rng, traits, shopper, at)
    payment, instalments = _payments(rng, traits, shopper)
    count = len(shopper)
    own = rng.random(count) < 0.88
    late = np.where(rng.random(count) < 0.01, 86_400.0, 240.0)
    recorded = at + 20 + rng.exponential(late).astype(np.int64)
    channel = np.searchsorted([0.55, 0.83, 0.98], rng.random(count))
    used = np.where(own, device[shopper], rng.integers(0, 3, count))
    moves = _moves(rng, traits) if moves is None else moves
    return Orders(
        shopper=shopper,
        sequence=np.arange(count) - starts[shopper],
        at=at,
        status=status,
        status_at=status_at,
        recorded_at=np.minimum(recorded, end_of_book() - 1),
        payment=payment,
        instalments=instalments,
        channel=channel,
        device=used,
        address=_addresses(rng, traits, shopper, at, moves),
        moves=moves,
    )


def repeat(counts: Ints) -> tuple[Ints, Ints]:
    """Return for each of `counts` events the owner's position and the event's number within."""
    owner = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - starts[owner]


def _times(rng: np.random.Generator, traits: Traits) -> tuple[Ints, Ints]:
    """Draw owners and local seconds of all orders, unsorted."""
    length = np.maximum(traits.active_to - traits.active_from, 0.0)
    expected = traits.orders_per_month / MONTH * length
    regular_share = 0.12 + 0.6 * (1 - traits.careless) * (1 - 0.6 * traits.impulse)
    regular = np.floor(expected * regular_share + rng.random(len(length))).astype(np.int64)
    free = rng.poisson(expected * (1 - regular_share))
    parts = [
        _regular(rng, traits, length, regular),
        _free(rng, traits, length, free),
        _festive(rng, traits),
    ]
    shopper = np.concatenate([part[0] for part in parts])
    day = np.concatenate([part[1] for part in parts])
    is_regular = np.concatenate([np.full(len(p[0]), k == 0) for k, p in enumerate(parts)])
    second = day * DAY + local_second(rng, traits, shopper, is_regular)
    first, last = traits.active_from[shopper] * DAY, traits.active_to[shopper] * DAY
    inside = (second >= first) & (second < last)
    return shopper[inside], second[inside]


def _regular(
    rng: np.random.Generator, traits: Traits, length: Floats, counts: Ints
) -> tuple[Ints, Ints]:
    """Draw evenly spaced days, moved to the shopper's weekday where the spacing allows."""
    shopper, number = repeat(counts)
    gap = (length / np.maximum(counts, 1))[shopper]
    phase = rng.random(len(counts))[shopper]
    wobble = 0.08 * rng.standard_normal(len(shopper))
    day = np.floor(traits.active_from[shopper] + (number + phase + wobble) * gap)
    day = np.clip(day, 0, len(days().weekday) - 1).astype(np.int64)
    off = (days().weekday[day] - traits.weekday[shopper] + 3) % 7 - 3
    return shopper, np.where(gap >= 4.0, day - off, day)


def _free(
    rng: np.random.Generator, traits: Traits, length: Floats, counts: Ints
) -> tuple[Ints, Ints]:
    """Draw days at will; impulsive shoppers buy in the days after a payday."""
    shopper, _ = repeat(counts)
    drawn = traits.active_from[shopper] + rng.random(len(shopper)) * length[shopper]
    day = np.minimum(drawn.astype(np.int64), len(days().weekday) - 1)
    paid = rng.random(len(shopper)) < (0.06 + 0.5 * traits.impulse)[shopper]
    after = days().last_payday[day] + rng.geometric(0.55, len(shopper)) - 1
    return shopper, np.where(paid, after, day)


def _festive(rng: np.random.Generator, traits: Traits) -> tuple[Ints, Ints]:
    """Draw extra days at the festivals that fall into the shopper's active time."""
    first, last = days().festivals[:, 0], days().festivals[:, 1]
    there = (traits.active_from[:, None] <= first) & (traits.active_to[:, None] > last)
    per_day = traits.orders_per_month / MONTH * (0.8 + 3.0 * traits.impulse)
    counts = rng.poisson(per_day[:, None] * (last - first + 1) * there)
    cell, _ = repeat(counts.ravel())
    shopper, festival = cell // len(first), cell % len(first)
    return shopper, rng.integers(first[festival], last[festival] + 1)


def local_second(
    rng: np.random.Generator, traits: Traits, shopper: Ints, is_regular: Bools
) -> Ints:
    """Draw the second of the day: at night, at the usual hour, at work or in the evening."""
    count = len(shopper)
    night = rng.random(count) < (0.025 + 0.42 * traits.impulse)[shopper]
    work = rng.random(count) < traits.works[shopper]
    noise = rng.standard_normal(count)
    evening = np.where(work, 12.3 + 3.0 * noise, 19.7 + 1.9 * noise)
    waking = np.where(is_regular, traits.peak_hour[shopper] + 0.8 * noise, evening)
    waking = 6.0 + np.mod(waking - 6.0, 18.0)
    small_hours = 6.0 * rng.random(count) ** 1.4
    hour = np.where(night, small_hours, waking)
    return np.asarray(np.minimum(hour * 3_600, DAY - 1), dtype=np.int64)


def _fates(rng: np.random.Generator, traits: Traits, shopper: Ints, at: Ints) -> tuple[Ints, Ints]:
    """Draw what became of each order and when; open where that lies after the book's end."""
    chances = np.stack(
        [
            0.006 + 0.17 * traits.careless,
            0.015 + 0.11 * traits.careless,
            0.02 + 0.14 * traits.impulse,
        ],
        axis=1,
    )
    cumulative = np.cumsum(chances, axis=1)[shopper]
    kind = (rng.random(len(shopper))[:, None] > cumulative).sum(axis=1)
    status = np.array([REFUSED, CANCELLED, RETURNED, COMPLETED])[kind]
    least = np.array([2.0, 0.02, 5.0, 1.5])[kind]
    spread = np.array([3.0, 0.8, 9.0, 3.5])[kind]
    status_at = at + ((least + spread * rng.random(len(shopper))) * DAY).astype(np.int64)
    is_open = status_at >= end_of_book()
    return np.where(is_open, OPEN, status), np.where(is_open, -1, status_at)


def _payments(rng: np.random.Generator, traits: Traits, shopper: Ints) -> tuple[Ints, Ints]:
    """Draw how each order was paid, and in how many instalments."""
    shares = np.stack(
        [
            0.36 * np.exp(0.3 * traits.capacity),
            np.full(len(traits.number), 0.38),
            0.06 + 0.22 * traits.impulse,
            0.05 + 0.30 * traits.careless,
            np.full(len(traits.number), 0.07),
        ],
        axis=1,
    )
    cumulative = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    count = len(shopper)
    payment = (rng.random(count)[:, None] > cumulative[shopper]).sum(axis=1)
    split = (rng.random(count) < 0.3) & ((payment == 0) | (payment == 2))
    return payment, np.where(split, np.array([3, 6, 12])[rng.integers(0, 3, count)], 1)


def _moves(rng: np.random.Generator, traits: Traits) -> Floats:
    """Draw when each shopper moves home: seldom, unsettled people more often."""
    moving_days = 2_600.0 / (1.0 + 8.0 * traits.drift)
    moves = np.cumsum(rng.exponential(moving_days[:, None], (len(traits.number), 4)), axis=1)
    return np.asarray((moves + traits.active_from[:, None]) * DAY)


def _addresses(
    rng: np.random.Generator, traits: Traits, shopper: Ints, at: Ints, moves: Floats
) -> Ints:
    """Draw where each order went: the current home, or (unsettled people) somewhere else."""
    home = (at[:, None] >= moves[shopper]).sum(axis=1)
    away = rng.random(len(shopper)) < (0.03 + 0.45 * traits.drift)[shopper]
    return np.where(away, 10 + rng.integers(0, 3, len(shopper)), home)
