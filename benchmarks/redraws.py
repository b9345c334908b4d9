"""Histories of a simulated book drawn anew from the same traits, as the contract's rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import ThinfileError
from data.histories import written
from data.histories.own import Own
from data.histories.written import Moved
from data.simulator.chunk import LARGEST_CHUNK, Chunk, draw_chunk, draw_history, generator
from data.simulator.people import Consents
from data.simulator.settings import Ints, settings
from data.simulator.shopping_tables import shopping_tables
from data.simulator.traits import USUAL_ORDERS, Volume
from data.simulator.write import BOOK_KEY

NOTHING: Ints = np.empty(0, dtype=np.int64)
NONE = Moved(NOTHING, NOTHING, NOTHING)


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulated book was made of."""

    seed: int
    volume: Volume


def made_of(files: Path) -> Simulated:
    """Read from a simulated book's files what they were made of.

    Raises
    ------
    ThinfileError
        When the folder holds no simulated book.
    """
    truth = files / "truth.parquet"
    found = pq.read_schema(truth).metadata.get(BOOK_KEY) if truth.is_file() else None
    if found is None:
        raise ThinfileError(f"Wanted a simulated book's files in {files}; there are none.")
    said = json.loads(found)
    orders = said.get("orders_per_shopper", USUAL_ORDERS)
    return Simulated(said["seed"], Volume(said["applications_per_shopper"], orders))


def redrawn(
    book: Simulated, own: Own, shoppers: Sequence[int], redraws: int, *, moves_stay: bool
) -> dict[str, pa.Table]:
    """Draw the purchases and visits of applicants anew; account, request and loans stay.

    What is drawn: days and hours of orders, what and how much was bought, payment, discounts,
    returns, device and place of delivery of each order, and visits. Traits, the usual device and
    the active time stay.

    Parameters
    ----------
    book : Simulated
    own : Own
        What was known of the applications.
    shoppers : sequence of int
        Number of each owner's shopper.
    redraws : int
        How often each is drawn.
    moves_stay : bool
        Whether people move home when they did, which is a circumstance of their purchases, or
        have that drawn too.

    Returns
    -------
    dict of str to pyarrow.Table
        For `data.histories.features.features_of`; an owner's draws stand together.
    """
    owner = np.repeat(np.arange(len(shoppers)), redraws)
    tables = written.write(own, owner, NONE, NONE)
    parts: dict[str, list[pa.Table]] = {name: [] for name in ("orders", "order_lines", "visits")}
    for position, shopper in enumerate(shoppers):
        chunk = _drawn(book, shopper, redraws, position * redraws, moves_stay=moves_stay)
        made = shopping_tables(chunk, redraws)
        made["order_lines"] = made["order_lines"].append_column(
            "customer_id",
            _customers(chunk.history.orders.shopper[chunk.history.lines.order], chunk),
        )
        for name, found in parts.items():
            of = made[name]
            if name != "order_lines":
                number = getattr(chunk.history, name).shopper
                at = of.schema.get_field_index("customer_id")
                of = of.set_column(at, "customer_id", _customers(number, chunk))
            found.append(of)
    return tables | {
        name: pa.concat_tables([_plain(table) for table in found]) for name, found in parts.items()
    }


def _drawn(book: Simulated, shopper: int, redraws: int, first: int, *, moves_stay: bool) -> Chunk:
    size = settings().chunk_shoppers
    whole = _chunk(book, shopper // size)
    rows = np.full(redraws, shopper % size)
    drawn = whole.traits.take(rows)
    rng = generator(book.seed, LARGEST_CHUNK + shopper, 0)
    moves = whole.history.orders.moves[rows] if moves_stay else None
    return replace(
        whole,
        traits=replace(drawn, number=np.arange(first, first + redraws)),
        history=draw_history(rng, drawn, whole.person["device"][rows], moves),
        consents=Consents(NOTHING, NOTHING, NOTHING, NOTHING),
        protected=tuple(column[rows] for column in whole.protected),
    )


@lru_cache(maxsize=1)
def _chunk(book: Simulated, number: int) -> Chunk:
    return draw_chunk(book.seed, number, book.volume)


def _customers(shopper: Ints, chunk: Chunk) -> pa.Array:
    return written.ids(chunk.traits.number[shopper])


def _plain(table: pa.Table) -> pa.Table:
    """Give texts as texts: dictionaries of different parts do not compare."""
    fields = [
        pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
        for f in table.schema
    ]
    return table.cast(pa.schema(fields))


def shopper_of(customer_id: str) -> int:
    """Give a simulated shopper's number."""
    return int(customer_id[1:])
