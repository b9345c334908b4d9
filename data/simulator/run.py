"""Simulate a lender's whole book of 42 months as contract files."""

from collections.abc import Callable
from pathlib import Path

from data.errors import ThinfileError
from data.simulator.chunk import draw_chunk
from data.simulator.lending_tables import lenders, lending_tables
from data.simulator.settings import settings
from data.simulator.shopping_tables import shopping_tables
from data.simulator.write import describe, is_there, new_book

Progress = Callable[[int, int], None]
MOST_SHOPPERS = 10**8  # ids have eight digits


def simulate(
    shoppers: int,
    seed: int,
    out: Path,
    *,
    applications_per_shopper: float = 1.0,
    progress: Progress | None = None,
) -> None:
    """Write the demo book with this seed to the folder `out`.

    The same arguments give the same bytes. Shoppers are drawn in chunks, so memory does not
    grow with their number, and the first shoppers of a larger book are those of a smaller one.
    A folder that already holds this very book is left as it is; a run that was broken off can
    simply be run again.

    Parameters
    ----------
    shoppers : int
        How many shoppers, at least 1.
    seed : int
        Non-negative; another seed gives another book.
    out : Path
        A folder that is empty, does not exist, or holds this very book.
    applications_per_shopper : float
        Mean number of applications, relative to the usual mean of about one; 0–4.
    progress : callable or None
        Called with (shoppers done, shoppers in all) after each chunk.

    Raises
    ------
    ThinfileError
        An argument is out of range, or `out` holds something else.
    """
    if not 1 <= shoppers < MOST_SHOPPERS:
        raise ThinfileError(
            f"Wanted 1 to {MOST_SHOPPERS - 1:,} shoppers; got {shoppers:,}. Change --shoppers."
        )
    if seed < 0:
        raise ThinfileError(f"Wanted a seed of 0 or more; got {seed}. Change --seed.")
    if not 0 <= applications_per_shopper <= 4:
        raise ThinfileError(
            f"Wanted 0 to 4 applications per shopper; got {applications_per_shopper}."
        )
    report = progress or (lambda done, total: None)
    description = describe(shoppers, seed, applications_per_shopper)
    if is_there(out, description):
        report(shoppers, shoppers)
        return
    size = settings().chunk_shoppers
    with new_book(out, description) as book:
        book.add({"lenders": lenders()})
        for number in range(-(-shoppers // size)):
            keep = min(size, shoppers - number * size)
            chunk = draw_chunk(seed, number, applications_per_shopper)
            book.add({**shopping_tables(chunk, keep), **lending_tables(chunk, keep)})
            report(number * size + keep, shoppers)
