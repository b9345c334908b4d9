"""What was known of applicants, as the contract's rows: the stuff that histories are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import ThinfileError
from data.features import compute

HERE = Path(__file__).parent
# columns that no feature reads, so that no history has them
UNREAD = {
    "orders": ("channel",),
    "order_lines": ("product_name",),
    "visits": ("visit_id", "category"),
}
TABLES = ("applications", "orders", "order_lines", "visits", "bureau", "loans", "instalments")


@dataclass(frozen=True, slots=True)
class Own:
    """The rows known of some applications, each table sorted by `owner`.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        By table of the contract, without columns that no feature reads; `owner` is the
        application that a row was known for. Statuses, payments and whole rows that were not
        known before it are left out; `applications` also says `registered_at` and
        `known_before`, orders and visits `seconds_before`.
    """

    tables: Mapping[str, pa.Table]

    @property
    def owners(self) -> list[str]:
        """The applications, in the order of the rows."""
        return [str(name) for name in self.tables["applications"]["owner"].to_pylist()]

    def only(self, names: Sequence[str]) -> "Own":
        """Give the rows of some of the applications, in the same order."""
        kept = pa.array(names, pa.string())
        return Own(
            {
                table: rows.filter(pc.is_in(rows["owner"], value_set=kept))
                for table, rows in self.tables.items()
            }
        )


def own_rows(con: duckdb.DuckDBPyConnection, application_ids: Sequence[str]) -> Own:
    """Read what was known of applications.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book, as given by `data.book.open_book`; a cursor is taken from it.
    application_ids : sequence of str

    Raises
    ------
    ThinfileError
        When the book lacks one of them.
    """
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        compute.prepare(cursor)
        _set_scope(cursor, application_ids)
        tables = {
            name: cursor.sql(compute.sql(f"own_{name}", HERE)).to_arrow_table() for name in TABLES
        }
    found = Own(tables)
    missing = sorted(set(application_ids) - set(found.owners))
    if missing:
        raise ThinfileError(
            f"Wanted {len(set(application_ids))} applications; the book in use lacks "
            f"{', '.join(missing[:3])}. Check the ids, or look in the queue."
        )
    return found


def own_of_history(
    con: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table], application_id: str
) -> Own:
    """Read one written history as `own_rows` reads an application of a book.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book; a cursor is taken from it.
    tables : mapping of str to pyarrow.Table
        Of one history, as for `data.histories.features.features_of`.
    application_id : str
        Whose it is: the draws from it are seeded by that.
    """
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        compute.prepare(cursor)
        for name, table in tables.items():
            unread = {column: pa.nulls(table.num_rows) for column in UNREAD.get(name, ())}
            for column, nothing in unread.items():
                table = table.append_column(column, nothing)  # noqa: PLW2901 - grown
            cursor.register("written", table)
            cursor.execute(f"create or replace temp table {name} as from written")
            cursor.unregister("written")
        history = str(tables["customers"]["customer_id"][0].as_py())
        compute.set_scope(cursor, "chosen_one", {"application_id": history})
        found = {
            name: cursor.sql(compute.sql(f"own_{name}", HERE)).to_arrow_table() for name in TABLES
        }
    return Own({name: _owned_by(table, application_id) for name, table in found.items()})


def _owned_by(table: pa.Table, application_id: str) -> pa.Table:
    owner = pa.array([application_id] * table.num_rows, pa.string())
    return table.set_column(table.schema.get_field_index("owner"), "owner", owner)


def _set_scope(cursor: duckdb.DuckDBPyConnection, application_ids: Sequence[str]) -> None:
    if len(application_ids) == 1:
        compute.set_scope(cursor, "chosen_one", {"application_id": application_ids[0]})
        return
    names = pa.table({"application_id": pa.array(sorted(set(application_ids)), pa.string())})
    cursor.register("wanted", names)
    ends = cursor.execute(compute.sql("wanted_customers", HERE)).fetchall()[0]
    values = {"first_customer": ends[0], "next_customer": ends[1]}
    compute.set_scope(cursor, "chosen_customers", values)
    cursor.execute(compute.sql("scope_wanted", HERE))
    cursor.unregister("wanted")
