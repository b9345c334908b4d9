"""A simulated book keeps the contract, and its loans tell one story."""

import duckdb
import pytest

from data.contract import TABLES
from data.table import Table

AS_OF = "timestamp '2026-11-22'"


def one(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, ...]:
    rows = con.cursor().execute(sql).fetchall()
    assert len(rows) == 1
    found: tuple[float, ...] = rows[0]
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_breaks_no_rule_of_the_contract(
    con: duckdb.DuckDBPyConnection, table: Table
) -> None:
    key = ", ".join(table.key)
    broken = [check.breaks for check in table.checks]
    for column in table.columns:
        name = f'"{column.name}"'
        if column.required:
            broken.append(f"{name} is null")
        if column.accepted:
            broken.append(f"{name} not in {column.accepted}")
        if column.has_limits:
            broken.append(f"{name} not between {column.least} and {column.most}")
        if column.kind == "TIMESTAMP" and not column.is_scheduled:
            broken.append(
                f"{name} >= {AS_OF}" if column.name != "observed_at" else f"{name} > {AS_OF}"
            )
    broken += [
        f"{parent.column} not in (select {parent.column} from {parent.table})"
        for parent in table.parents
    ]
    for condition in broken:
        assert one(con, f"select count(*) from {table.name} where {condition}") == (0,), condition
    rows, keys = one(con, f"select count(*), count(distinct ({key})) from {table.name}")
    assert rows == keys > 0


def test_outcomes_are_what_the_instalments_say(con: duckdb.DuckDBPyConnection) -> None:
    wrong, compared, bad = one(
        con,
        """
        with derived as (
            select
                l.application_id,
                l.disbursed_at + interval 6 month as observed_at,
                bool_or(
                    i.due_at + interval 90 day <= l.disbursed_at + interval 6 month
                    and coalesce(i.paid_at, timestamp '2200-01-01') > i.due_at + interval 90 day
                ) as is_bad
            from loans as l inner join instalments as i on i.loan_id = l.loan_id
            group by all
        )
        select
            count(*) filter (o.is_bad is distinct from d.is_bad
                or o.observed_at is distinct from d.observed_at),
            count(*),
            count(*) filter (d.is_bad)
        from (select * from derived where observed_at <= timestamp '2026-11-22') as d
        full join outcomes as o on o.application_id = d.application_id
        """,
    )
    assert wrong == 0
    assert compared > 10_000
    assert bad > 300


def test_about_one_loan_in_twenty_is_bad_and_the_truth_says_so(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rate, expected = one(
        con,
        "select avg(is_bad::int), avg(prob_default) from outcomes inner join truth "
        "using (application_id)",
    )
    assert expected == pytest.approx(0.05, abs=0.002)
    assert rate == pytest.approx(expected, abs=0.006)


def test_every_application_has_a_truth_between_zero_and_one(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert one(con, "select count(*) from applications anti join truth using (application_id)") == (
        0,
    )
    assert one(con, "select count(*) from truth where prob_default not between 0 and 1") == (0,)


def test_files_run_from_thin_to_deep_and_thin_ones_are_most(con: duckdb.DuckDBPyConnection) -> None:
    thin, medium, deep = one(
        con,
        """
        with depth as (
            select a.application_id, count(o.order_id) as orders
            from applications as a left join orders as o
                on o.customer_id = a.customer_id and o.recorded_at < a.applied_at
            group by a.application_id
        )
        select avg((orders < 15)::int), avg((orders between 15 and 39)::int),
            avg((orders >= 40)::int)
        from depth
        """,
    )
    assert thin > medium > deep > 0.12


def test_decisions_look_like_a_lenders(con: duckdb.DuckDBPyConnection) -> None:
    approved, countered, overridden = one(
        con,
        """
        select avg((decision = 'approve')::int), avg((decision = 'counter_offer')::int),
            avg((recommendation = 'decline' and decision <> 'decline'
                or recommendation = 'approve' and decision = 'decline')::int)
        from decisions
        """,
    )
    assert 0.8 < approved < 0.85
    assert 0.03 < countered < 0.08
    assert 0.02 < overridden < 0.15
    undecided = one(
        con,
        "select count(*), min(applied_at) > timestamp '2026-11-07 12:00' "
        "from applications anti join decisions using (application_id)",
    )
    assert undecided[0] > 50
    assert undecided[1]


def test_training_has_the_larger_part_of_mature_applications(
    con: duckdb.DuckDBPyConnection,
) -> None:
    early, _ = one(
        con,
        "select avg((applied_at < timestamp '2025-05-22')::int), count(*) "
        "from outcomes inner join applications using (application_id)",
    )
    assert early >= 0.55


def test_no_protected_attribute_carries_the_risk(con: duckdb.DuckDBPyConnection) -> None:
    gender, age = one(
        con,
        """
        select corr((gender = 'male')::int, prob_default),
            corr(date_diff('day', birth_date, date '2026-11-22'), prob_default)
        from truth inner join applications using (application_id)
            inner join protected using (customer_id)
        """,
    )
    assert abs(gender) < 0.05
    assert abs(age) < 0.15


def test_an_order_is_paid_what_its_lines_cost_less_the_discount(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert one(
        con,
        """
        select count(*) from orders inner join (
            select order_id, sum(quantity * unit_price) as gross from order_lines group by all
        ) using (order_id) where gross <> amount + discount
        """,
    ) == (0,)
