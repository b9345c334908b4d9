"""The features of written histories again and again: statements parsed and bound once."""

from collections.abc import Mapping
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data.features import compute
from data.histories.features import HERE, WRITTEN, in_their_order

MOST_ROWS = 200_000  # written through one cursor: what it deletes, its memory keeps


class PreparedFeatures:
    """Computes what `data.histories.features.features_of` does, for callers that come back.

    For a few histories the engine takes longer to parse and bind the statements than to run them.
    Here each is prepared once, over tables that are emptied and filled again. Any number of
    threads may share an object; those that come at once get a cursor each.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book, as `features_of` takes it.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self._free: list[_Cursor] = []

    def of(self, tables: Mapping[str, pa.Table]) -> pd.DataFrame:
        """Compute the features of some histories; parameter and answer as of `features_of`."""
        try:
            cursor = self._free.pop()
        except IndexError:
            cursor = _Cursor(self.con, tables)
        found = cursor.of(tables)  # where that fails, the cursor is not kept
        if cursor.rows < MOST_ROWS:
            self._free.append(cursor)
        else:
            cursor.close()
        return found


class _Cursor:
    """A cursor with tables of its own, and every statement prepared over them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> None:
        self.rows = 0
        self._con = con.cursor()
        self._con.execute("use snapshot")
        compute.prepare(self._con)
        # so few rows are read faster as asked than after optimising how
        self._con.execute("pragma disable_optimizer")
        for name in WRITTEN:  # found before the book's table of that name
            self._con.register("written", tables[name])
            self._con.execute(f"create temp table {name} as from written limit 0")
            self._con.unregister("written")
        self._filled = _statements()
        for name, text in self._filled.items():
            self._con.execute(f"create temp table {name} as {text}")
        # prepared when every table is there: each new one would have all of them bound again
        for name, text in self._filled.items():
            self._con.execute(f"prepare fill_{name} as insert into temp.{name} {text}")
        for name in (*WRITTEN, *self._filled):
            self._con.execute(f"prepare empty_{name} as delete from temp.{name}")  # noqa: S608 - ours
        self._con.execute(f"prepare leave_assessed as {compute.sql('scope_assessed', HERE)}")
        for name in ("facts", *compute.FAMILIES):
            self._con.execute(f"prepare select_{name} as {compute.selected(name)}")

    def of(self, tables: Mapping[str, pa.Table]) -> pd.DataFrame:
        self._con.execute("; ".join(f"execute empty_{name}" for name in (*WRITTEN, *self._filled)))
        for name in WRITTEN:
            if tables[name].num_rows:
                self._con.from_arrow(tables[name]).insert_into(f"temp.main.{name}")
                self.rows += tables[name].num_rows
        for name in self._filled:
            self._con.execute(f"execute fill_{name}")
            if name == "scope":
                self._con.execute("execute leave_assessed")
        found = compute.collected(self._columns)
        return in_their_order(found, tables)

    def _columns(self, name: str) -> Mapping[str, Any]:
        """Give a few rows by column, for a third of what it takes to have arrays made of them."""
        asked = self._con.execute(f"execute select_{name}")
        if name == "facts":  # times, which a row gives as Python's
            return asked.fetchnumpy()
        kinds = [(str(column[0]), str(column[1])) for column in asked.description or ()]
        columns = zip(*asked.fetchall(), strict=True)
        return {
            name: np.array(values, dtype=object if kind == "VARCHAR" else np.float64)
            for (name, kind), values in zip(kinds, columns, strict=True)
        }

    def close(self) -> None:
        self._con.close()


def _statements() -> dict[str, str]:
    """Give what fills each table, in the order in which they need each other."""
    found = {"codes": compute.sql("codes")}
    found |= {name: _of_all(compute.sql(name)) for name in compute.CODED}
    chosen = _of_all(compute.sql("chosen_customers"))
    found["scope"] = compute.scope(chosen)
    found |= {name: compute.sql(name) for name in compute.KNOWN}
    found["family_file_depth"] = compute.sql("file_depth")
    return found


def _of_all(text: str) -> str:
    """Have a statement that takes a range of customers read all of them."""
    for name in ("$first_customer", "$next_customer"):
        text = text.replace(name, "cast(null as varchar)")
    return text
