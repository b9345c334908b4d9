"""One shopper's own rows of the contract, and a small snapshot in memory that holds them alone.

From such a snapshot the same SQL gives the same features as from the whole book, bit by bit.
"""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache

import duckdb
import pyarrow as pa

from data import contract, intake, read, snapshot
from data.book import ENGINE
from data.checks import listed
from data.errors import ThinfileError
from data.features import coded, compute
from data.features.compute import INSTALLED, Recipe
from data.table import Kind, Table

Record = dict[str, object]
Rows = dict[str, list[Record]]

TABLES: tuple[Table, ...] = (
    contract.CUSTOMERS,
    contract.ORDERS,
    contract.ORDER_LINES,
    contract.VISITS,
    contract.APPLICATIONS,
    contract.BUREAU,
    contract.LOANS,
    contract.INSTALMENTS,
    contract.CONSENTS,
)
ABOUT = ("book", "tables_given")
_ARROW = {
    Kind.TEXT: pa.string(),
    Kind.TIME: pa.timestamp("us"),
    Kind.DATE: pa.date32(),
    Kind.WHOLE: pa.int64(),
    Kind.COUNT: pa.int32(),
    Kind.MINUTES: pa.int16(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
}


def of_application(con: duckdb.DuckDBPyConnection, application_id: str) -> Rows:
    """Give the rows that an application is judged by: the shopper's, from before it was made.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book.
    application_id : str

    Returns
    -------
    dict of str to list of dict
        By table of the contract, and `book` and `tables_given`, in JSON's types: times are ISO
        8601 text, in UTC.

    Raises
    ------
    ThinfileError
        When the book has no such application.
    """
    asked = read.record(con, "application", application_id=application_id, lender_ids=None)
    if asked is None:
        raise ThinfileError(
            f"Wanted the rows of application '{application_id}', but the book has none with this "
            "id. Name another."
        )
    return of_customer(con, str(asked["customer_id"]), asked["applied_at"])


def of_customer(con: duckdb.DuckDBPyConnection, customer_id: str, before: datetime) -> Rows:
    """Give a shopper's rows from before a moment, UTC, as `of_application` gives them."""
    of = {"customer_id": customer_id, "before": before}
    names = [(table.name, of) for table in TABLES] + [(name, {}) for name in ABOUT]
    return {name: _records(con, f"own_{name}", values) for name, values in names}


@contextlib.contextmanager
def opened(recipe: Recipe = INSTALLED) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot in memory that has the contract's tables, without a row, and references.

    `fill` it as often as needed: making the tables takes longer than a shopper's features. From
    then on the engine reads and writes no file, and no setting of it can be changed.

    Parameters
    ----------
    recipe : Recipe
        Whose references and SQL; by default this version's.
    """
    nowhere = {"temp_directory": ""}  # one shopper fits in memory; the default is where we started
    con = duckdb.connect(":memory:", config={**ENGINE, **nowhere, "threads": 1})
    try:
        con.execute("set TimeZone = 'UTC'")
        con.execute("attach ':memory:' as snapshot")
        con.execute("use snapshot")
        for table in (*TABLES, contract.LENDERS, contract.DECISIONS):
            intake.create(con, table)
        for file in sorted(recipe.references.glob("*.csv")):
            con.execute(
                f"create table ref_{file.stem} as "  # noqa: S608 - our own file names
                "select * from read_csv($file, header = true)",
                {"file": str(file)},
            )
        con.execute(snapshot.sql("tables_given"))
        con.execute("set enable_external_access = false")
        con.execute("set lock_configuration = true")
        compute.prepare(con, recipe)
        coded.create_calendar(con, recipe)
        yield con
    finally:
        con.close()


def fill(
    con: duckdb.DuckDBPyConnection,
    rows: Mapping[str, list[Record]],
    recipe: Recipe = INSTALLED,
) -> None:
    """Put a shopper's rows into a snapshot that `opened` gave, in the place of those before.

    Raises
    ------
    ThinfileError
        When a table or column is missing, or a value is not of its type.
    """
    try:
        for table in TABLES:
            con.execute(f"delete from {table.name}")  # noqa: S608 - names of the contract
            _insert(con, table.name, _kinds(table), rows[table.name])
        con.execute("drop table if exists book")
        con.execute(snapshot.sql("book"), rows["book"][0])
        con.execute("delete from tables_given")
        given = {"table_name": Kind.TEXT, "is_given": Kind.FLAG, "is_derived": Kind.FLAG}
        _insert(con, "tables_given", given, rows["tables_given"])
        con.execute("drop table if exists consented")
        con.execute(snapshot.sql("consented"), {"purpose": contract.CREDIT_SCORING})
        coded.lay_down(con, recipe=recipe)
    except (KeyError, IndexError, ValueError, TypeError, pa.ArrowException, duckdb.Error) as wrong:
        raise ThinfileError(
            f"Wanted a shopper's rows in the contract's tables and columns; got: {wrong!r}. "
            "Take them from a book, or mend them."
        ) from wrong


@cache
def _kinds(table: Table) -> dict[str, Kind]:
    carried = dict.fromkeys(table.carried, Kind.TEXT)
    return {**{column.name: column.kind for column in table.columns}, **carried}


def _insert(
    con: duckdb.DuckDBPyConnection, name: str, kinds: Mapping[str, Kind], records: list[Record]
) -> None:
    if not records:
        return
    columns = {
        column: pa.array([_value(record[column], kind) for record in records], _ARROW[kind])
        for column, kind in kinds.items()
    }
    con.register("given_rows", pa.table(columns))
    try:
        con.execute(
            f"insert into {name} ({listed(kinds)}) "  # noqa: S608 - names of the contract
            f"select {listed(kinds)} from given_rows"
        )
    finally:
        con.unregister("given_rows")


def _value(value: object, kind: Kind) -> object:
    if value is None or not isinstance(value, str):
        return value
    if kind is Kind.TIME:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind is Kind.DATE else value


def _records(
    con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, object]
) -> list[Record]:
    rows = read.records(con, name, **values)
    return [{column: _plain(value) for column, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value
