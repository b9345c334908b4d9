"""Tiny books for feature tests: rows in, a database with the contract's tables out."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data import contract
from data.features import coded, compute
from data.table import Table

START = datetime(2025, 1, 1)
Row = dict[str, Any]
REFERENCE = Path(compute.__file__).parents[1] / "reference"


@dataclass
class Book:
    """Rows by table; what is not named is empty."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    time_precision: str = "second"
    given: bool = True

    def rows(self, table: str) -> list[Row]:
        return self.tables.setdefault(table, [])


@cache
def _empty() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 1})
    for table in contract.TABLES:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in _columns(table))
        con.execute(f"create table {table.name} ({columns})")
    for path in REFERENCE.glob("*.csv"):
        con.execute(f"create table ref_{path.stem} as from read_csv('{path}')")
    con.execute("create table book (time_precision varchar, currency varchar, as_of timestamp)")
    con.execute("create table tables_given (table_name varchar, is_given boolean)")
    compute.prepare(con)
    coded.create_calendar(con)
    return con


def _columns(table: Table) -> list[tuple[str, str]]:
    columns = [(column.name, column.kind.value) for column in table.columns]
    return [*columns, ("customer_id", "VARCHAR")] if table.name == "order_lines" else columns


def connection(book: Book) -> duckdb.DuckDBPyConnection:
    """Fill one database, kept for the whole run, with the contract's tables of a book."""
    con = _empty()
    customer_of = {row["order_id"]: row["customer_id"] for row in book.rows("orders")}
    for table in contract.TABLES:
        rows = book.rows(table.name)
        con.execute(f"delete from {table.name}")
        if table.name == "order_lines":
            rows = [{**row, "customer_id": customer_of[row["order_id"]]} for row in rows]
        if rows:
            names = [name for name, _ in _columns(table)]
            given = pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])
            con.register("given", given)
            con.execute(f"insert into {table.name} from given")
            con.unregister("given")
    con.execute("delete from book")
    as_of = START + timedelta(days=900)
    con.execute("insert into book values (?, 'CNY', ?)", [book.time_precision, as_of])
    con.execute("delete from tables_given")
    con.executemany(
        "insert into tables_given values (?, ?)", [(t.name, book.given) for t in contract.TABLES]
    )
    coded.lay_down(con)
    return con


def features(book: Book, application_id: str | None = None) -> dict[str, Row]:
    """Compute features; by application, without what only names it."""
    con = connection(book)
    if application_id is None:
        compute.set_scope(con, "chosen_customers", {"first_customer": None, "next_customer": None})
    else:
        compute.set_scope(con, "chosen_one", {"application_id": application_id})
    compute.find_known(con)
    compute.compute_families(con)
    found = con.execute(compute.assembled(con))
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {row["application_id"]: row for row in rows}


def random_book(rng: random.Random, customers: int = 2) -> Book:
    """Make a small shop: orders before and after two applications a customer, and all the rest."""
    book = Book()
    book.rows("lenders").append({"lender_id": "l1", "name": "First"})
    for number in range(customers):
        _customer(book, rng, f"c{number}")
    return book


def at(rng: random.Random, low: float, high: float) -> datetime:
    """Draw an instant, whole seconds, some days after the start."""
    return START + timedelta(seconds=rng.randint(int(low * 86400), int(high * 86400)))


def _customer(book: Book, rng: random.Random, who: str) -> None:
    book.rows("customers").append({"customer_id": who, "registered_at": at(rng, -300, 0)})
    for number in range(rng.randint(0, 9)):
        add_order(book, rng, who, f"{who}-o{number}", at(rng, 0, 400))
    for number in range(rng.randint(0, 5)):
        book.rows("visits").append(
            {
                "visit_id": f"{who}-v{number}", "customer_id": who, "visited_at": at(rng, 0, 400),
                "utc_offset_minutes": 480, "action": rng.choice(contract.ACTIONS),
                "category": "books",
            }
        )  # fmt: skip
    for number in range(rng.randint(0, 2)):
        book.rows("bureau").append(
            {
                "customer_id": who, "pulled_at": at(rng, 0, 400), "agency": f"A{number}",
                "score": float(rng.randint(300, 850)), "score_min": 300.0, "score_max": 850.0,
            }
        )  # fmt: skip
    for number, day in enumerate((rng.randint(60, 200), rng.randint(201, 380))):
        _application(book, rng, who, f"{who}-a{number}", at(rng, day, day + 1))


def add_order(book: Book, rng: random.Random, who: str, order_id: str, when: datetime) -> None:
    """Add an order with lines; its status comes some days later."""
    status = rng.choice(contract.STATUSES)
    book.rows("orders").append(
        {
            "order_id": order_id, "customer_id": who, "ordered_at": when,
            "utc_offset_minutes": rng.choice([480, 0, -300]), "amount": rng.randint(0, 200_000),
            "discount": rng.choice([None, 0, 500]), "channel": "direct",
            "device": rng.choice([None, "mobile", "desktop"]),
            "payment_method": rng.choice([None, "card", "pay_later", "cash_on_delivery"]),
            "instalment_count": rng.choice([None, 1, 3]),
            "delivery_address_id": rng.choice([None, "home", "work"]), "status": status,
            "status_at": None if status == "open" else when + timedelta(days=rng.randint(0, 30)),
            "recorded_at": rng.choice([None, when + timedelta(days=rng.randint(0, 20))]),
        }
    )  # fmt: skip
    for line in range(rng.randint(0, 3)):
        book.rows("order_lines").append(
            {
                "order_id": order_id, "line_no": line, "product_id": rng.choice(["p1", "p2", None]),
                "product_name": "thing", "quantity": rng.randint(1, 3),
                "category": rng.choice(["groceries", "phones", "games", "health", "books"]),
                "brand": rng.choice([None, "b1", "b2"]), "unit_price": rng.randint(0, 50_000),
            }
        )  # fmt: skip


def _application(book: Book, rng: random.Random, who: str, name: str, when: datetime) -> None:
    book.rows("applications").append(
        {
            "application_id": name, "customer_id": who, "applied_at": when,
            "utc_offset_minutes": 480, "product": rng.choice(["pay_later", "cash_loan"]),
            "amount": rng.choice([None, rng.randint(1, 500_000)]),
            "term_days": rng.choice([None, 30, 90]), "channel": rng.choice([None, "paid"]),
            "device": rng.choice([None, "mobile"]), "os": rng.choice([None, "Android"]),
            "email_domain": rng.choice([None, "gmx.de", "own.example"]),
            "email_has_name": rng.choice([None, True, False]), "lender_id": "l1",
        }
    )  # fmt: skip
    if rng.random() < 0.6:
        loan = f"{name}-l"
        disbursed = when + timedelta(hours=rng.randint(1, 72))
        book.rows("loans").append(
            {"loan_id": loan, "application_id": name, "disbursed_at": disbursed, "principal": 3000}
        )
        for number in range(1, 4):
            due = disbursed + timedelta(days=30 * number)
            paid = rng.choice([None, due + timedelta(days=rng.randint(-5, 60))])
            book.rows("instalments").append(
                {
                    "loan_id": loan, "instalment_no": number, "due_at": due, "due_amount": 1000,
                    "paid_at": paid, "paid_amount": None if paid is None else 1000,
                }
            )  # fmt: skip
