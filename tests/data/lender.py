"""A tiny lender with every table of the contract, as text, and its files."""

import csv
from pathlib import Path

Rows = list[dict[str, str | None]]

SOURCE_TOML = 'currency = "EUR"\nminor_digits = 2\nas_of = 2026-06-01\n'


def tables(customers: int = 3) -> dict[str, Rows]:
    """Give rows that break no rule: a few orders, one application and one loan a customer."""
    made: dict[str, Rows] = {}

    def add(table: str, **values: str | None) -> None:
        made.setdefault(table, []).append(values)

    add("lenders", lender_id="l1", name="First Bank", address="Main Street 1", contact="x@y.z")
    for n in range(1, customers + 1):
        who, day = f"c{n}", f"{1 + n % 28:02}"
        add("customers", customer_id=who, registered_at=f"2024-01-{day}T08:00:00Z")
        for month in range(1, 5):
            _add_order(made, who, f"o{n}-{month}", f"2025-{month:02}-{day}T18:30:00Z")
        add(
            "visits",
            visit_id=f"v{n}",
            customer_id=who,
            visited_at=f"2025-03-{day}T19:00:00Z",
            utc_offset_minutes="60",
            action="view",
            category="baby",
        )
        add(
            "bureau",
            customer_id=who,
            pulled_at=f"2025-04-{day}T10:00:00Z",
            agency="A",
            score="610.5",
            score_min="300",
            score_max="850",
            key_factors="short history;many requests",
        )
        add(
            "consents",
            customer_id=who,
            purpose="credit_scoring",
            granted_at="2024-02-01T00:00:00Z",
            withdrawn_at=None,
        )
        add("protected", customer_id=who, gender="f", birth_date="1960-02-29", group="g")
        _add_loan(made, who, n, day)
    return made


def _add_order(made: dict[str, Rows], who: str, order: str, ordered_at: str) -> None:
    made.setdefault("orders", []).append(
        {
            "order_id": order,
            "customer_id": who,
            "ordered_at": ordered_at,
            "utc_offset_minutes": "60",
            "amount": "2000",
            "discount": "100",
            "channel": "direct",
            "device": "mobile",
            "payment_method": "card",
            "instalment_count": "1",
            "delivery_address_id": f"home of {who}",
            "status": "completed",
            "status_at": ordered_at.replace("2025", "2026"),
            "recorded_at": None,
        }
    )
    made.setdefault("order_lines", []).append(
        {
            "order_id": order,
            "line_no": "1",
            "product_id": "p1",
            "product_name": "tea",
            "category": "groceries",
            "brand": "b",
            "quantity": "2",
            "unit_price": "1050",
        }
    )


def _add_loan(made: dict[str, Rows], who: str, n: int, day: str) -> None:
    rows: dict[str, dict[str, str | None]] = {
        "applications": {
            "application_id": f"a{n}",
            "customer_id": who,
            "applied_at": f"2025-05-{day}T12:00:00Z",
            "utc_offset_minutes": "120",
            "product": "cash",
            "amount": "50000",
            "term_days": "90",
            "channel": "paid",
            "device": "desktop",
            "os": "Linux",
            "region": "north",
            "email_domain": "gmx.de",
            "email_has_name": "true",
            "email_has_number": "false",
            "email_lower_case": "false",
            "email_typo": "false",
            "is_of_legal_age": "true",
            "refuses_automation": "false",
            "lender_id": "l1",
        },
        "decisions": {
            "application_id": f"a{n}",
            "decided_at": f"2025-05-{day}T13:00:00Z",
            "decision": "approve",
            "decided_by": "eve",
            "recommendation": "approve",
            "reason_code": None,
            "approved_amount": "50000",
            "approved_term_days": "90",
            "score": "640",
            "policy_version": "1",
        },
        "loans": {
            "loan_id": f"n{n}",
            "application_id": f"a{n}",
            "disbursed_at": f"2025-05-{day}T14:00:00Z",
            "principal": "50000",
            "annual_rate": "0.24",
            "fee": "500",
        },
        "instalments": {
            "loan_id": f"n{n}",
            "instalment_no": "1",
            "due_at": f"2025-06-{day}T00:00:00Z",
            "due_amount": "50000",
            "paid_at": f"2025-06-{day}T09:00:00Z",
            "paid_amount": "50000",
        },
        "outcomes": {
            "application_id": f"a{n}",
            "is_bad": "false",
            "observed_at": f"2025-11-{day}T00:00:00Z",
        },
    }
    for table, values in rows.items():
        made.setdefault(table, []).append(values)


def write_csv(path: Path, rows: Rows) -> None:
    """Write rows as CSV; None is an empty field."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write(folder: Path, made: dict[str, Rows], settings: str = SOURCE_TOML) -> Path:
    """Write a lender's files, one CSV a table, and its source.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.toml").write_text(settings, encoding="utf-8")
    for table, rows in made.items():
        write_csv(folder / f"{table}.csv", rows)
    return folder


def small(customers: int = 3) -> dict[str, Rows]:
    """Give the required tables and applications alone: fewer files make a quicker build."""
    made = tables(customers)
    return {name: made[name] for name in ("customers", "orders", "order_lines", "applications")}
