"""The strategy lab's numbers are those of the policy, applied to everybody."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from data import book
from data.home import Home
from scoring.metrics.money.expected_loss import total_interval
from scoring.metrics.money.profit import Terms, profit, profit_variance
from scoring.policies import policy
from scoring.policies.policy import Limit, Policy
from scoring.policies.recommendation import actions, recommend
from scoring.risk.cohorts import cohort, cohort_counts
from scoring.risk.strategy import strategy, strategy_book, swaps
from scoring.risk.strategy.cells import Cells, multiples, nearest, on_grid
from scoring.risk.strategy.severity import severity
from scoring.risk.strategy.strategy_book import StrategyBook

EVER = datetime(2000, 1, 1)
POLICIES = [
    policy.launch(),
    policy.launch().model_copy(update={"approve_from": 640, "refer_from": 500}),
    policy.launch().model_copy(
        update={"limits": (Limit(score_from=500, times_monthly_spend=1.25),)}
    ),
    policy.launch().model_copy(update={"insufficient_refers": False}),
    policy.launch().model_copy(update={"straddle_refers": False}),
    policy.launch().model_copy(update={"approve_from": 560, "refer_from": 540}),
]


@pytest.fixture(scope="module")
def counted(demo_home: Home) -> StrategyBook:
    """Lay the small book down."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        return strategy_book.prepare(con, None, multiples(*POLICIES))


@pytest.fixture(scope="module")
def cells(counted) -> Cells:
    """Count the small book."""
    return strategy_book.cells(counted, strategy_book.population(counted, since=EVER))


@pytest.mark.parametrize("chosen", POLICIES)
def test_cells_are_judged_as_their_applications_are(cells, facts, chosen):
    found = strategy.standing(cells, chosen, factor=None)
    taken = actions(facts, chosen)
    assert (found.approved, found.referred, found.declined) == tuple(
        (taken == name).sum() for name in ("approve", "refer", "decline")
    )
    outcome = facts.loc[taken == "approve", "is_bad"].dropna()
    assert found.known == outcome.size
    assert found.bad_rate == pytest.approx(outcome.mean())


def test_expected_loss_is_that_of_the_approved(cells, facts, demo_home):
    chosen = policy.launch()
    with book.open_book(demo_home, book.required(demo_home)) as con:
        prob = con.execute("select application_id, prob_default from scores.scores").df()
    rows = facts.merge(prob)[actions(facts, chosen) == "approve"]
    lgd = strategy.assumptions_of(chosen).loss_given_default
    expected = lgd * (rows["prob_default"] * rows["amount"]).sum()
    assert strategy.standing(cells, chosen, factor=None).loss == pytest.approx(expected)


@pytest.fixture(scope="module")
def priced(demo_home: Home) -> pd.DataFrame:
    """Read PD and terms of every application, at its product's usual price."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        rows = con.execute(
            "select a.application_id, a.product, a.amount, a.term_days, s.prob_default "
            "from snapshot.applications as a join scores.scores as s using (application_id)"
        ).df()
        loans = con.execute(
            "select a.product, l.annual_rate, l.fee, l.principal from snapshot.loans as l "
            "join snapshot.applications as a using (application_id)"
        ).df()
    of_product = loans.groupby("product")
    fee_share = of_product["fee"].sum() / of_product["principal"].sum()
    prices = pd.DataFrame({"rate": of_product["annual_rate"].median(), "fee_share": fee_share})
    found = rows.drop(columns="amount").join(prices, on="product")
    return found.assign(instalments=np.maximum(1, np.floor(rows["term_days"] / 30 + 0.5)))


@pytest.mark.parametrize("chosen", POLICIES)
def test_profit_is_the_sum_of_the_approved_loans_less_reviews(cells, facts, priced, chosen):
    rows = facts.merge(priced[["application_id", "prob_default", "rate", "fee_share",
                               "term_days", "instalments"]], on="application_id",
                       suffixes=("_of_facts", ""))  # fmt: skip
    taken, assumed = actions(facts, chosen), strategy.assumptions_of(chosen)
    lent = rows[taken == "approve"]
    terms = Terms(
        principal=lent["amount"].to_numpy(),
        annual_rate=lent["rate"].to_numpy(),
        fee=(lent["fee_share"] * lent["amount"]).to_numpy(),
        term_days=lent["term_days"].to_numpy(),
        instalments=lent["instalments"].to_numpy(),
    )
    p = lent["prob_default"].to_numpy()
    wanted = profit(p, terms, assumed).sum() - assumed.review_cost * (taken == "refer").sum()
    variance = profit_variance(p, terms, assumed).sum()
    found = strategy.standing(cells, chosen, factor=None)
    assert found.unpriced == 0
    assert found.profit == pytest.approx(wanted, rel=1e-5)  # cells are summed from float32
    ends = total_interval(wanted, variance)
    assert (found.profit_low, found.profit_high) == pytest.approx(ends, rel=1e-4)


def test_the_never_approved_are_as_bad_in_money_as_in_rates(cells, facts, demo_home):
    chosen = policy.launch().model_copy(update={"approve_from": 400, "refer_from": 400})
    with book.open_book(demo_home, book.required(demo_home)) as con:
        more = con.execute(
            "select application_id, prob_default, decision = 'decline' as is_declined "
            "from scores.scores left join snapshot.decisions using (application_id)"
        ).df()
    rows = facts.merge(more)[actions(facts, chosen) == "approve"]
    is_never = rows["is_declined"].fillna(False).astype(bool) & rows["is_bad"].isna()
    assert is_never.sum() > 50
    times = np.where(is_never, 2.0, 1.0)
    lgd = strategy.assumptions_of(chosen).loss_given_default
    expected = lgd * (np.minimum(1, times * rows["prob_default"]) * rows["amount"]).sum()
    found = strategy.standing(cells, chosen, factor=2.0)
    # a cell's shoppers share a score, and their PDs within its rounding
    assert found.loss == pytest.approx(expected, rel=2e-3)
    plain = strategy.standing(cells, chosen, factor=None)
    assert found.loss > 1.05 * plain.loss
    assert found.profit < plain.profit
    assert found.loss_high - found.loss > plain.loss_high - plain.loss


def test_a_certain_default_brings_no_income(cells):
    frame = cells.frame.assign(prob_default=cells.frame["applications"], income=0.0)
    frame = frame.assign(never_income=0.0)
    found = strategy.standing(Cells(frame, cells.multiples), POLICIES[0], factor=1.5)
    assert found.profit < 0


def test_applications_without_a_price_are_counted(cells):
    frame = cells.frame.assign(
        income=np.nan, never_income=np.nan, unpriced=cells.frame["applications"]
    )
    none = strategy.standing(Cells(frame, cells.multiples), POLICIES[0], factor=1.5)
    assert np.isnan(none.profit)
    assert none.unpriced == none.approved
    thin = cells.frame["step"] > 3
    frame = cells.frame.assign(
        income=cells.frame["income"].where(~thin),
        unpriced=cells.frame["applications"].where(thin, 0),
    )
    some = strategy.standing(Cells(frame, cells.multiples), POLICIES[0], factor=None)
    whole = strategy.standing(cells, POLICIES[0], factor=None)
    assert 0 < some.unpriced < some.approved
    assert some.profit < whole.profit


@pytest.mark.parametrize("chosen", POLICIES)
def test_the_curve_passes_through_the_policy(cells, chosen):
    found, shown = (
        strategy.curve(cells, chosen, factor=1.5),
        strategy.standing(cells, chosen, factor=1.5),
    )
    at = int(np.flatnonzero(found.cutoff_score == chosen.approve_from)[0])
    assert found.approval_rate[at] == pytest.approx(shown.approval_rate)
    assert found.bad_rate[at] == pytest.approx(shown.bad_rate)


def test_limits_that_approve_nobody_have_no_curve(cells):
    none = POLICIES[0].model_copy(
        update={"limits": (Limit(score_from=0, times_monthly_spend=0.0),)}
    )
    found = strategy.standing(cells, none, factor=1.5)
    assert found.approved == 0
    assert strategy.curve(cells, none, factor=1.5) is None


def test_a_swap_set_holds_everybody_once(cells):
    found = swaps.swap(cells, POLICIES[0], POLICIES[1], factor=None)
    assert found.sets.applications.sum() == cells.applications
    assert (
        found.sets.applications[0].sum()
        == strategy.standing(cells, POLICIES[0], factor=None).approved
    )


def test_profits_of_a_swap_set_add_up_to_the_drafts(cells):
    found = swaps.swap(cells, POLICIES[0], POLICIES[1], factor=None)
    whole = strategy.standing(cells, POLICIES[1], factor=None).profit
    assert found.profit.sum() == pytest.approx(whole)
    before = strategy.standing(cells, POLICIES[0], factor=None).profit
    assert found.profit_change.sum() == pytest.approx(whole - before)
    assert not found.profit_change[2, 2]


def test_a_swap_set_names_what_is_inferred(cells):
    inferred = swaps.swap(cells, POLICIES[0], POLICIES[1], factor=1.5).sets.inferred
    assert inferred[:, 0].sum() == pytest.approx(
        strategy.standing(cells, POLICIES[1], factor=1.5).inferred
    )
    assert not swaps.swap(cells, POLICIES[0], POLICIES[1], factor=None).sets.inferred.any()


def test_inferred_outcomes_never_narrow_an_interval(cells):
    left_out = strategy.standing(cells, POLICIES[0], factor=None)
    inferred = strategy.standing(cells, POLICIES[0], factor=3.0)
    assert left_out.inferred == 0 < inferred.inferred
    assert inferred.known == left_out.known
    assert inferred.bad_high - inferred.bad_low >= left_out.bad_high - left_out.bad_low


def test_a_part_of_the_population_is_counted_apart(counted, facts):
    def sizes(**asked: str) -> pd.Series:
        rows = strategy_book.population(counted, since=EVER, **asked)
        return strategy_book.cells(counted, rows).frame[["applications", "goods", "bads"]].sum()

    for name in ("product", "depth_band"):
        for value, part in facts.groupby(name):
            wanted = [len(part), (part["is_bad"] == False).sum(), (part["is_bad"] == True).sum()]  # noqa: E712
            assert sizes(**{name: value}).tolist() == wanted
    assert not sizes(product="no such product").any()


def test_a_cohort_is_counted_as_its_applications_are(counted, laid, facts):
    asked = cohort.parse("order_count:3~15;depth_band:thin|medium")
    found = cohort_counts.members(laid, [asked], None)
    rows = strategy_book.population(counted, since=EVER, members=found)
    inside = facts[facts["order_count"].between(3, 14) & (facts["depth_band"] != "deep")]
    assert 100 < len(inside) < len(facts)
    for chosen in POLICIES:
        shown = strategy.standing(strategy_book.cells(counted, rows), chosen, factor=None)
        taken = actions(inside, chosen)
        assert (shown.approved, shown.referred, shown.declined) == tuple(
            (taken == name).sum() for name in ("approve", "refer", "decline")
        )


def test_those_who_change_sides_are_known_one_by_one(counted, laid, facts):
    rows = strategy_book.population(counted, since=EVER)
    own = strategy_book.cells(counted, rows)
    old, new = POLICIES[0], POLICIES[2]
    was, becomes = severity(own, old), severity(own, new)
    moved = strategy_book.people(counted, rows, (was == 0) & (becomes == 1))
    is_moved = (actions(facts, old) == "approve") & (actions(facts, new) == "refer")
    wanted = set(facts.loc[is_moved, "application_id"])
    assert wanted
    assert set(cohort_counts.applicants(laid, moved)["application_id"]) == wanted


def test_the_rule_on_doubts_refers_whose_doubt_is_known(cells, facts):
    known = facts["active_weeks"].notna()
    assert known.sum() == cells.frame.loc[cells.frame["is_doubt_known"], "applications"].sum() > 0
    with_rule, without = (strategy.standing(cells, POLICIES[at], factor=None) for at in (0, 4))
    assert with_rule.approved < without.approved
    assert with_rule.referred > without.referred
    assert (with_rule.doubts_known, with_rule.in_doubt) == (known.sum(), _fires(facts[known]))


def _fires(facts: pd.DataFrame) -> int:
    rules = [found.rules for found in recommend(facts, POLICIES[0])]
    return sum(rule.name == "how sure" and rule.outcome == "fired" for of in rules for rule in of)


def test_a_limit_stands_at_the_nearest_of_those_that_are_counted():
    allowed = multiples(POLICIES[0])
    assert [nearest(times, allowed) for times in (1.3, 1.5, 0.25, 99)] == [1.5, 1.5, 0, 24]
    assert on_grid(POLICIES[0], allowed) == POLICIES[0]
    odd = POLICIES[0].limits[0].model_copy(update={"times_monthly_spend": 1.3})
    found = on_grid(POLICIES[0].model_copy(update={"limits": (odd,)}), allowed)
    assert [limit.times_monthly_spend for limit in found.limits] == [1.5]


def test_a_policy_without_assumptions_takes_those_of_the_launch():
    bare = Policy(version="x", approve_from=600, refer_from=560, limits=())
    assert strategy.assumptions_of(bare) == policy.launch().assumptions
