"""What every table of a chunk shares: its ids, its offset and its cut to the first shoppers."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.simulator.arrow import ids, schemas
from data.simulator.chunk import Chunk
from data.simulator.settings import Ints, settings

SHOPPER_DIGITS, EVENT_DIGITS = 8, 4


def cut(name: str, columns: Mapping[str, object], shopper: Ints, keep: int) -> dict[str, pa.Table]:
    """Return the contract's table of these columns, up to shopper `keep`.

    Parameters
    ----------
    name : str
        The table.
    columns : mapping
        An array per column of the contract.
    shopper : (n,) int, sorted
        Each row's shopper, as position in the chunk.
    keep : int
        How many shoppers of the chunk belong to the book.
    """
    rows = int(np.searchsorted(shopper, keep))
    fields, arrays = [], []
    for field in schemas()[name]:
        column = columns[field.name]
        array = column if isinstance(column, pa.Array) else pa.array(column, field.type)
        arrays.append(array.slice(0, rows))
        fields.append(pa.field(field.name, array.type))
    return {name: pa.table(arrays, schema=pa.schema(fields))}


def offsets(count: int) -> Ints:
    """Return the book's one UTC offset for each of `count` rows, minutes."""
    return np.full(count, settings().utc_offset_minutes)


def customer_ids(chunk: Chunk, shopper: Ints) -> pa.Array:
    """Return customer ids, such as C00000042, of positions in the chunk."""
    return ids("C", chunk.traits.number[shopper], SHOPPER_DIGITS)


def event_ids(prefix: str, chunk: Chunk, shopper: Ints, sequence: Ints, digits: int) -> pa.Array:
    """Return ids of things that a shopper has several of: the shopper's number, then theirs."""
    numbers = chunk.traits.number[shopper] * 10**digits + sequence
    return ids(prefix, numbers, SHOPPER_DIGITS + digits)


def application_ids(chunk: Chunk, rows: Ints) -> pa.Array:
    """Return ids of the applications at these positions."""
    made = chunk.applications
    return event_ids("A", chunk, made.shopper[rows], made.sequence[rows] + 1, 1)
