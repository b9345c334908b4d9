"""Outcomes derived from instalments: 90 days past due within six months on book."""

import pytest

from data import contract, snapshot
from tests.data import intake_bench, lender

DISBURSED = "2025-05-02T14:00:00Z"


def outcome(tmp_path, *instalments, as_of="2026-06-01"):
    """Derive the outcome of one loan of 2025-05-02 with instalments (due, paid, share paid)."""
    made = lender.tables(customers=1)
    made["loans"][0]["disbursed_at"] = DISBURSED
    made["instalments"] = [
        {
            "loan_id": "n1",
            "instalment_no": str(number),
            "due_at": due,
            "due_amount": "1000",
            "paid_at": paid,
            "paid_amount": amount,
        }
        for number, (due, paid, amount) in enumerate(instalments, start=1)
    ]
    with intake_bench.new_snapshot() as con:
        for table in (contract.CUSTOMERS, contract.LENDERS, contract.APPLICATIONS, contract.LOANS):
            intake_bench.take_in(con, tmp_path, table, made[table.name], frozenset(made))
        intake_bench.take_in(
            con, tmp_path, contract.INSTALMENTS, made["instalments"], frozenset(made)
        )
        con.execute(
            snapshot.sql("outcomes"), {"days_past_due": 90, "window_months": 6, "as_of": as_of}
        )
        return con.execute("select is_bad, observed_at::varchar from outcomes").fetchall()


WINDOW_END = "2025-11-02 14:00:00"


@pytest.mark.parametrize(
    ("instalment", "is_bad"),
    [
        (("2025-06-01", "2025-06-01", "1000"), False),
        (("2025-06-01", "2025-08-29", "1000"), False),
        (("2025-06-01", "2025-08-30", "1000"), True),
        (("2025-06-01", None, None), True),
        (("2025-06-01", "2025-06-01", "999"), True),
        (("2025-08-04", None, None), True),
        (("2025-08-05", None, None), False),
    ],
    ids=[
        "paid in time",
        "89 days late",
        "90 days late",
        "never paid",
        "paid in part",
        "90 days late on the window's last day",
        "90 days late after the window",
    ],
)
def test_bad_is_90_days_past_due_inside_of_the_window(tmp_path, instalment, is_bad):
    assert outcome(tmp_path, instalment) == [(is_bad, WINDOW_END)]


def test_one_bad_instalment_makes_the_loan_bad(tmp_path):
    paid, unpaid = ("2025-06-01", "2025-06-01", "1000"), ("2025-07-01", None, None)
    assert outcome(tmp_path, paid, unpaid) == [(True, WINDOW_END)]


def test_goods_and_bads_are_observed_at_the_end_of_the_window_and_not_before(tmp_path):
    good, bad = ("2025-06-01", "2025-06-01", "1000"), ("2025-06-01", None, None)
    for instalment in (good, bad):
        assert outcome(tmp_path, instalment, as_of="2025-11-02 13:59:59") == []
        assert len(outcome(tmp_path, instalment, as_of="2025-11-02 14:00:00")) == 1


def test_a_loan_without_anything_due_has_no_outcome(tmp_path):
    made = lender.tables(customers=1)
    with intake_bench.new_snapshot() as con:
        for table in (contract.CUSTOMERS, contract.LENDERS, contract.APPLICATIONS, contract.LOANS):
            intake_bench.take_in(con, tmp_path, table, made[table.name], frozenset(made))
        con.execute(
            snapshot.sql("outcomes"),
            {"days_past_due": 90, "window_months": 6, "as_of": "2026-06-01"},
        )
        assert con.execute("select count(*) from outcomes").fetchone() == (0,)
