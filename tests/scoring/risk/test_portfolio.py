"""The portfolio's months are those of the applications, and a change's parts add up."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from data import book, read
from data.home import Home
from scoring.metrics.by_group import by_group
from scoring.metrics.money.expected_loss import loss_interval, loss_variance
from scoring.metrics.rates.approval_rate import approval_rate
from scoring.metrics.rates.bad_rate import bad_rate
from scoring.risk import portfolio


@pytest.fixture(scope="module")
def cells(demo_home: Home) -> pd.DataFrame:
    """Count the small book."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        return read.query(con, "risk_portfolio_cells", lender_ids=None)


@pytest.fixture(scope="module")
def as_of(demo_home: Home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        return con.execute("select as_of from snapshot.book").fetchone()[0]


def test_every_application_stands_in_one_month(cells, demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        rows = con.execute("select count(*) from scores.scores").fetchone()[0]
    found = portfolio.by_month(cells, loss_given_default=0.5).frame
    assert found["applications"].sum() == rows
    assert (found["bads"] <= found["known"]).all()
    assert (found["known"] <= found["loans"]).all()


def test_rates_by_month_are_those_of_the_applications(cells, demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        rows = con.execute(
            "select date_trunc('month', a.applied_at + a.utc_offset_minutes * interval '1' minute) "
            "as month, d.decision, case when o.observed_at <= b.as_of then o.is_bad end as is_bad "
            "from snapshot.applications as a cross join snapshot.book as b "
            "left join snapshot.decisions as d using (application_id) "
            "left join snapshot.outcomes as o using (application_id)"
        ).df()
    is_approved = [
        None if pd.isna(of) else of in ("approve", "counter_offer") for of in rows["decision"]
    ]
    month = rows["month"].dt.strftime("%Y-%m")
    approved = by_group(approval_rate, month, is_approved)
    is_bad = rows["is_bad"].to_numpy(dtype=np.float64, na_value=np.nan)
    bad = by_group(bad_rate, month, is_bad)
    found = portfolio.by_month(cells, loss_given_default=0.5)
    for at, row in found.frame.iterrows():
        of, known = approved[f"{at:%Y-%m}"], bad[f"{at:%Y-%m}"]
        shown = tuple(row[["approval_rate", "approval_low", "approval_high"]])
        assert shown == pytest.approx((of.value, of.low, of.high), nan_ok=True)
        assert (row["bads"], row["known"]) == (known.hits, known.trials)
        if at in found.mature:
            shown = tuple(row[["bad_rate", "bad_low", "bad_high"]])
            assert shown == pytest.approx((known.value, known.low, known.high))
    assert found.mature


def test_an_application_with_two_loans_is_one_application(cells, own_home):
    used = book.required(own_home)
    path = book.snapshot_path(own_home, used.snapshot)
    with duckdb.connect(str(path)) as con:
        con.execute(
            "insert into loans select * replace (loan_id || '-more' as loan_id) from loans "
            "order by loan_id limit 20"
        )
        more = con.execute(
            "select sum(principal) from loans where loan_id like '%-more'"
        ).fetchone()
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as snapshot (read_only)")
        scores = book.scores_path(own_home, used.scores)
        con.execute(f"attach '{scores}' as scores (read_only)")
        con.execute("use snapshot")
        asked = read.text("risk_portfolio_cells")
        found = con.execute(asked, {"lender_ids": None}).df()
    for name in ("applications", "decided", "approved", "loans", "known", "bads"):
        assert found[name].sum() == cells[name].sum(), name
    assert found["exposure"].sum() == cells["exposure"].sum() + more[0]


def test_a_month_that_waits_to_be_decided_has_not_ended(cells, as_of):
    months = portfolio.by_month(cells, loss_given_default=0.5)
    last = months.ended(as_of)[-1]
    waits = cells.assign(
        **{name: cells[name].where(cells["month"] != last, 0) for name in ("decided", "approved")}
    )
    assert last not in portfolio.by_month(waits, loss_given_default=0.5).ended(as_of)


def test_without_decisions_every_month_that_is_over_has_ended(cells, as_of):
    undecided = portfolio.by_month(cells.assign(decided=0, approved=0), loss_given_default=0.5)
    assert not undecided.has_decisions
    over = undecided.frame.index + pd.DateOffset(months=1) <= as_of
    assert undecided.ended(as_of) == list(undecided.frame.index[over])
    assert undecided.frame["approval_rate"].isna().all()
    assert undecided.mature == portfolio.by_month(cells, loss_given_default=0.5).mature


def test_months_of_a_lender_whose_applicants_often_withdraw_end_too(cells, as_of):
    whole = portfolio.by_month(cells, loss_given_default=0.5).ended(as_of)
    withdrawn = cells.assign(applications=cells["applications"] * 10 // 7)
    assert portfolio.by_month(withdrawn, loss_given_default=0.5).ended(as_of) == whole


def test_without_loans_the_approved_wait_for_their_outcomes(cells, own_home):
    used = book.required(own_home)
    path = book.snapshot_path(own_home, used.snapshot)
    with duckdb.connect(str(path)) as con:
        con.execute("delete from loans")
        con.execute("delete from outcomes where hash(application_id) % 10 > 0")
    with book.open_book(own_home, used) as con:
        found = read.query(con, "risk_portfolio_cells", lender_ids=None)
    assert found["known"].sum() > 0
    assert not portfolio.by_month(found, loss_given_default=0.5).mature


def test_an_immature_month_has_no_bad_rate(cells, as_of):
    found = portfolio.by_month(cells, loss_given_default=0.5)
    young = found.frame[found.frame.index > pd.Timestamp(as_of) - pd.DateOffset(months=5)]
    assert not young.empty
    assert young["bad_rate"].isna().all()
    assert found.frame.loc[found.mature, "bad_rate"].notna().all()


def test_the_running_month_has_not_ended(cells, as_of):
    months = portfolio.by_month(cells, loss_given_default=0.5).ended(as_of)
    assert max(months) + pd.DateOffset(months=1) <= as_of


def test_the_parts_of_a_change_add_up_to_the_months_rates(cells, as_of):
    months = portfolio.by_month(cells, loss_given_default=0.5)
    pair = months.ended(as_of)[-2:]
    found = portfolio.approvals_changed(cells, pair)
    rates = months.frame.loc[pair, "approval_rate"]
    assert [found.before, found.after] == pytest.approx(list(rates))
    assert found.after - found.before == pytest.approx(found.mix + found.score + found.policy)

    pair = months.mature[-2:]
    found = portfolio.bads_changed(cells, pair)
    assert [found.before, found.after] == pytest.approx(list(months.frame.loc[pair, "bad_rate"]))
    parts = found.mix + found.score + found.policy + found.risk
    assert found.after - found.before == pytest.approx(parts)


@pytest.mark.parametrize("is_decided", [True, False])
def test_the_parts_of_a_loss_add_up_to_the_months_losses(cells, as_of, is_decided):
    own = cells if is_decided else cells.assign(decided=0, approved=0)
    months = portfolio.by_month(own, loss_given_default=0.4)
    pair = months.ended(as_of)[-2:]
    found = portfolio.losses_changed(own, pair, loss_given_default=0.4)
    losses = months.frame.loc[pair, "expected_loss"]
    assert [found.before, found.after] == pytest.approx(list(losses))
    parts = found.volume + found.mix + found.score + found.policy + found.amount
    assert found.after - found.before == pytest.approx(parts)
    assert min(abs(part) for part in (found.volume, found.mix, found.score, found.amount)) > 0


@pytest.mark.parametrize("without", [2, 1])  # every second row of decisions is missing, or all
def test_the_parts_add_up_to_the_bad_rates_where_decisions_are_missing(cells, as_of, without):
    gone = np.arange(len(cells)) % without == 0
    partial = cells.assign(
        **{name: cells[name].where(~gone, 0) for name in ("decided", "approved")}
    )
    months = portfolio.by_month(partial, loss_given_default=0.5)
    pair = months.mature[-2:]
    found = portfolio.bads_changed(partial, pair)
    assert [found.before, found.after] == pytest.approx(list(months.frame.loc[pair, "bad_rate"]))
    parts = found.mix + found.score + found.policy + found.risk
    assert found.after - found.before == pytest.approx(parts)


def test_expected_loss_is_in_proportion_to_loss_given_default(cells):
    half, whole = (portfolio.by_month(cells, loss_given_default=x).frame for x in (0.5, 1.0))
    assert list(2 * half["expected_loss"]) == pytest.approx(list(whole["expected_loss"]))


def test_the_interval_of_expected_loss_is_that_of_independent_loans(cells, demo_home):
    found = portfolio.by_month(cells, loss_given_default=0.5).frame
    with book.open_book(demo_home, book.required(demo_home)) as con:
        rows = con.execute(
            "select s.prob_default, l.principal from snapshot.loans as l "
            "join scores.scores as s using (application_id)"
        ).df()
    variance = loss_variance(
        rows["prob_default"], loss_given_default=0.5, exposure_at_default=rows["principal"]
    ).sum()
    whole = portfolio.by_month(cells.assign(month=cells["month"].min()), loss_given_default=0.5)
    low, high = loss_interval(found["expected_loss"].sum(), variance)
    assert list(whole.frame[["loss_low", "loss_high"]].iloc[0]) == pytest.approx([low, high])
