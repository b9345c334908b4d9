"""Takes advantage of files that come in the order in which a snapshot keeps their rows."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import duckdb

from data.checks import keys_select, listed, quoted
from data.staging import Staged
from data.table import Table

FIRST_ROWS = 20_000
PARTS = 2  # looked through side by side: one query that compares neighbours takes one thread
RANGE_ROWS = 10_000_000
Range = tuple[str | None, str | None]
WHOLE: Range = (None, None)


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

    No value may be NULL: beside one a row counts as in order, and so do rows on its two sides.
    Keys without it, and kept rows by what their table requires, have none.

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
    befores = ", ".join(f"lag({quoted(name)}) over () as {quoted(_before(name))}" for name in names)
    found = con.execute(
        f"""
        select coalesce(count_if({_is_behind(names, strictly=strictly)}), 0)
        from (select {listed(names)}, {befores} from {rows})
        """,  # noqa: S608 - identifiers of the contract
        bound,
    ).fetchone()
    return found == (0,)


def _before(name: str) -> str:
    return f"{name} before"


def _is_behind(names: Sequence[str], *, strictly: bool) -> str:
    """Compare column by column: rows of several columns take half as long again to compare."""
    name, before = quoted(names[0]), quoted(_before(names[0]))
    if len(names) == 1:
        return f"{name} {'<=' if strictly else '<'} {before}"
    rest = _is_behind(names[1:], strictly=strictly)
    return f"case when {name} = {before} then {rest} else {name} < {before} end"


def keys_rise(con: duckdb.DuckDBPyConnection, table: Table, staged: Staged) -> bool:
    """Tell whether each key of a file stands above the one before; rows without one aside."""
    keys = f"({keys_select(table, staged)})"
    file: dict[str, object] = {"file": str(staged.path)}
    first = f"(from {keys} limit {FIRST_ROWS})"
    if not holds(con, first, table.key, file, strictly=True):
        return False
    part = f"(from {keys} where staged_row between $first and $last)"

    def part_rises(ends: tuple[int, int]) -> bool:
        with con.cursor() as cursor:
            cursor.execute("set TimeZone = 'UTC'")
            bound = {**file, "first": ends[0], "last": ends[1]}
            return holds(cursor, part, table.key, bound, strictly=True)

    with ThreadPoolExecutor(PARTS) as pool:
        return all(pool.map(part_rises, pairwise(_parts(con, keys, staged))))


def carried_rises(con: duckdb.DuckDBPyConnection, table: Table) -> bool:
    """Tell whether rows by their first parent's key lie by what they carry over from it too.

    So it is where the parents' keys rise as they lie in the snapshot, by what is carried over.
    """
    if not table.carried:
        return True
    parent = table.parents[0]
    return holds(con, f"snapshot.{parent.table}", [parent.column])


def _parts(con: duckdb.DuckDBPyConnection, keys: str, staged: Staged) -> list[int]:
    """Cut a file at rows that have a key: such a row is the last of a part and first of the next.

    A file with no key near the cut is one part.
    """
    cuts = []
    for no in range(1, PARTS):
        start = staged.rows * no // PARTS
        found = con.execute(
            f"""
            select min(staged_row) from {keys} where staged_row between $start and $stop
            """,  # noqa: S608 - identifiers of the contract
            {"file": str(staged.path), "start": start, "stop": start + FIRST_ROWS},
        ).fetchone()
        cuts += [int(row) for row in found or () if row is not None]
    return [0, *cuts, staged.rows]


def holds_at(
    con: duckdb.DuckDBPyConnection, name: str, names: Sequence[str], rows: Sequence[int]
) -> bool:
    """Tell whether some rows of a table, by number from 0, stand behind the ones before them."""
    return all(
        holds(con, f"(from {name} where rowid between {row - 1} and {row} order by rowid)", names)
        for row in rows
    )


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
        return [WHOLE]
    found = con.execute(
        f"""
        select distinct {quoted(key)} from read_parquet($file, file_row_number = true)
        where file_row_number > 0 and file_row_number % {RANGE_ROWS} = 0 and {quoted(key)} <> ''
        order by {quoted(key)}
        """,  # noqa: S608 - identifiers of the contract
        {"file": str(staged.path)},
    ).fetchall()
    return list(pairwise([None, *(str(row[0]) for row in found), None]))
