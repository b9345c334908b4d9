"""What a change would lead to is scored as any application is."""

import pytest

from data import book
from data.application import find_application
from data.histories.future import Change
from data.histories.own import own_rows
from data.histories.prepared import PreparedFeatures
from scoring.explain import uncertainty, what_if
from scoring.explain.uncertainty import Doubt
from scoring.policies import policy
from scoring.policies.recommendation import Outcome
from scoring.wording import Money

MONEY = Money("CNY", 2)


@pytest.fixture(scope="module")
def con(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(con):
    chosen = (
        "select application_id from snapshot.features where order_count > 10 order by 1 limit 1"
    )
    return con.cursor().execute(chosen).fetchall()[0][0]


@pytest.fixture
def tried(con, demo_model, asked):
    def try_them(*changes, doubt=None):
        return what_if.tried(
            PreparedFeatures(con), demo_model, find_application(con, asked),
            own_rows(con, [asked]), changes,
            in_force=policy.launch(), doubt=doubt, money=MONEY,
        )  # fmt: skip

    return try_them


def test_nothing_changed_is_the_score_of_the_book(con, asked, tried):
    [now] = tried()
    stored = "select raw_score from scores.scores where application_id = $id"
    [(raw,)] = con.cursor().execute(stored, {"id": asked}).fetchall()
    assert now.explanation.raw_score == pytest.approx(raw, abs=1e-9)
    assert now.weeks == 0


def test_less_asked_for_is_less_against_the_monthly_spend(tried):
    now, less = tried(Change(amount=100))
    assert less.features["amount_to_monthly_spend"] <= now.features["amount_to_monthly_spend"]
    asked = [rule for rule in less.recommendation.rules if rule.name == "limit"]
    assert asked[0].outcome is Outcome.PASSED


def test_the_points_then_add_up_to_the_score_then(tried):
    for outcome in tried(Change(months=2), Change(months=6, keeps_all=True)):
        told = outcome.explanation
        assert told.shown_base + sum(f.shown for f in told.families) + told.clip == outcome.score


def test_the_interval_of_today_moves_along_with_the_score(tried):
    doubt = Doubt("a", 9, 200, 590.0, 640.0, 590, 640, {})
    now, then = tried(Change(months=6), doubt=doubt)
    by = then.score - now.score
    [rule] = [rule for rule in then.recommendation.rules if rule.name == "how sure"]
    assert f"{590 + by} to {640 + by}" in rule.says
    assert rule.outcome is not Outcome.NOT_CHECKED


def test_a_score_whose_doubt_is_not_known_then_is_not_sure(tried):
    thin = Doubt("a", 1, 0, None, None, None, None)
    now, bought, asked = tried(Change(months=3), Change(amount=100), doubt=thin)
    assert (now.is_sure, asked.is_sure, bought.is_sure) == (True, True, False)
    known = Doubt("a", 9, 200, 590.0, 640.0, 590, 640, {})
    assert all(one.is_sure for one in tried(Change(months=3), doubt=known))


@pytest.fixture(scope="module")
def at_rest(con):
    """Name an applicant for whom nothing is open and nothing falls due, when nothing changes."""
    chosen = """select f.application_id from snapshot.features as f
        where f.order_count > 10 and f.customer_id not in (select a.customer_id
            from snapshot.applications as a join snapshot.loans using (application_id))
        and not exists (from snapshot.orders as o where o.customer_id = f.customer_id
            and o.ordered_at < f.applied_at
            and (o.status_at is null or o.status_at >= f.applied_at))
        order by 1 limit 1"""
    return con.cursor().execute(chosen).fetchall()[0][0]


def _settled(con, loaded, name, change):
    found, own, in_force = find_application(con, name), own_rows(con, [name]), policy.launch()
    _, then = what_if.tried(
        PreparedFeatures(con), loaded, found, own, [change],
        in_force=in_force, doubt=None, money=MONEY,
    )  # fmt: skip
    return then, what_if.settled(con, loaded, found, own, then, in_force=in_force)


def test_the_doubt_of_a_history_that_goes_on_unchanged_is_that_of_the_book(
    con, demo_model, at_rest
):
    _, then = _settled(con, demo_model, at_rest, Change())
    assert then.doubt == uncertainty.doubt(con, demo_model, at_rest)


def test_months_of_buying_are_drawn_too_and_the_policy_goes_by_it(con, demo_model, asked):
    before, then = _settled(con, demo_model, asked, Change(months=6))
    assert not before.is_sure
    assert then.is_sure
    now = uncertainty.doubt(con, demo_model, asked)
    assert then.doubt.active_weeks > now.active_weeks
    assert then.doubt.redraw_low <= then.score <= then.doubt.redraw_high
    [rule] = [rule for rule in then.recommendation.rules if rule.name == "how sure"]
    assert f"{then.doubt.redraw_low} to {then.doubt.redraw_high}" in rule.says
