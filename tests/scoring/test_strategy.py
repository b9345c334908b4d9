"""The strategy lab's numbers are those of the policy, applied to everybody."""

from datetime import datetime

import numpy as np
import pytest

from data import book, read
from data.home import Home
from scoring import policy, strategy, swaps
from scoring.cells import Cells, multiples
from scoring.policy import Limit, Policy

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
    taken = policy.actions(facts, chosen)
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
    rows = facts.merge(prob)[policy.actions(facts, chosen) == "approve"]
    lgd = strategy.assumptions_of(chosen).loss_given_default
    expected = lgd * (rows["prob_default"] * rows["amount"]).sum()
    assert strategy.standing(cells, chosen, factor=2.0).loss == pytest.approx(expected)


def test_the_curve_passes_through_the_policy(cells):
    chosen = POLICIES[1]
    found, shown = (
        strategy.curve(cells, chosen, factor=1.5),
        strategy.standing(cells, chosen, factor=1.5),
    )
    at = int(np.flatnonzero(found.cutoff_score == chosen.approve_from)[0])
    assert found.approval_rate[at] == pytest.approx(shown.approval_rate)
    assert found.bad_rate[at] == pytest.approx(shown.bad_rate)


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
