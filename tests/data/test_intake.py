import dataclasses
import json

import pytest

from data import contract, in_order, intake
from data.errors import ThinfileError
from tests.data import intake_bench, lender


@pytest.fixture
def con():
    with intake_bench.new_snapshot() as opened:
        yield opened


def take_all(con, folder, made, chosen=intake_bench.ANYTHING_GOES):
    return {
        table.name: intake_bench.take_in(
            con, folder, table, made[table.name], frozenset(made), chosen
        )
        for table in contract.TABLES
        if table.name in made
    }


def test_of_rows_with_one_key_the_first_good_one_is_kept(con, tmp_path):
    made = lender.small()
    first = made["orders"][0]
    made["orders"] = [
        first | {"amount": "-5"},
        first | {"amount": "11"},
        first | {"amount": "12"},
        first | {"amount": "13"},
        *made["orders"][1:],
    ]
    take_all(con, tmp_path, made)
    assert con.execute(
        "select amount from orders where order_id = $id", {"id": first["order_id"]}
    ).fetchall() == [(11,)]
    assert con.execute("select file_row, rule from rejects order by file_row").fetchall() == [
        (1, "out of range amount"),
        (3, "duplicate key"),
        (4, "duplicate key"),
    ]


def test_a_rejected_customer_takes_orders_lines_and_applications_along(con, tmp_path):
    made = lender.small()
    made["customers"][0]["registered_at"] = "1960-01-01"
    counts = take_all(con, tmp_path, made)
    assert {name: count.rows_rejected for name, count in counts.items()} == {
        "customers": 1,
        "orders": 4,
        "order_lines": 4,
        "applications": 1,
    }
    assert con.execute("select distinct rule from rejects order by rule").fetchall() == [
        ("too early registered_at",),
        ("unknown customer_id",),
        ("unknown order_id",),
    ]


def test_a_lender_id_is_not_checked_where_no_lenders_are_given(con, tmp_path):
    counts = take_all(con, tmp_path, lender.small())
    assert counts["applications"].rows_rejected == 0


def test_lines_carry_their_customer_and_are_sorted_by_it(con, tmp_path):
    made = lender.small()
    made["order_lines"].reverse()
    take_all(con, tmp_path, made)
    rows = con.execute("select customer_id, order_id from order_lines").fetchall()
    assert rows == sorted(rows)
    assert {(who, order.split("-")[0]) for who, order in rows} == {
        ("c1", "o1"),
        ("c2", "o2"),
        ("c3", "o3"),
    }


KEY = {"orders": ("customer_id", "ordered_at"), "order_lines": ("order_id", "line_no")}


def typed(con, folder, table, rows):
    """Stage rows as a Parquet file whose columns have the contract's types."""
    staged = intake_bench.staged(folder, table.name, rows)
    casts = ", ".join(f'cast("{n}" as {table.column(n).kind}) as "{n}"' for n in staged.types)
    file = folder / f"typed-{table.name}.parquet"
    con.execute(f"copy (select {casts} from '{staged.path}') to '{file}'")
    types = {name: str(table.column(name).kind) for name in staged.types}
    return dataclasses.replace(staged, path=file, types=types)


@pytest.mark.parametrize("order", ["sorted", "backwards", "backwards but for the first"])
@pytest.mark.parametrize("first_rows", [1, 20_000])
def test_rows_are_sorted_however_a_long_file_orders_them(
    con, tmp_path, monkeypatch, order, first_rows
):
    monkeypatch.setattr(in_order, "FIRST_ROWS", first_rows)
    monkeypatch.setattr(in_order, "RANGE_ROWS", 2)
    made = lender.small()
    for table in contract.TABLES:
        if table.name not in made:
            continue
        rows = made[table.name]
        rows.sort(key=lambda row: [row.get(name, "") for name in table.sort_by])
        if order != "sorted":
            rows.reverse()
        if order == "backwards but for the first":
            rows.insert(0, rows.pop())
        intake.take_in(
            con, table, typed(con, tmp_path, table, rows), intake_bench.ANYTHING_GOES,
            latest=intake_bench.AS_OF, tables_given=frozenset(made),
        )  # fmt: skip
        columns = ", ".join(table.sort_by)
        found = con.execute(f"select {columns} from {table.name} order by rowid").fetchall()
        assert found == sorted(found), table.name
        assert len(found) == len(rows)


@pytest.mark.parametrize("order_ids", ["rise with the customer", "fall with the customer"])
def test_lines_are_sorted_by_customer_whether_or_not_order_ids_are(
    con, tmp_path, monkeypatch, order_ids
):
    monkeypatch.setattr(in_order, "RANGE_ROWS", 2)
    made = lender.small()
    orders = sorted(made["orders"], key=lambda row: row["customer_id"])
    if order_ids.startswith("fall"):
        orders.reverse()
    renamed = {row["order_id"]: f"o{at:03}" for at, row in enumerate(orders)}
    for name in ("orders", "order_lines"):
        for row in made[name]:
            row["order_id"] = renamed[row["order_id"]]
        made[name].sort(key=lambda row, name=name: [row[key] for key in KEY[name]])
    for table in (contract.CUSTOMERS, contract.ORDERS, contract.ORDER_LINES):
        intake.take_in(
            con, table, typed(con, tmp_path, table, made[table.name]),
            intake_bench.ANYTHING_GOES, latest=intake_bench.AS_OF, tables_given=frozenset(made),
        )  # fmt: skip
    found = con.execute(
        "select customer_id, order_id, line_no from order_lines order by rowid"
    ).fetchall()
    assert found == sorted(found)
    assert len(found) == len(made["order_lines"])
    assert len({customer for customer, _, _ in found}) > 1


def test_categories_are_mapped_or_other_but_never_rejected(con, tmp_path):
    made = lender.small()
    names = ["Windeln", "Groceries", " baby ", "spaceships"]
    for row, name in zip(made["order_lines"], names, strict=False):
        row["category"] = name
    take_all(con, tmp_path, made)
    found = con.execute(
        "select raw_category, category from work.category_map where rows_read = 1 order by 1"
    ).fetchall()
    assert found == [
        (" baby ", "baby"),
        ("Groceries", "groceries"),
        ("Windeln", "baby"),
        ("spaceships", "other"),
    ]
    assert con.execute(
        "select category, count(*) from order_lines group by category order by category"
    ).fetchall() == [("baby", 2), ("groceries", 9), ("other", 1)]


def test_times_with_an_offset_become_utc(con, tmp_path):
    made = lender.small()
    made["orders"][0]["ordered_at"] = "2025-01-01T01:30:00+02:00"
    take_all(con, tmp_path, made)
    found = con.execute("select min(ordered_at)::varchar from orders").fetchone()
    assert found == ("2024-12-31 23:30:00",)


def test_rejects_of_protected_show_nothing_but_the_key(con, tmp_path):
    made = lender.tables()
    made["protected"][0]["birth_date"] = "nonsense"
    take_all(con, tmp_path, made)
    raw = con.execute("select raw from rejects where table_name = 'protected'").fetchone()
    assert json.loads(raw[0]) == {"customer_id": "c1"}
    assert con.execute("select count(*) from protected.protected").fetchone() == (2,)


def test_too_many_rejects_stop_with_counts_rules_and_a_row(con, tmp_path):
    made = lender.small(customers=10)
    for row in made["orders"][:3]:
        row["status"] = "lost"
    with pytest.raises(ThinfileError) as stopped:
        take_all(con, tmp_path, made, intake_bench.strict())
    assert str(stopped.value).startswith(
        "orders: 3 of 40 rows break the contract (7.5%; at most 5.0% may): unaccepted status 3. "
        "For example row 1 (unaccepted status, wanted one of open, "
        "completed, returned, cancelled, refused): order_id='o1-1', status='lost'. Mend the file"
    )


def test_counts_add_up_in_every_table(con, tmp_path):
    made = lender.tables()
    for rows in made.values():
        rows.append(dict(rows[0]))
        rows.append(dict.fromkeys(rows[0]))
    for counts in take_all(con, tmp_path, made).values():
        assert counts.rows_read == counts.rows_kept + counts.rows_rejected
        assert counts.rows_rejected == 2
    assert intake.Counts("t", 1, 1, 0).rows_kept == 1
