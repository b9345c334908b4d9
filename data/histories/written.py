"""Write histories as the contract's tables: whose they are, and which own rows stand in them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.histories.own import Own

Ints = NDArray[np.int64]
MICROS = 1_000_000
_DIGITS = 12
ORDER_TIMES = ("ordered_at", "status_at", "recorded_at")
OWN_NAMES = ("owner", "seconds_before", "order_id")  # a history has names of its own


@dataclass(frozen=True, slots=True)
class Moved:
    """Own rows that stand in histories, sorted by history and time.

    Parameters
    ----------
    row : (k,) int
        Position in the own table; a row may stand in many histories, and twice in one.
    history : (k,) int
        Where it stands.
    seconds : (k,) int
        How much later it happens there; negative is earlier.
    """

    row: Ints
    history: Ints
    seconds: Ints


def unmoved(own: Own, table: str, owner: Ints) -> Moved:
    """Let every own row stand in every history of its owner, at its own time."""
    starts, counts = spans(own, table)
    row, history = repeated(starts[owner], counts[owner])
    return Moved(row, history, np.zeros(len(row), dtype=np.int64))


def spans(own: Own, table: str) -> tuple[Ints, Ints]:
    """Give the first row and the number of rows of each owner in a table sorted by owner."""
    owners = pa.array(own.owners, pa.string())
    codes = pc.index_in(own.tables[table]["owner"], value_set=owners)
    counts = np.bincount(np.asarray(codes, dtype=np.int64), minlength=len(owners))
    return np.cumsum(counts) - counts, counts


def repeated(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Give the rows ``start, start + 1, …`` of each of n spans, and the span each belongs to."""
    span = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(span)) - np.repeat(np.cumsum(counts) - counts, counts)
    return starts[span] + within, span


def ids(numbers: Ints) -> pa.Array:
    """Name histories and their rows by number; names sort as the numbers do."""
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), _DIGITS, "0")


def _named(names: pa.Array, numbers: Ints) -> pa.DictionaryArray:
    """Write each number's name, without making it anew for each row."""
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), names)


def write(own: Own, owner: Ints, orders: Moved, visits: Moved) -> dict[str, pa.Table]:
    """Write histories as tables of the contract.

    Parameters
    ----------
    own : Own
    owner : (h,) int
        Whose each history is, as position among the owners.
    orders, visits : Moved
        What stands in them; lines go with their orders.

    Returns
    -------
    dict of str to pyarrow.Table
        Every table of `data.histories.features.WRITTEN`. Customer and application of a history
        are named ``ids(number)``; earlier applications keep their names and carry their loans.
    """
    whole = own.tables
    names, order_names = ids(np.arange(len(owner))), ids(np.arange(len(orders.row)))
    asked = whole["applications"].take(pa.array(owner))
    tables = {
        "customers": pa.table({"customer_id": names, "registered_at": asked["registered_at"]}),
        "orders": _moved(names, whole["orders"], orders, ORDER_TIMES).append_column(
            "order_id", order_names
        ),
        "order_lines": _lines(own, orders, names, order_names),
        "visits": _moved(names, whole["visits"], visits, ("visited_at",)),
        "bureau": _moved(names, whole["bureau"], unmoved(own, "bureau", owner), ()),
        # no history moves a loan, so those of one owner are written once
        "loans": whole["loans"].drop_columns("owner"),
        "instalments": whole["instalments"].drop_columns("owner"),
    }
    applications = asked.drop_columns(["owner", "application_id", "registered_at", "known_before"])
    applications = applications.append_column("application_id", names)
    applications = applications.append_column("customer_id", names)
    tables["applications"] = pa.concat_tables([applications, _earlier(own, owner)], **_FILLED)
    return tables


_FILLED = {"promote_options": "default"}


def _earlier(own: Own, owner: Ints) -> pa.Table:
    """Give earlier applications that had a loan to each history, for `known_loans` to find."""
    moved = unmoved(own, "loans", owner)
    return pa.table(
        {
            "application_id": own.tables["loans"]["application_id"].take(pa.array(moved.row)),
            "customer_id": ids(moved.history),
            "applied_at": own.tables["loans"]["disbursed_at"].take(pa.array(moved.row)),
        }
    )


def _lines(own: Own, orders: Moved, names: pa.Array, order_names: pa.Array) -> pa.Table:
    lines = own.tables["order_lines"]
    position = np.asarray(
        pc.index_in(
            pc.binary_join_element_wise(lines["owner"], lines["order_id"], "\n"),
            value_set=_keys(own),
        ),
        dtype=np.int64,
    )
    counts = np.bincount(position, minlength=own.tables["orders"].num_rows)
    starts = np.cumsum(counts) - counts
    row, of = repeated(starts[orders.row], counts[orders.row])
    return (
        lines.drop_columns(["owner", "order_id"])
        .take(pa.array(np.argsort(position, kind="stable")[row]))
        .append_column("order_id", _named(order_names, of))
        .append_column("customer_id", _named(names, orders.history[of]))
    )


def _keys(own: Own) -> pa.Array:
    orders = own.tables["orders"]
    joined = pc.binary_join_element_wise(orders["owner"], orders["order_id"], "\n")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _moved(names: pa.Array, table: pa.Table, moved: Moved, times: tuple[str, ...]) -> pa.Table:
    own_names = [name for name in OWN_NAMES if name in table.column_names]
    found = table.drop_columns(own_names).take(pa.array(moved.row))
    later = pa.array(moved.seconds * MICROS).cast(pa.duration("us"))
    for name in times:
        at = found.schema.get_field_index(name)
        found = found.set_column(at, name, pc.add(found[name], later))
    return found.append_column("customer_id", _named(names, moved.history))
