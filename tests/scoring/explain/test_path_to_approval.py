"""The path to approval is scored as rows, asks what a person can do, and never against theory."""

from collections import Counter
from dataclasses import fields, replace
from functools import partial

import pytest

from data import book
from data.application import find_application
from data.errors import ThinfileError
from data.histories import future, resample
from data.histories.future import Change
from data.histories.own import own_rows
from data.histories.prepared import PreparedFeatures
from scoring.explain import path_to_approval, uncertainty, what_if
from scoring.explain.explanation import Explanation
from scoring.explain.uncertainty import Doubt
from scoring.explain.what_if import Outcome
from scoring.policies import policy
from scoring.policies.policy import Action
from scoring.policies.recommendation import Recommendation
from scoring.wording import Money

MONEY = Money("CNY", 2)
TERMS = (60, 180)


@pytest.fixture(scope="module")
def con(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


def paths(con, loaded, in_force, most, doubt_of=lambda _: None):
    asked = """select s.application_id from scores.scores as s
        join snapshot.features as f on f.application_id = s.application_id
        where s.score between 570 and 640 and f.order_count > 5
        order by hash(s.application_id) limit $most"""
    for (application_id,) in con.cursor().execute(asked, {"most": most}).fetchall():
        found, own = find_application(con, application_id), own_rows(con, [application_id])
        path = path_to_approval.path_to_approval(
            PreparedFeatures(con),
            loaded,
            found,
            own,
            terms=TERMS,
            in_force=in_force,
            doubt=doubt_of(application_id),
            money=MONEY,
        )
        yield found, own, path


def test_what_is_proposed_is_approved_when_it_is_tried_alone(con, demo_model):
    in_force = policy.launch()
    hits = 0
    for found, own, path in paths(con, demo_model, in_force, 6):
        if path.found is None:
            continue
        hits += 1
        _, alone = what_if.tried(
            PreparedFeatures(con), demo_model, found, own, [path.found.change],
            in_force=in_force, doubt=None, money=MONEY,
        )  # fmt: skip
        assert alone.recommendation.action is Action.APPROVE
        assert alone.score == path.found.score
        assert path.found.weeks <= path_to_approval.LONGEST_WEEKS
        assert path_to_approval.helps(path.now.features, path.found.features)
        change = path.found.change
        assert change.amount is None or change.amount < found.facts["amount"]
        assert change.term_days is None or change.term_days in TERMS
    assert hits


def drawn_again(con, loaded, found, own, change, in_force):
    """Draw a change from nothing but the change itself."""
    _, alone = what_if.tried(
        PreparedFeatures(con), loaded, found, own, [change],
        in_force=in_force, doubt=None, money=MONEY,
    )  # fmt: skip
    return what_if.settled(con, loaded, found, own, alone, in_force=in_force)


def test_what_is_proposed_is_approved_when_its_purchases_are_drawn_again(con, demo_model):
    in_force, drawn, hits = policy.launch(), [], 0
    assert in_force.straddle_refers
    today = partial(uncertainty.doubt, con, demo_model)
    for found, own, path in paths(con, demo_model, in_force, 6, today):
        drawn.append(path.drawn)
        if path.found is None:
            continue
        hits += 1
        again = drawn_again(con, demo_model, found, own, path.found.change, in_force)
        assert again.recommendation.action is Action.APPROVE
        assert (again.doubt, again.score) == (path.found.doubt, path.found.score)
    assert hits
    assert max(drawn) > 1  # a candidate was refused, and another one drawn
    assert max(drawn) <= 3 * path_to_approval.MOST_DRAWN


def test_an_interval_of_today_that_is_too_wide_hides_no_path(con, demo_model):
    wide = Doubt("a", 9, 200, 350.0, 950.0, 350, 950, {})
    in_force, hits = policy.launch(), 0
    for found, own, path in paths(con, demo_model, in_force, 3, lambda _: wide):
        if path.found is not None:
            hits += 1
            again = drawn_again(con, demo_model, found, own, path.found.change, in_force)
            assert again.recommendation.action is Action.APPROVE
    assert hits


def test_nothing_is_drawn_where_the_policy_asks_no_doubt(con, demo_model):
    bold = policy.launch().model_copy(update={"straddle_refers": False})
    for _, _, path in paths(con, demo_model, bold, 2):
        assert path.drawn == 0


def test_where_nothing_leads_there_it_says_so(con, demo_model):
    never = policy.launch().model_copy(update={"approve_from": 950, "refer_from": 949})
    [(_, _, path)] = paths(con, demo_model, never, 1)
    assert path.found is None
    assert path.tried > 10


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("consent", {"has_consent": False}),
        ("legal age", {"is_of_legal_age": False}),
        ("refuses automation", {"refuses_automation": True}),
    ],
)
def test_where_a_rule_that_no_change_moves_speaks_against_it_nothing_is_tried(
    con, demo_model, rule, fact
):
    found, own, _ = next(paths(con, demo_model, policy.launch(), 1))
    path = path_to_approval.path_to_approval(
        PreparedFeatures(con), demo_model, replace(found, facts={**found.facts, **fact}), own,
        terms=TERMS, in_force=policy.launch(), doubt=None, money=MONEY,
    )  # fmt: skip
    assert (path.found, path.tried) == (None, 0)
    assert [one.name for one in path.now.recommendation.unmoved] == [rule]


def test_no_path_is_sought_in_a_history_too_long_to_be_written_many_times(
    con, demo_model, monkeypatch
):
    monkeypatch.setattr(resample, "MOST_ROWS", 5)
    with pytest.raises(ThinfileError, match=r"at most 5 orders, lines and visits .*; got \d"):
        next(paths(con, demo_model, policy.launch(), 1))


@pytest.mark.parametrize(
    ("name", "now", "then", "is_help"),
    [
        ("amount_to_monthly_spend", 2.0, 1.0, True),
        ("amount_to_monthly_spend", 1.0, 2.0, False),
        ("monthly_spend", 100.0, 90.0, False),
        ("monthly_spend", float("nan"), 90.0, True),
        ("order_count", 9.0, 3.0, True),
    ],
)
def test_no_constrained_feature_may_move_the_riskier_way(name, now, then, is_help):
    values = dict.fromkeys(path_to_approval.catalogue.load(), 1.0)
    assert path_to_approval.helps(values | {name: now}, values | {name: then}) is is_help


def outcome(weeks=0, **change):
    told = Explanation(600.0, 600, (), 0, 600.0, 600)
    said = Recommendation(action=Action.APPROVE, limit=None, rules=())
    return Outcome(Change(**change), weeks, 0.05, told, said, {})


def test_one_change_is_smaller_than_two_and_sooner_than_later():
    ordered = [
        outcome(amount=90), outcome(amount=50), outcome(term_days=90, weeks=1),
        outcome(months=1, weeks=4), outcome(months=6, weeks=26),
        outcome(amount=90, months=1, weeks=4), outcome(months=1, keeps_all=True, weeks=5),
    ]  # fmt: skip
    sizes = [path_to_approval.effort(one, 100) for one in ordered]
    assert sizes == sorted(sizes)


def test_every_single_change_comes_first_then_every_pair_then_pairs_that_keep_all(con):
    asked = """select l.application_id from snapshot.applications as l
        join snapshot.features as f on f.application_id = l.application_id
        where f.order_count > 2 and f.earlier_loans_known > 0 order by 1"""
    for (name,) in con.cursor().execute(asked).fetchall():
        own = own_rows(con, [name])
        if len(future.next_instalments(own)) > 1:
            break
    tried = list(path_to_approval.rounds(own, find_application(con, name), (9_998, 9_999)))
    kinds = [
        Counter(
            tuple(
                part.name for part in fields(change) if getattr(change, part.name) != part.default
            )
            for change in changes
        )
        for changes in tried
    ]
    months, less, longer, paid = 6, 8, 2, kinds[0]["instalments",]
    assert kinds[0] == {
        ("amount",): less, ("term_days",): longer, ("months",): months, ("instalments",): paid,
    }  # fmt: skip
    assert paid
    assert kinds[1] == {
        ("amount", "term_days"): less * longer,
        ("amount", "months"): less * months,
        ("amount", "instalments"): less * paid,
        ("term_days", "months"): longer * months,
        ("term_days", "instalments"): longer * paid,
        ("months", "instalments"): months * paid,
        ("months", "keeps_all"): months,
    }
    assert kinds[2] == {
        ("amount", "months", "keeps_all"): less * months,
        ("term_days", "months", "keeps_all"): longer * months,
        ("months", "keeps_all", "instalments"): months * paid,
    }
