"""Overrides: the ledger wins over the book, rates by hand, nothing observed where nothing was."""

from datetime import datetime

import duckdb
import numpy as np
import pandas as pd
import pytest

from data import book, read
from scoring.risk import overrides
from scoring.risk.overrides import Direction

COLUMNS = [
    "application_id", "decided_at", "decided_by", "decision", "recommendation", "override_reason",
]  # fmt: skip
NOTHING = pd.DataFrame({name: [] for name in COLUMNS})


@pytest.fixture(scope="module")
def con(demo_home):
    """Open the small book."""
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(con):
    """Give the decisions of the book with what became of them."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        return cursor.execute(
            "select d.*, o.is_bad, o.observed_at <= b.as_of as is_known from decisions as d "
            "cross join book as b "
            "left join outcomes as o on o.application_id = d.application_id"
        ).df()


def cells(*rows):
    names = ["officer", "direction", "reason", "decisions", "lent", "known", "bads"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(
        loans=frame["lent"],
        prob_default=0.1 * frame["decisions"],
        prob_default_known=0.1 * frame["known"],
    )


def test_the_book_s_own_decisions_are_counted_each_once(con, made):
    found = overrides.cells(con, NOTHING, None)
    assert found["decisions"].sum() == len(made)
    against = made[(made["recommendation"] == "decline") & made["decision"].ne("decline")]
    turned = overrides.by_direction(found)[Direction.LENT]
    assert turned.decisions == len(against)
    assert turned.bad_rate.hits == against["is_bad"].eq(True).sum()
    assert turned.bad_rate.trials == against["is_known"].eq(True).sum()


def test_a_known_outcome_counts_where_the_book_brings_no_loan(demo_home, made):
    copy = duckdb.connect(":memory:")
    copy.execute("set TimeZone = 'UTC'")
    used = book.required(demo_home)
    paths = {"snapshot": book.snapshot_path(demo_home, used.snapshot),
             "scores": book.scores_path(demo_home, used.scores)}  # fmt: skip
    for name, path in paths.items():
        copy.execute(f"attach '{path}' as {name} (read_only)")
    copy.execute("use snapshot")
    copy.execute("create temp table loans as from snapshot.loans limit 0")
    lists = {column: [] for column in COLUMNS}
    found = copy.execute(read.text("risk_override_cells"), {"lender_ids": None} | lists).df()
    copy.close()
    lent = made["decision"].isin(["approve", "counter_offer"])
    assert found["loans"].sum() == 0
    assert found["known"].sum() == (made["is_known"].eq(True) & lent).sum() > 0


def test_where_the_ledger_has_an_application_the_ledger_wins(con, made):
    agreed = made[(made["recommendation"] == "approve") & (made["decision"] == "approve")]
    names = agreed["application_id"].head(2).tolist()
    when = datetime(2026, 11, 1)
    ledger = pd.DataFrame(
        [
            (names[0], when, "ada", "decline", "approve", "fraud_suspected"),
            (names[1], when, "ada", "approve", "approve", None),
        ],
        columns=COLUMNS,
    )
    found = overrides.cells(con, ledger, None)
    assert found["decisions"].sum() == len(made)
    own = found[found["source"] == "ledger"].set_index("direction")
    assert own.loc["declined against an approval", "reason"] == "fraud_suspected"
    assert own.loc["as recommended", "officer"] == "ada"


def test_lending_above_the_limit_is_an_override_of_the_ledger(con, made):
    name = str(made["application_id"].iloc[0])
    row = (name, datetime(2026, 11, 1), "ada", "approve", "approve", "security")
    found = overrides.cells(con, pd.DataFrame([row], columns=COLUMNS), None)
    assert found.loc[found["source"] == "ledger", "direction"].tolist() == [Direction.ABOVE_LIMIT]


def test_loans_as_recommended_hold_no_obeyed_decline(con, made):
    found = overrides.cells(con, NOTHING, None)
    obeyed = made["recommendation"].eq(made["decision"])
    turned = overrides.by_direction(found)[Direction.AS_RECOMMENDED]
    assert turned.decisions == (obeyed & made["decision"].eq("approve")).sum()
    assert set(found.loc[found["lent"] > 0, "decision"]) <= {"approve", "counter_offer"}


@pytest.mark.parametrize("said", ["reject", "APPROVE", None])
def test_a_recommendation_in_other_words_is_not_known(con, made, said):
    name = str(made["application_id"].iloc[0])
    row = (name, datetime(2026, 11, 1), "ada", "decline", said, None)
    found = overrides.cells(con, pd.DataFrame([row], columns=COLUMNS), None)
    assert found.loc[found["source"] == "ledger", "direction"].tolist() == [Direction.NOT_KNOWN]
    before = overrides.not_known(overrides.cells(con, NOTHING, None))
    was_known = made["recommendation"].iloc[0] in ("approve", "decline", "refer")
    assert overrides.not_known(found) == before + was_known


def test_several_loans_of_an_application_are_one_decision():
    with duckdb.connect() as own:
        for statement in (
            "attach ':memory:' as snapshot",
            "attach ':memory:' as scores",
            "create table scores.scores as select 'a' as application_id, 0.2 as prob_default",
            "use snapshot",
            "create table book as select timestamp '2026-01-01' as as_of",
            "create table applications as "
            "select 'a' as application_id, 'cash' as product, 'l' as lender_id",
            "create table features as select 'a' as application_id, 'thin' as depth_band",
            "create table outcomes as "
            "select 'a' as application_id, true as is_bad, timestamp '2025-09-01' as observed_at",
            "create table loans as select unnest(['x', 'y']) as loan_id, 'a' as application_id",
            "create table decisions as select 'a' as application_id, "
            "timestamp '2025-01-01' as decided_at, 'ada' as decided_by, 'approve' as decision, "
            "'approve' as recommendation, null::varchar as reason_code",
        ):
            own.execute(statement)
        [row] = overrides.cells(own, NOTHING, None).to_dict("records")
    assert (row["decisions"], row["loans"], row["known"], row["bads"]) == (1, 2, 1, 1)
    assert row["prob_default_known"] == pytest.approx(0.2)


def test_another_lender_has_no_decisions(con):
    assert overrides.cells(con, NOTHING, ["nobody"]).empty


def test_the_rate_counts_decisions_that_had_a_recommendation():
    found = cells(
        ("ada", "as recommended", "", 80, 80, 80, 4),
        ("ada", "as recommended", "", 10, 0, 0, 0),
        ("ada", "lent against a decline", "security", 6, 6, 4, 1),
        ("ada", "declined against an approval", "", 4, 0, 0, 0),
        ("ada", "left to the person", "", 50, 10, 0, 0),
    )
    every = overrides.override_rate(found)
    assert (every.hits, every.trials) == (10, 100)
    turned = overrides.by_direction(found)
    assert turned[Direction.LENT].bad_rate.value == 0.25
    assert turned[Direction.LENT].is_few
    assert turned[Direction.AS_RECOMMENDED].decisions == 80
    assert not turned[Direction.DECLINED].is_observed
    assert turned[Direction.DECLINED].expected == pytest.approx(0.1)
    assert np.isnan(turned[Direction.ABOVE_LIMIT].expected)


def test_bad_rates_are_held_against_the_loans_made_as_recommended():
    found = cells(
        ("ada", "as recommended", "", 1000, 1000, 1000, 40),
        ("ada", "lent against a decline", "", 200, 200, 200, 40),
        ("ada", "other terms than recommended", "", 100, 100, 100, 4),
    )
    seen, apart = overrides.against_recommended(overrides.by_direction(found))
    assert seen == [Direction.LENT, Direction.OTHER_TERMS]
    np.testing.assert_allclose(apart.value, [0.16, 0.0])
    assert list(apart.is_more_than_noise) == [True, False]


def test_officers_are_held_against_all_the_others():
    found = cells(
        ("ada", "as recommended", "", 100, 100, 0, 0),
        ("ada", "declined against an approval", "", 100, 0, 0, 0),
        ("bo", "as recommended", "", 390, 390, 0, 0),
        ("bo", "lent against a decline", "", 10, 10, 0, 0),
    )
    officers = overrides.by_officer(found)
    assert list(officers.frame.index) == ["bo", "ada"]
    np.testing.assert_allclose(officers.difference.value, [10 / 400 - 0.5, 0.5 - 10 / 400])
    assert officers.difference.is_more_than_noise.all()


def test_each_officer_s_own_overrides_turn_out():
    found = cells(
        ("ada", "as recommended", "", 90, 90, 80, 2),
        ("ada", "lent against a decline", "", 9, 9, 8, 3),
        ("ada", "more than the limit", "", 4, 4, 2, 1),
        ("bo", "as recommended", "", 50, 50, 40, 1),
    )
    officers = overrides.by_officer(found)
    ada, bo = officers.turned
    assert (ada.decisions, ada.bad_rate.hits, ada.bad_rate.trials) == (13, 4, 10)
    assert (bo.decisions, bo.is_observed) == (0, False)


def test_reasons_come_with_the_most_frequent_first():
    found = cells(
        ("ada", "lent against a decline", "security", 3, 3, 3, 0),
        ("bo", "lent against a decline", "good_history_here", 5, 5, 5, 1),
    )
    reasons = overrides.by_reason(found, Direction.LENT)
    assert list(reasons) == ["good_history_here", "security"]
    assert reasons["good_history_here"].bad_rate.value == 0.2
    assert overrides.by_reason(found, Direction.DECLINED) == {}
