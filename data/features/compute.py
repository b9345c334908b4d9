"""Compute the features of chosen applications: one, or those of a range of customers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

Column = NDArray[Any]
HERE = Path(__file__).parent
TEXTS = 256  # of SQL kept: all of this version's, and some of recipes that are replayed
CODED = ("coded_customers", "coded_categories", "coded_lines", "coded_orders", "coded_visits")
CODED_WHOLE = ("coded_customers", "coded_categories")
KNOWN = (
    "known_customers",
    "known_orders",
    "known_totals",
    "known_lines",
    "known_categories",
    "known_spending",
    "known_visits",
    "known_loans",
    "known_instalments",
    "known_bureau",
)
# cheaper to look up again than to keep
SEEN_THROUGH = frozenset({"known_customers", "known_orders", "known_visits", "known_bureau"})
NEEDS = {
    "known_orders": "known_orders",
    "known_lines": "known_orders",
    "known_visits": "known_visits",
    "known_instalments": "known_loans",
}
FAMILIES = (
    "file_depth",
    "capacity",
    "regularity",
    "time_of_purchase",
    "basket",
    "payment_reliability",
    "bureau",
    "footprint",
    "browsing",
)
TABLES = ("facts", *(f"family_{family}" for family in FAMILIES))


@lru_cache(maxsize=TEXTS)
def sql(name: str, folder: Path = HERE) -> str:
    """Give the text of one of the SQL files of this folder."""
    return (folder / f"{name}.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Recipe:
    """The files that turn a shopper's rows into features, and the order in which they are run.

    Parameters
    ----------
    folder : Path
        Of the SQL; ``worded`` lies in it, ``reference`` beside it.
    coded, coded_whole, known, seen_through, families : tuple of str
        The tables, each in the order in which they need each other.
    needs : mapping of str to str
        By table of known rows: the one that its worded rows are told from.
    """

    folder: Path = HERE
    coded: tuple[str, ...] = CODED
    coded_whole: tuple[str, ...] = CODED_WHOLE
    known: tuple[str, ...] = KNOWN
    seen_through: tuple[str, ...] = tuple(sorted(SEEN_THROUGH))
    families: tuple[str, ...] = FAMILIES
    needs: Mapping[str, str] = field(default_factory=lambda: NEEDS)

    def sql(self, name: str) -> str:
        """Give the text of one of its SQL files."""
        return sql(name, self.folder)

    def files(self) -> list[Path]:
        """List everything that decides a feature's value: SQL, shim, versioned references."""
        return sorted([*self.folder.glob("*.sql"), *self.references.glob("*.csv")])

    @property
    def worded(self) -> Path:
        """The folder of the rows in words."""
        return self.folder / "worded"

    @property
    def references(self) -> Path:
        """The folder of the reference files."""
        return self.folder.parent / "reference"


INSTALLED = Recipe()


def sql_hash(recipe: Recipe = INSTALLED) -> str:
    """Give the SHA-256 of everything that decides a feature's value, in hexadecimal."""
    files = recipe.files()
    digest = sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def prepare(con: duckdb.DuckDBPyConnection, recipe: Recipe = INSTALLED) -> None:
    """Give a connection the shim's functions; they last as long as the connection."""
    con.execute(recipe.sql("duckdb"))


def set_scope(
    con: duckdb.DuckDBPyConnection,
    chosen: str,
    values: Mapping[str, object],
    recipe: Recipe = INSTALLED,
) -> None:
    """Choose the applications to assess, as a temporary table `scope`.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection that was prepared.
    chosen : str
        The file that selects them: ``chosen_one``, ``chosen_customers`` or ``chosen_everyone``.
    values : Mapping[str, object]
        Exactly that file's ``$names``.
    recipe : Recipe
    """
    select = scope(recipe.sql(chosen), recipe)
    con.execute(f"create or replace temp table scope as {select}", values)


def scope(chosen: str, recipe: Recipe = INSTALLED) -> str:
    """Give the SELECT of the scope, from that of the chosen applications."""
    return f"with chosen as ({chosen}) select * from ({recipe.sql('scope')})"  # noqa: S608 - files


def find_known(
    con: duckdb.DuckDBPyConnection,
    tables: Sequence[str] | None = None,
    recipe: Recipe = INSTALLED,
) -> None:
    """Collect what was known of the applications in scope, as temporary tables and views."""
    for name in recipe.known if tables is None else tables:
        kind = "view" if name in recipe.seen_through else "table"
        con.execute(f"create or replace temp {kind} {name} as {recipe.sql(name)}")


def compute_families(con: duckdb.DuckDBPyConnection) -> None:
    """Compute the feature families of the applications in scope, as temporary tables."""
    for name in FAMILIES:
        con.execute(f"create or replace temp table family_{name} as {sql(name)}")
    con.execute(f"create or replace temp table facts as {sql('facts')}")


def assembled(con: duckdb.DuckDBPyConnection) -> str:
    """Write the SELECT that joins facts and families: numbers as DOUBLE, texts as they are.

    Their first column, `application_no`, only joins them.
    """
    columns = [column for table in TABLES for column in _listed(con, table)]
    joins = [
        f"join {table} on {table}.application_no = facts.application_no" for table in TABLES[1:]
    ]
    return "\n".join([f"select {', '.join(columns)}", "from facts", *joins])


def features_of(
    con: duckdb.DuckDBPyConnection, application_id: str, recipe: Recipe = INSTALLED
) -> pd.DataFrame:
    """Compute one application's features afresh, from the contract's tables.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection (reading is enough) whose current database is a snapshot.
    application_id : str
        The application.
    recipe : Recipe
        How; by default as this version does.

    Returns
    -------
    pandas.DataFrame
        One row with the columns of the table `features`; empty for an unknown application.
    """
    prepare(con, recipe)
    set_scope(con, "chosen_one", {"application_id": application_id}, recipe)
    return frame_of_scope(con, recipe)


def frame_of(
    con: duckdb.DuckDBPyConnection, chosen: str, values: Mapping[str, object]
) -> pd.DataFrame:
    """Compute the features of chosen applications.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        Connection that was prepared, whose current database is a snapshot; reading is enough.
    chosen : str
        The file that selects them: ``chosen_one``, ``chosen_customers`` or ``chosen_everyone``.
    values : Mapping[str, object]
        Exactly that file's ``$names``.

    Returns
    -------
    pandas.DataFrame
        The columns of the table `features`, sorted by customer and application.
    """
    set_scope(con, chosen, values)
    return frame_of_scope(con)


def frame_of_scope(con: duckdb.DuckDBPyConnection, recipe: Recipe = INSTALLED) -> pd.DataFrame:
    """Compute the features of the applications in scope, as `frame_of` gives them."""
    find_known(con, recipe=recipe)
    # facts read the depth of the file; of the others nothing needs to be kept
    con.execute(f"create or replace temp table family_file_depth as {recipe.sql('file_depth')}")
    return collected(lambda name: con.execute(selected(name, recipe)).fetchnumpy(), recipe.families)


def selected(name: str, recipe: Recipe = INSTALLED) -> str:
    """Give the SELECT of the facts or of a family, once `family_file_depth` is there."""
    return "from family_file_depth" if name == "file_depth" else recipe.sql(name)


def collected(
    asked: Callable[[str], Mapping[str, Any]], families: Sequence[str] = FAMILIES
) -> pd.DataFrame:
    """Put facts and families together as `frame_of` gives them.

    Parameters
    ----------
    asked : callable
        Gives the columns of a name, "facts" or one of the families, by its SELECT.
    families : sequence of str
        Some of `FAMILIES`.
    """
    columns = _in_order(asked("facts"))
    for family in families:
        columns |= _in_order(asked(family), are_numbers=True)
    if len({len(values) for values in columns.values()}) > 1:
        raise RuntimeError("every family should have one row for each application")
    return pd.DataFrame(columns)


def _in_order(found: Mapping[str, Any], *, are_numbers: bool = False) -> dict[str, Column]:
    """Order columns by their application, for less than the engine sorts them."""
    place = np.argsort(found["application_no"])
    return {
        name: _plain(values, is_number=are_numbers and values.dtype != object)[place]
        for name, values in found.items()
        if name != "application_no"
    }


def _plain(values: Column, *, is_number: bool) -> Column:
    """Mark what is missing as pandas does: None among texts, else NaN."""
    plain: Column = np.ma.getdata(values)
    if is_number:
        plain = plain.astype(np.float64)
    if isinstance(values, np.ma.MaskedArray):
        plain[np.ma.getmaskarray(values)] = None if plain.dtype == object else np.nan
    return plain


def _listed(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    listed = []
    for name, kind in _columns(con, table)[1:]:
        value = f"{table}.{name}"
        is_number = table != "facts" and kind != "VARCHAR"
        listed.append(f"cast({value} as double) as {name}" if is_number else value)
    return listed


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    described = con.execute(f"describe {table}").fetchall()
    return [(str(row[0]), str(row[1])) for row in described]
