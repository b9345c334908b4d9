"""Takes advantage of files that come in the order in which a snapshot keeps their rows."""

from collections.abc import Sequence
from itertools import pairwise

import duckdb

from data.checks import listed, quoted
from data.staging import Staged
from data.table import Table

FIRST_ROWS = 20_000
RANGE_ROWS = 10_000_000
Range = tuple[str | None, str | None]


def starts(con: duckdb.DuckDBPyConnection, table: Table, staged: Staged) -> bool:
    """Tell whether the first rows of a file lie in the table's order, as far as it shows there."""
    own = [name for name in table.sort_by if name not in table.carried]
    if any(staged.types.get(name) != str(table.column(name).kind) for name in own):
        return False
    first = f"(from read_parquet($file) limit {FIRST_ROWS})"
    return holds(con, first, own, {"file": str(staged.path)})


def holds(
    con: duckdb.DuckDBPyConnection,
    rows: str,
    names: Sequence[str],
    bound: dict[str, object] | None = None,
    *,
    strictly: bool = False,
) -> bool:
    """Tell whether each row stands behind the one before, in the order in which they lie.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    rows : str
        A table or a SELECT in parentheses.
    names : sequence of str
        The columns to order by.
    bound : dict, optional
        Parameters of the SELECT.
    strictly : bool
        No two rows may be equal.
    """
    compared = "<=" if strictly else "<"
    key = f"({listed(names)},)"
    found = con.execute(
        f"""
        select count(*)
        from (select {key} {compared} lag({key}) over () as is_behind from {rows})
        where is_behind
        """,  # noqa: S608 - identifiers of the contract
        bound,
    ).fetchone()
    return found == (0,)


def ranges(con: duckdb.DuckDBPyConnection, table: Table, staged: Staged) -> list[Range]:
    """Cut a long file that comes in order, so that a range is joined and sorted in memory.

    Returns
    -------
    list of (low, high)
        ``low <= key < high`` of the first parent's key, ascending, about `RANGE_ROWS` rows each;
        None is open. One open range for any other file.
    """
    key = table.parents[0].column if table.parents else None
    led_by = next((name for name in table.sort_by if name not in table.carried), None)
    if staged.rows <= RANGE_ROWS or key is None or led_by != key or not starts(con, table, staged):
        return [(None, None)]
    found = con.execute(
        f"""
        select distinct {quoted(key)} from read_parquet($file, file_row_number = true)
        where file_row_number > 0 and file_row_number % {RANGE_ROWS} = 0 and {quoted(key)} <> ''
        order by {quoted(key)}
        """,  # noqa: S608 - identifiers of the contract
        {"file": str(staged.path)},
    ).fetchall()
    return list(pairwise([None, *(str(row[0]) for row in found), None]))
