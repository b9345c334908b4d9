"""Decisions of the desk since the book count as if the book held them, and cost no new count."""

from datetime import datetime

import duckdb
import pandas as pd
import pytest

from data import book, read
from scoring.policies import policy
from scoring.risk import decided_since, overrides, portfolio
from scoring.risk.cohorts import cohort, cohort_book, cohort_counts, cohort_sums
from scoring.risk.strategy import strategy_book
from scoring.risk.strategy.cells import multiples

EVER = datetime(2000, 1, 1)
LATE = datetime(2100, 1, 15)
COHORTS = [
    cohort.parse(text)
    for text in ("decision:decline;depth_band:thin|medium", "decided_by:ada", "decided:2100-01",
                 "decision:undecided")
]  # fmt: skip
STEPS = multiples(policy.launch())


@pytest.fixture
def made(demo_home) -> pd.DataFrame:
    """Decide at the desk: most who wait, some anew, and one before the book's decision."""
    with book.open_book(demo_home, book.required(demo_home)) as con, con.cursor() as cursor:
        cursor.execute("use snapshot")
        waiting = cursor.execute(
            "select application_id from applications anti join decisions using (application_id) "
            "order by 1 limit 60"
        ).df()
        held = cursor.execute("select * from decisions order by application_id limit 40").df()
    verdicts = ["decline", "approve", "counter_offer"]
    turned = {"approve": "decline", "decline": "approve", "counter_offer": "decline"}
    found = pd.DataFrame(
        {
            "application_id": [*waiting["application_id"], *held["application_id"]],
            "decided_at": LATE,
            "decided_by": "ada",
            "decision": [verdicts[at % 3] for at in range(len(waiting))]
            + [turned[one] for one in held["decision"]],
            "recommendation": "refer",
            "override_reason": None,
        }
    )
    found.loc[found.index[-1], "decided_at"] = EVER
    return found


@pytest.fixture
def own(own_home, made):
    """Open a copy of the book that holds them."""
    used = book.required(own_home)
    newest = made[made["decided_at"] == LATE]
    with duckdb.connect(str(book.snapshot_path(own_home, used.snapshot))) as con:
        con.register("made", newest)
        con.execute("delete from decisions using made where decisions.application_id = "
                    "made.application_id")  # fmt: skip
        con.execute(
            "insert into decisions by name select application_id, decided_at, decided_by, "
            "decision, recommendation, override_reason as reason_code from made"
        )
    book.publish(own_home, snapshot=used.snapshot, model=used.model, scores=used.scores)
    with book.open_book(own_home, book.required(own_home)) as con:
        yield con


@pytest.fixture
def con(demo_home):
    """Open the book that holds none of them."""
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


def test_an_older_decision_of_the_desk_does_not_count(con, made):
    found = decided_since.decided_since(con, made, None)
    assert set(found["application_id"]) == set(made["application_id"].iloc[:-1])
    assert found["was"].isna().sum() == len(made) - 40
    assert decided_since.decided_since(con, made, ["no such lender"]).empty


def test_overrides_count_the_newer_decision_of_an_application(con, made):
    found = overrides.cells(con, made, None)
    from_desk = found.loc[found["source"] == "ledger", "decisions"].sum()
    assert from_desk == len(made) - 1
    both = len(set(made["application_id"]) - set(decided_since.decided_since(con, made, None)
               .query("was.isna()")["application_id"]))  # fmt: skip
    of_book = overrides.cells(con, made[:0], None)["decisions"].sum()
    assert found["decisions"].sum() == of_book + len(made) - both


def test_months_are_those_of_a_book_that_holds_them(con, own, made):
    since = decided_since.decided_since(con, made, None)
    of_book, wanted = (
        read.query(opened, "risk_portfolio_cells", lender_ids=None) for opened in (con, own)
    )
    found = decided_since.in_portfolio(of_book, since)
    months = [
        portfolio.by_month(cells, loss_given_default=0.6).frame
        for cells in (found, wanted, of_book)
    ]
    pd.testing.assert_frame_equal(months[0], months[1], check_dtype=False)
    assert not months[0]["decided"].equals(months[2]["decided"])
    assert decided_since.in_portfolio(of_book, since[:0]) is of_book


def test_cohorts_are_those_of_a_book_that_holds_them(con, own, made):
    since = decided_since.decided_since(con, made, None)
    laid, wanted = cohort_book.prepare(con), cohort_book.prepare(own)
    before = cohort_counts.members(laid, COHORTS, None)
    members = cohort_counts.members_since(laid, before, COHORTS, since)
    assert (members != before).any()
    assert (members == cohort_counts.members(wanted, COHORTS, None)).all()
    flags = decided_since.in_flags(laid.flags, since)
    counts = cohort_sums.count(laid, members, len(COHORTS), flags).counts
    expected = cohort_sums.count(wanted, members, len(COHORTS)).counts
    pd.testing.assert_frame_equal(counts, expected)
    assert not counts.equals(cohort_sums.count(laid, members, len(COHORTS)).counts)


def test_cohorts_that_ask_for_no_decision_are_not_asked_anew(con, made):
    laid = cohort_book.prepare(con)
    asked = [cohort.parse("depth_band:thin")]
    found = cohort_counts.members(laid, asked, None)
    since = decided_since.decided_since(con, made, None)
    assert cohort_counts.members_since(laid, found, asked, since) is found


def test_the_lab_s_cells_are_those_of_a_book_that_holds_them(con, own, made):
    since = decided_since.decided_since(con, made, None)
    laid, wanted = (strategy_book.prepare(opened, None, STEPS) for opened in (con, own))
    whom = {"since": EVER, "depth_band": "thin"}
    turned = decided_since.turned(laid, since)
    assert set(turned.sign) == {-1, 1}
    cells, expected = (
        strategy_book.cells(of, strategy_book.population(of, **whom)) for of in (laid, wanted)
    )
    rows = strategy_book.population(laid, **whom, among=turned.rows)
    found = decided_since.in_cells(cells, laid, turned, rows)
    assert not cells.frame.equals(found.frame)
    # who was drawn at random among the decided was settled when the book was scored
    drawn = {"sampled": cells.frame["sampled"]}
    pd.testing.assert_frame_equal(found.frame, expected.frame.assign(**drawn), rtol=1e-5, atol=0.5)
    assert decided_since.in_cells(cells, laid, turned, rows[:0]) is cells
