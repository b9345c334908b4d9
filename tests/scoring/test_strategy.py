"""The strategy lab's numbers are those of the policy, applied to everybody."""

from datetime import datetime

import numpy as np
import pytest

from data import book, read
from data.home import Home
from scoring import policy, strategy, swaps
from scoring.cells import Cells, multiples
from scoring.policy import Limit, Policy
from scoring.recommendation import actions

EVER = datetime(2000, 1, 1)
POLICIES = [
    policy.launch(),
    policy.launch().model_copy(update={"approve_from": 640, "refer_from": 500}),
    policy.launch().model_copy(
        update={"limits": (Limit(score_from=500, times_monthly_spend=1.25),)}
    ),
    policy.launch().model_copy(update={"insufficient_refers": False}),
]


@pytest.fixture(scope="module")
def facts(demo_home: Home):
    """Read what the policy asks of every application of the small book, with its score."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        scores = con.execute("select application_id, score from scores.scores").df()
        return read.query(con, "assessments", application_id=None).merge(scores)


@pytest.fixture(scope="module")
def cells(demo_home: Home) -> Cells:
    """Count the small book."""
    steps = multiples(*POLICIES)
    with book.open_book(demo_home, book.required(demo_home)) as con:
        frame = read.query(
            con, "risk_strategy_cells", since=EVER, lender_ids=None, multiples=list(steps)
        )
    return Cells(frame, steps)


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
    thin = cells.frame["depth_band"] == "thin"
    frame = cells.frame.assign(
        income=cells.frame["income"].where(~thin),
        unpriced=cells.frame["applications"].where(thin, 0),
    )
    some = strategy.standing(Cells(frame, cells.multiples), POLICIES[0], factor=None)
    whole = strategy.standing(cells, POLICIES[0], factor=None)
    assert 0 < some.unpriced < some.approved
    assert some.profit < whole.profit


def test_the_curve_passes_through_the_policy(cells):
    chosen = POLICIES[1]
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


def test_a_part_of_the_population_is_counted_apart(cells):
    thin, deep = cells.of(None, "thin"), cells.of(None, "deep")
    medium = cells.of(None, "medium")
    assert thin.applications + medium.applications + deep.applications == cells.applications
    assert cells.of("no such product", None).applications == 0


def test_a_policy_without_assumptions_takes_those_of_the_launch():
    bare = Policy(version="x", approve_from=600, refer_from=560, limits=())
    assert strategy.assumptions_of(bare) == policy.launch().assumptions
