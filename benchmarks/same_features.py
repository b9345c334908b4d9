"""Everyone's features, those that the peers compute and no others, by the product's own SQL files.

What a wanted column does not need is left out, as the engine would do in one statement: families
without a wanted column, and of each table on the way the columns that nobody asks for (they are
NULL there, which the files still read by name). Which those are is read from the engine's plans,
so no SQL is written a second time.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import duckdb
import pandas as pd

from data import book, side_by_side
from data.features import compute, ranges
from data.features.ranges import Range
from data.home import Home
from scoring.scores import everyone

KEY = "application_no"
Steps = list[tuple[str, str]]


def run(home: Home, wanted: Sequence[str]) -> tuple[float, float, pd.DataFrame]:
    """Compute some features of every shopper of a book.

    Parameters
    ----------
    home : Home
        Where the newest snapshot lies.
    wanted : sequence of str
        Names of features.

    Returns
    -------
    tuple of float, float and pandas.DataFrame
        Seconds by the wall; CPU seconds of this process; `customer_id` and the wanted features,
        by customer.
    """
    with everyone.open_snapshot(home, book.newest_snapshot(home)) as con:
        cut = everyone.shoppers(con)
        with con.cursor() as cursor:
            cursor.execute("use snapshot")
            compute.prepare(cursor)
            _choose(cursor, cut[0])
            steps, families = planned(cursor, wanted)
        began, worked = time.perf_counter(), time.process_time()
        of_range = partial(_frame, steps, families)
        with ranges.each(con, of_range, cut, workers=side_by_side.cores()) as parts:
            found = pd.concat(parts, ignore_index=True)[["customer_id", *wanted]]
        return time.perf_counter() - began, time.process_time() - worked, found


def _frame(
    steps: Steps, families: dict[str, str], con: duckdb.DuckDBPyConnection, one: Range
) -> pd.DataFrame:
    _choose(con, one)
    made = {table for table, _ in steps}
    for name in compute.KNOWN:
        if name not in made:  # named by the others, never read
            con.execute(f"create or replace temp view {name} as {compute.sql(name)}")
    for table, text in steps:
        if table.removeprefix("family_") not in families:
            con.execute(f"create or replace temp table {table} as {text}")
    asked = {"facts": f"select {KEY}, customer_id from scope"} | families
    return compute.collected(lambda name: con.execute(asked[name]).fetchnumpy(), list(families))


def planned(con: duckdb.DuckDBPyConnection, wanted: Sequence[str]) -> tuple[Steps, dict[str, str]]:
    """Work out which tables, and which of their columns, the wanted features need.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection with a scope of at least one shopper.
    wanted : sequence of str
        Names of features.

    Returns
    -------
    list of (table, SELECT)
        In the order in which to make them.
    dict of str to str
        By family, the SELECT of its wanted features.
    """
    compute.find_known(con)
    compute.compute_families(con)
    con.execute("set disabled_optimizers = 'statistics_propagation'")  # plans for any data
    needed: dict[str, set[str]] = defaultdict(set)
    owned = {table: set(_columns(con, table)) for table in compute.TABLES[1:]}
    for table, columns in owned.items():
        needed[table] |= set(wanted) & columns
    texts = [(name, compute.sql(name)) for name in compute.KNOWN]
    texts += [(f"family_{name}", compute.sql(name)) for name in compute.FAMILIES]
    steps: Steps = []
    for table, text in reversed(texts):
        if not needed[table] - {KEY}:
            continue
        listed = ", ".join(
            name if name in needed[table] | {KEY} else f"cast(null as {kind}) as {name}"
            for name, kind in _columns(con, table).items()
        )
        narrow = f"select {listed} from ({text})"
        steps.insert(0, (table, narrow))
        for source, read in _scans(con, narrow):
            needed[source] |= read
    con.execute("reset disabled_optimizers")
    texts_of = dict(steps)
    families = {}
    for family in compute.FAMILIES:
        table = f"family_{family}"
        if table in texts_of:
            listed = ", ".join(name for name in (KEY, *wanted) if name in owned[table])
            families[family] = f"select {listed} from ({texts_of[table]})"
    return steps, families


def _choose(con: duckdb.DuckDBPyConnection, one: Range) -> None:
    compute.set_scope(con, "chosen_everyone", ranges.values(one))


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    described = con.execute(f"describe {table}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def _scans(con: duckdb.DuckDBPyConnection, text: str) -> Iterator[tuple[str, set[str]]]:
    """Give the tables that a plan reads, and the columns it reads of each."""
    [(_, plan)] = con.execute(f"explain (format json) {text}").fetchall()
    left: list[dict[str, Any]] = list(json.loads(plan))
    while left:
        node = left.pop()
        left += node["children"]
        about = node["extra_info"]
        if "Table" in about:
            read = about.get("Projections", [])
            filtered = about.get("Filters", [])
            names = [read] if isinstance(read, str) else read
            yield str(about["Table"]).rsplit(".", 1)[-1].strip('"'), {*names, *_named(filtered)}


def _named(filters: str | list[str]) -> set[str]:
    """Give the words of a scan's filters; those that are columns are read as well."""
    texts = [filters] if isinstance(filters, str) else filters
    return {word.strip("()\"'") for text in texts for word in text.replace("=", " ").split()}
