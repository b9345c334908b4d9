"""Numpy columns as Arrow columns of the contract's types."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from data.contract import TABLES
from data.simulator.settings import Bools, Ints
from data.simulator.timeline import epoch_seconds
from data.table import Kind

TYPES = {
    Kind.TEXT: pa.string(),
    Kind.TIME: pa.timestamp("us"),
    Kind.DATE: pa.date32(),
    Kind.WHOLE: pa.int64(),
    Kind.COUNT: pa.int32(),
    Kind.MINUTES: pa.int16(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
}
TRUTH = "truth"


def schemas() -> dict[str, pa.Schema]:
    """Return the schema of every file of a book: the contract's tables and the truth."""
    found = {
        table.name: pa.schema([(column.name, TYPES[column.kind]) for column in table.columns])
        for table in TABLES
    }
    found[TRUTH] = pa.schema([("application_id", pa.string()), ("prob_default", pa.float64())])
    return found


def ids(prefix: str, numbers: Ints, width: int) -> pa.Array:
    """Return ids such as C00000042: the prefix and `width` digits."""
    length = len(prefix) + width
    text = np.empty((len(numbers), length), dtype=np.uint8)
    text[:, : len(prefix)] = np.frombuffer(prefix.encode(), dtype=np.uint8)
    rest = np.asarray(numbers, dtype=np.int64)
    for place in range(length - 1, len(prefix) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        text[:, place] = digit + ord("0")
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * length
    return pa.StringArray.from_buffers(
        len(numbers), pa.py_buffer(offsets), pa.py_buffer(text.ravel())
    )


def names(codes: Ints, values: Sequence[str]) -> pa.Array:
    """Return texts by their positions; null where the position is negative."""
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(values), pa.string()))


def times(local: Ints, *, missing: Bools | None = None) -> pa.Array:
    """Return UTC timestamps of local seconds; null where `missing`."""
    stamps = epoch_seconds(local) * 1_000_000
    return pa.array(stamps, pa.int64(), mask=missing).cast(pa.timestamp("us"))
