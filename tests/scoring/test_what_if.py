"""What a change would lead to is scored as any application is."""

import pytest

from data import book
from data.application import find_application
from data.histories.future import Change
from data.histories.own import own_rows
from data.histories.prepared import PreparedFeatures
from scoring import policy, what_if
from scoring.recommendation import Outcome
from scoring.uncertainty import Doubt
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
