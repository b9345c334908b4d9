"""One chunk of shoppers with all that happened to them, from (seed, chunk number) alone."""

from dataclasses import dataclass

import numpy as np

from data.simulator import footprint, lending, people, repayment, traits
from data.simulator.basket import Lines, draw_lines
from data.simulator.browsing import Visits, draw_visits
from data.simulator.purchases import Orders, draw_orders
from data.simulator.settings import Floats, Ints, settings

LARGEST_CHUNK = 1 << 32  # keeps the redraws' seeds apart from the chunks'


@dataclass(frozen=True, slots=True)
class History:
    """What shoppers bought and looked at; `amount` and `discount` in fen, one per order."""

    orders: Orders
    lines: Lines
    amount: Ints
    discount: Ints
    visits: Visits


@dataclass(frozen=True, slots=True)
class Chunk:
    """Everything of one chunk of shoppers; protected is (gender, birth day, group)."""

    traits: traits.Traits
    person: footprint.Levels
    history: History
    applications: lending.Applications
    loans: repayment.Loans
    instalments: repayment.Instalments
    consents: people.Consents
    protected: tuple[Ints, Ints, Ints]
    region: Ints
    lender: Ints
    decided_by: Ints
    email_variant: Ints


def generator(*key: int) -> np.random.Generator:
    """Return the generator of a key of non-negative integers."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(key)))


def draw_people(
    seed: int, number: int, volume: traits.Volume = traits.USUAL
) -> tuple[traits.Traits, footprint.Levels]:
    """Return traits and lasting footprint of the shoppers of a chunk."""
    size = settings().chunk_shoppers
    rng = generator(seed, number, 0)
    drawn = traits.draw(rng, number * size, size, volume)
    return drawn, footprint.draw_person(rng, drawn)


def draw_history(
    rng: np.random.Generator, drawn: traits.Traits, device: Ints, moves: Floats | None = None
) -> History:
    """Draw the purchases and visits of these shoppers: a function of traits and chance alone.

    With `moves`, those of `Orders`, they move home when it says; without, that is drawn too.
    """
    orders = draw_orders(rng, drawn, device, moves)
    lines, amount, discount = draw_lines(rng, drawn, orders)
    first_category = lines.category[lines.line_no == 1]
    return History(orders, lines, amount, discount, draw_visits(rng, drawn, orders, first_category))


def redraw(seed: int, shopper: int, draw: int, *, volume: traits.Volume = traits.USUAL) -> History:
    """Redraw one shopper's purchase history from the same traits.

    Parameters
    ----------
    seed : int
        The book's seed.
    shopper : int
        The shopper's number, which is the digits of the customer id.
    draw : int
        Which redraw, from 0; equal numbers give equal histories.
    volume : Volume
        As the book was simulated.

    Returns
    -------
    History
        How the purchases might have fallen out instead, over the same active time. Loans and
        applications are those of the book.
    """
    size = settings().chunk_shoppers
    drawn, person = draw_people(seed, shopper // size, volume)
    row = np.array([shopper % size])
    rng = generator(seed, LARGEST_CHUNK + shopper, draw)
    return draw_history(rng, drawn.take(row), person["device"][row])


def draw_chunk(seed: int, number: int, volume: traits.Volume = traits.USUAL) -> Chunk:
    """Draw everything of chunk `number` of the book with this seed."""
    drawn, person = draw_people(seed, number, volume)
    rng = generator(seed, number, 1)
    applications = lending.draw_applications(rng, drawn, person)
    loans, instalments = repayment.draw_repayment(rng, drawn, applications)
    count = len(applications.at)
    quick = applications.decided_at - applications.at < 300
    officer = rng.integers(0, len(people.OFFICERS), count)
    return Chunk(
        traits=drawn,
        person=person,
        history=draw_history(generator(seed, number, 2), drawn, person["device"]),
        applications=applications,
        loans=loans,
        instalments=instalments,
        consents=people.draw_consents(rng, drawn),
        protected=people.draw_protected(rng, drawn),
        region=people.choose(rng, people.REGION_SHARES, len(drawn.number)),
        lender=people.choose(rng, people.LENDER_SHARES, count),
        decided_by=np.where(quick, len(people.OFFICERS), officer),
        email_variant=rng.integers(0, 1 << 20, len(drawn.number)),
    )
