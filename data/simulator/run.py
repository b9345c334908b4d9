"""Simulate a lender's whole book of 42 months as contract files."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from data.errors import ThinfileError
from data.simulator.chunk import draw_chunk
from data.simulator.lending_tables import lenders, lending_tables
from data.simulator.settings import settings
from data.simulator.shopping_tables import shopping_tables
from data.simulator.traits import USUAL, Volume
from data.simulator.write import describe, is_there, new_book

Progress = Callable[[int, int], None]
MOST_SHOPPERS = 10**8  # ids have eight digits
MOST_APPLICATIONS_ASKED = 4
MOST_ORDERS_ASKED = 300  # an order's number within its shopper has four digits


def simulate(
    shoppers: int,
    seed: int,
    out: Path,
    *,
    volume: Volume = USUAL,
    progress: Progress | None = None,
) -> None:
    """Write the demo book with this seed to the folder `out`.

    The same arguments give the same bytes. Shoppers are drawn in chunks, the next while the last
    is written, so memory does not grow with their number, and the first shoppers of a larger book
    are those of a smaller one.
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
    volume : Volume
        How often the shoppers apply and buy.
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
    _require_possible(volume)
    report = progress or (lambda done, total: None)
    description = describe(shoppers, seed, volume)
    if is_there(out, description):
        report(shoppers, shoppers)
        return
    with new_book(out, description) as book:
        book.add({"lenders": lenders()})
        done = 0
        for tables in _drawn_ahead(shoppers, seed, volume):
            book.add(tables)
            done += tables["customers"].num_rows
            report(done, shoppers)


def _drawn_ahead(shoppers: int, seed: int, volume: Volume) -> Iterator[dict[str, pa.Table]]:
    """Draw the tables of one chunk after another, each while the one before it is in use."""
    size = settings().chunk_shoppers

    def tables_of(number: int) -> dict[str, pa.Table]:
        keep = min(size, shoppers - number * size)
        chunk = draw_chunk(seed, number, volume)
        return {**shopping_tables(chunk, keep), **lending_tables(chunk, keep)}

    with ThreadPoolExecutor(max_workers=1) as drawer:
        coming = drawer.submit(tables_of, 0)
        for number in range(1, -(-shoppers // size)):
            ready, coming = coming.result(), drawer.submit(tables_of, number)
            yield ready
        yield coming.result()


def _require_possible(volume: Volume) -> None:
    if not 0 <= volume.applications_per_shopper <= MOST_APPLICATIONS_ASKED:
        raise ThinfileError(
            f"Wanted 0 to {MOST_APPLICATIONS_ASKED} applications per shopper; "
            f"got {volume.applications_per_shopper}. Change --applications-per-shopper."
        )
    if not 1 <= volume.orders_per_shopper <= MOST_ORDERS_ASKED:
        raise ThinfileError(
            f"Wanted 1 to {MOST_ORDERS_ASKED} orders per shopper; "
            f"got {volume.orders_per_shopper}. Change --orders-per-shopper."
        )
