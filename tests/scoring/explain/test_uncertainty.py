"""How sure a score is: its interval, the stability of reasons, and what the policy makes of it."""

import numpy as np
import pandas as pd
import pytest

from data import book
from data.application import find_application
from data.histories import features, own, resample
from scoring.catalogue import Family
from scoring.explain import uncertainty
from scoring.explain.uncertainty import Doubt
from scoring.policies.policy import Action, Limit, Policy
from scoring.policies.recommendation import Outcome, recommend
from scoring.scores import assess, doubts

POLICY = Policy(
    version="t", approve_from=600, refer_from=560, straddle_refers=True,
    limits=(Limit(score_from=350, times_monthly_spend=2),),
)  # fmt: skip
FACTS = {
    "score": 640, "amount": 1000, "monthly_spend": 1000.0, "has_consent": True,
    "is_of_legal_age": True, "is_sufficient": True, "refuses_automation": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def con(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


def where(con, condition, most=6):
    asked = f"select application_id from snapshot.features where {condition}"
    asked += f" order by 1 limit {most}"
    return [row[0] for row in con.cursor().execute(asked).fetchall()]


def test_the_interval_is_the_deviations_scaled_by_the_root_of_two():
    drawn = 600 + np.arange(-10.0, 11.0)
    low, high = uncertainty.prediction_interval(600.0, drawn)
    assert (low, high) == pytest.approx((600 - 9 * 2**0.5, 600 + 9 * 2**0.5))
    low, high = uncertainty.prediction_interval(602.0, drawn, widening=1.5)
    assert (low, high) == pytest.approx((602 - 16.5 * 2**0.5, 602 + 10.5 * 2**0.5))


def test_the_interval_covers_another_draw_of_the_same_normal():
    rng = np.random.default_rng(5)
    raw, other = rng.normal(0, 10, 4000), rng.normal(0, 10, 4000)
    ends = np.array(
        [uncertainty.prediction_interval(one, one + rng.normal(0, 10, 200)) for one in raw]
    )
    covered = ((ends[:, 0] <= other) & (other <= ends[:, 1])).mean()
    assert covered == pytest.approx(0.90, abs=0.02)


def test_a_doubt_is_the_same_alone_and_in_a_batch(con, demo_model):
    asked = where(con, "order_count >= 5")
    together = list(uncertainty.doubts(con, demo_model, asked, resamples=20))
    assert [one.application_id for one in together] == asked
    [alone] = uncertainty.doubts(con, demo_model, asked[2:3], resamples=20)
    assert alone == together[2]


def test_doubts_are_the_same_however_many_are_drawn_at_once(con, demo_model):
    asked = where(con, "order_count >= 5", 2 * uncertainty.AT_ONCE + 1)
    assert len(asked) > 2 * uncertainty.AT_ONCE
    threads = con.execute("select current_setting('threads')").fetchall()
    alone, together = (
        list(uncertainty.doubts(con, demo_model, asked, resamples=5, workers=workers))
        for workers in (1, 2)
    )
    assert together == alone
    assert con.execute("select current_setting('threads')").fetchall() == threads


def test_a_doubt_is_the_same_however_few_rows_are_written_at_once(con, demo_model, monkeypatch):
    asked = where(con, "order_count between 20 and 60", 3)
    whole = list(uncertainty.doubts(con, demo_model, asked, resamples=20))
    rows = int(resample.rows(own.own_rows(con, asked)).sum())
    monkeypatch.setattr(resample, "AT_ONCE", 6 * rows)
    parts = list(resample.parts(own.own_rows(con, asked), 20))
    assert [(part.start, part.stop) for part in parts] == [(0, 6), (6, 12), (12, 18), (18, 21)]
    assert list(uncertainty.doubts(con, demo_model, asked, resamples=20)) == whole


def test_a_history_too_long_to_be_drawn_again_goes_to_a_person(con, demo_model, monkeypatch):
    [name, other] = where(con, "order_count between 20 and 60", 2)
    rows = dict(zip([name, other], resample.rows(own.own_rows(con, [name, other])), strict=True))
    long, short = sorted(rows, key=rows.__getitem__, reverse=True)
    assert rows[long] > rows[short]
    monkeypatch.setattr(resample, "MOST_ROWS", int(rows[short]))
    found, drawn = uncertainty.doubts(con, demo_model, [long, short], resamples=20)
    assert (found.resamples, found.redraw_low, found.is_too_long) == (0, None, True)
    assert (drawn.resamples, drawn.is_too_long) == (20, False)
    [said] = recommend(pd.DataFrame([FACTS | found.facts]), POLICY)
    assert said.action is Action.REFER
    assert "not drawn again" in said.fired[0].says


def test_a_deep_file_leaves_less_doubt_than_a_thin_one(con, demo_model):
    def width(condition):
        found = uncertainty.doubts(con, demo_model, where(con, condition, 24), resamples=60)
        return np.median([one.raw_high - one.raw_low for one in found if one.resamples])

    assert width("order_count between 5 and 12") > width("order_count >= 60")


def test_below_two_active_weeks_nothing_is_said_and_a_person_decides(con, demo_model):
    [found] = uncertainty.doubts(con, demo_model, where(con, "order_count = 1", 1))
    assert found.resamples == 0
    assert (found.raw_low, found.redraw_high) == (None, None)
    assert not any(found.is_stable(family) for family in Family)
    [said] = recommend(pd.DataFrame([FACTS | found.facts]), POLICY)
    assert said.action is Action.REFER
    assert "fewer than 2 weeks" in said.fired[0].says


@pytest.mark.parametrize(
    ("low", "high", "action"),
    [
        (600, 700, Action.APPROVE),
        (599, 700, Action.REFER),
        (610, 700, Action.APPROVE),
        (550, 560, Action.REFER),
    ],
)
def test_an_interval_that_holds_a_cut_off_sends_the_case_to_a_person(low, high, action):
    facts = pd.DataFrame([FACTS | {"active_weeks": 9, "redraw_low": low, "redraw_high": high}])
    assert recommend(facts, POLICY)[0].action is action


@pytest.mark.parametrize(
    ("weeks", "low", "high", "action"),
    [(9, 540, 561, Action.REFER), (9, 500, 559, Action.DECLINE), (1, None, None, Action.REFER)],
)
def test_a_score_that_is_not_sure_declines_nobody(weeks, low, high, action):
    doubt = {"active_weeks": weeks, "redraw_low": low, "redraw_high": high}
    [said] = recommend(pd.DataFrame([FACTS | doubt | {"score": 550}]), POLICY)
    assert said.action is action
    [plain] = recommend(pd.DataFrame([FACTS | {"score": 550}]), POLICY)
    assert plain.action is Action.DECLINE


def test_no_doubt_helps_whoever_did_not_consent():
    doubt = {"active_weeks": 9, "redraw_low": 540, "redraw_high": 561, "has_consent": False}
    [said] = recommend(pd.DataFrame([FACTS | doubt | {"score": 550}]), POLICY)
    assert said.action is Action.DECLINE


def test_a_doubt_that_was_not_computed_is_listed_as_not_checked():
    [said] = recommend(pd.DataFrame([FACTS]), POLICY)
    assert said.action is Action.APPROVE
    assert [rule.name for rule in said.rules if rule.outcome is Outcome.NOT_CHECKED] == ["how sure"]


def test_a_policy_without_the_rule_asks_nothing_of_the_doubt():
    plain = POLICY.model_copy(update={"straddle_refers": False})
    [said] = recommend(pd.DataFrame([FACTS]), plain)
    assert "how sure" not in [rule.name for rule in said.rules]


def test_a_family_is_stable_from_seven_of_ten_draws_on():
    shares = {Family.BASKET: 0.70, Family.BROWSING: 0.695}
    found = Doubt("a", 5, 200, 590.0, 610.0, 590, 610, shares)
    assert found.is_stable(Family.BASKET)
    assert not found.is_stable(Family.BROWSING)
    assert not found.is_stable(Family.CAPACITY)


def undecided(con):
    return (
        con.cursor()
        .execute(
            "select application_id from snapshot.applications "
            "anti join snapshot.decisions using (application_id) "
            "order by applied_at desc, application_id"
        )
        .fetchall()
    )


def test_every_undecided_application_has_its_doubt_in_the_scores(con, demo_model):
    cursor = con.cursor()
    kept = cursor.execute("select application_id from scores.doubts order by 1").fetchall()
    assert set(undecided(con)) <= set(kept)
    assert len(kept) == len(set(kept))
    [first, *_] = undecided(con)
    assert doubts.find(con, first[0]) == uncertainty.doubt(con, demo_model, first[0])


def sampled(con):
    return con.cursor().execute(
        "select application_id, f.order_count, s.score from scores.doubts as d "
        "join snapshot.decisions using (application_id) "
        "join snapshot.features as f using (application_id) "
        "join scores.scores as s using (application_id)"
    ).df()  # fmt: skip


def test_a_random_sample_of_the_decided_has_its_doubt_too(con, demo_model):
    every = "select count(*), avg(s.score), stddev(s.score) from scores.scores as s "
    every += "join snapshot.decisions using (application_id)"
    [(decided, mean, spread)] = con.cursor().execute(every).fetchall()
    found = sampled(con)
    assert len(found) == int(doubts.SAMPLED * decided**0.5)
    # no score is likelier than another to be drawn
    assert abs(found["score"].mean() - mean) < 3 * spread / len(found) ** 0.5
    name = found["application_id"].min()
    assert doubts.find(con, name) == uncertainty.doubt(con, demo_model, name)
    others = "select min(application_id) from snapshot.decisions anti join scores.doubts "
    [(other,)] = con.cursor().execute(f"{others} using (application_id)").fetchall()
    assert doubts.find(con, other) is None


def test_beyond_the_newest_only_whoever_has_too_little_to_draw_from_is_named(
    demo_home, demo_model, tmp_path
):
    tables = {}
    with book.open_book(demo_home, book.required(demo_home)) as con:
        names = [name for (name,) in undecided(con)]
        book.attach(con, tmp_path / "few.duckdb", "fresh", read_only=False)
        con.execute("create table fresh.scores as from scores.scores")
        doubts.add(con, tables.__setitem__, demo_model, most=3, sampled=0)
        known = own.own_rows(con, names)
        weeks = dict(zip(known.owners, resample.active_weeks(known), strict=True))
    thin = {name for name, active in weeks.items() if active < resample.FEWEST_WEEKS}
    assert thin - set(names[:3])
    assert set(tables["doubts"]["application_id"].to_pylist()) == thin | set(names[:3])


def test_the_page_recommends_with_the_doubt_that_it_shows(con, demo_model):
    asked = "select application_id from scores.doubts where resamples > 0 order by 1 limit 1"
    [(application_id,)] = con.cursor().execute(asked).fetchall()
    found = assess.assessment(con, demo_model.manifest, find_application(con, application_id))
    assert found.doubt is not None
    assert "how sure" in [rule.name for rule in found.recommendation.rules]


def test_the_history_as_it_was_scores_as_the_application_itself(con, demo_model):
    asked = where(con, "order_count >= 8", 8)
    drawn = resample.resampled(own.own_rows(con, asked), resamples=1)
    scored = demo_model.score(features.features_of(con, drawn.tables))
    stored = "select raw_score from scores.scores where list_contains($ids, application_id)"
    stored += " order by application_id"
    rows = con.cursor().execute(stored, {"ids": asked}).fetchall()
    assert scored.raw_score[::2].tolist() == [row[0] for row in rows]
