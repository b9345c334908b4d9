"""What a draft changes on the small book, against drawing its applications again."""

from datetime import datetime

import numpy as np
import pytest

from data import book
from scoring.metrics.strategy.paired_change import Span
from scoring.policies import policy
from scoring.policies.recommendation import actions
from scoring.risk.strategy import strategy, strategy_book
from scoring.risk.strategy.cells import multiples
from scoring.risk.strategy.policy_change import PolicyChange, policy_change

OLD = policy.launch()
NEW = OLD.model_copy(update={"approve_from": 640, "refer_from": 500})
DRAWS = 400


@pytest.fixture(scope="module")
def opened(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        yield con


@pytest.fixture(scope="module")
def cells(opened):
    counted = strategy_book.prepare(opened, None, multiples(OLD, NEW))
    everybody = strategy_book.population(counted, since=datetime(2000, 1, 1))
    return strategy_book.cells(counted, everybody)


def changed(cells, old, new, factor):
    sides = [(one, strategy.standing(cells, one, factor=factor)) for one in (old, new)]
    return sides, policy_change(cells, *sides, factor=factor)


def test_rates_and_their_doubt_are_those_of_the_applications(facts, cells):
    was, is_now = (actions(facts, one) == "approve" for one in (OLD, NEW))
    bad = facts["is_bad"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    _, found = changed(cells, OLD, NEW, None)
    rng = np.random.default_rng(5)
    drawn = []
    for _ in range(DRAWS):
        at = rng.integers(0, len(facts), len(facts))
        drawn.append([
            is_now[at].mean() - was[at].mean(),
            np.nanmean(bad[at][is_now[at]]) - np.nanmean(bad[at][was[at]]),
        ])  # fmt: skip
    spread = 2 * 1.96 * np.std(drawn, axis=0)
    assert found.approval_rate.value == pytest.approx(is_now.mean() - was.mean())
    assert found.bad_rate.value == pytest.approx(np.nanmean(bad[is_now]) - np.nanmean(bad[was]))
    widths = [one.high - one.low for one in (found.approval_rate, found.bad_rate)]
    assert widths == pytest.approx(spread, rel=0.15)


@pytest.mark.parametrize("factor", [None, 1.5])
def test_changes_are_those_of_the_two_standings(cells, factor):
    ((_, old), (_, new)), found = changed(cells, OLD, NEW, factor)
    assert found.approval_rate.value == pytest.approx(new.approval_rate - old.approval_rate)
    assert found.bad_rate.value == pytest.approx(new.bad_rate - old.bad_rate)
    assert found.loss.value == pytest.approx(new.loss - old.loss)
    assert found.profit.value == pytest.approx(new.profit - old.profit)
    for one in (found.loss, found.profit):
        assert one.low < one.value < one.high
    assert found.loss.high - found.loss.low < old.loss_high - old.loss_low


def test_referrals_change_as_the_two_standings_do_and_hold_what_is_drawn_again(facts, cells):
    ((_, old), (_, new)), found = changed(cells, OLD, NEW, 1.5)
    moved = (new.referred - old.referred) / cells.applications
    assert found.referral_rate.value == pytest.approx(moved)
    was, becomes = (actions(facts, one) == "refer" for one in (OLD, NEW))
    change = becomes.astype(float) - was.astype(float)
    spread = 2 * 1.96 * change.std() / np.sqrt(change.size)
    assert found.referral_rate.high - found.referral_rate.low == pytest.approx(spread, rel=1e-3)


def test_marks_count_every_change_of_the_screen():
    sure, unsure, nothing = Span(1.0, 0.6, 1.4), Span(1.0, 0.02, 1.98), Span(0.0, 0.0, 0.0)
    found = PolicyChange(sure, unsure, unsure, nothing, Span(*[float("nan")] * 3))
    assert found.more_than_noise == {"approval_rate"}
    alone = PolicyChange(nothing, unsure, nothing, nothing, nothing)
    assert alone.more_than_noise == {"bad_rate"}


def test_a_policy_changes_nothing_of_itself(cells):
    _, found = changed(cells, OLD, OLD, 1.5)
    assert not found.more_than_noise
    for one in (found.approval_rate, found.bad_rate, found.loss, found.profit):
        assert (one.value, one.low, one.high) == pytest.approx((0, 0, 0), abs=1e-9)
