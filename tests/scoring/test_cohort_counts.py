"""Cohorts count whom they name, over the whole book of the viewer's lenders."""

import numpy as np
import pytest

from data import book
from data.home import Home
from scoring import cohort, cohort_book, cohort_counts, compare
from scoring.cohort import Condition

THIN = cohort.parse("depth_band:thin")


@pytest.fixture(scope="module")
def laid(demo_home: Home):
    """Lay the small book down for counting."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        yield cohort_book.prepare(con)


def counted(laid, cohorts, lender_ids=None):
    found = cohort_counts.members(laid, cohorts, lender_ids)
    return cohort_counts.count(laid, found, len(cohorts))


def test_cohorts_count_the_applications_they_name(laid):
    few = cohort.parse("order_count:3~8;product:pay_later")
    found = compare.compare(counted(laid, [THIN, few]))
    counts = laid.con.execute(
        "select count(*) filter (depth_band = 'thin'), count(*) filter (order_count >= 3 and "
        "order_count < 8 and product = 'pay_later'), count(*) from snapshot.features"
    ).fetchone()
    assert [pair.cohort.applications for pair in found] == list(counts[:2])
    assert all(pair.cohort.applications + pair.rest.applications == counts[2] for pair in found)


def test_rates_scores_and_habits_are_those_of_the_rows(laid):
    own = compare.compare(counted(laid, [THIN]))[0].cohort
    approved, decided, bads, known, night = laid.con.execute(
        "select count(*) filter (is_approved), count(*) filter (is_decided), "
        "count(*) filter (is_bad), count(is_bad), avg(night_order_share) "
        "from memory.main.cohort_rows join snapshot.features using (application_id) "
        "where depth_band = 'thin'"
    ).fetchone()
    assert (own.approval.hits, own.approval.trials) == (approved, decided)
    assert (own.bad.hits, own.bad.trials) == (bads, known)
    assert own.habits["night_order_share"].value == pytest.approx(night, rel=1e-5)
    scores = laid.con.execute(
        "select score // 10 * 10 as bin, count(*) as n from scores.scores "
        "join snapshot.features using (application_id) where depth_band = 'thin' group by bin"
    ).df()
    assert own.scores.to_dict() == dict(zip(scores["bin"], scores["n"], strict=True))


def test_means_have_the_interval_of_their_rows_and_differ_only_by_more_than_noise(laid):
    half = cohort.parse("month:nowhere")
    pair, nobody = compare.compare(counted(laid, [THIN, half]))
    night, spread, known = laid.con.execute(
        "select avg(night_order_share), stddev_samp(night_order_share), count(night_order_share) "
        "from snapshot.features where depth_band = 'thin'"
    ).fetchone()
    own = pair.cohort.habits["night_order_share"]
    assert own.rows == known
    assert own.value == pytest.approx(night, rel=1e-5)
    assert own.high - own.value == pytest.approx(1.96 * spread / np.sqrt(known), rel=0.01)
    assert pair.cohort.drivers["history"].rows == pair.cohort.applications
    assert "behaviour" in pair.means_that_differ
    assert not nobody.means_that_differ


def test_a_names_text_is_only_ever_a_value(laid):
    odd = (Condition("region", names=("north') or true or ('a' = 'a",)),)
    assert compare.compare(counted(laid, [odd]))[0].cohort.applications == 0


def test_applicants_are_those_of_the_cohort_and_the_newest_first(laid):
    later = cohort.parse("product:pay_later")
    found = cohort_counts.members(laid, [THIN, later], None)
    rows = cohort_counts.applicants(laid, cohort_counts.newest(laid, found, 1)[:20])
    newest = laid.con.execute(
        "select application_id from snapshot.applications where product = 'pay_later' "
        "order by applied_at desc, application_id limit 20"
    ).df()
    assert rows["application_id"].tolist() == newest["application_id"].tolist()


def test_nothing_is_counted_of_another_lender(laid):
    found = counted(laid, [THIN], ["no such lender"])
    assert found.sums["applications"].tolist() == [0, 0]
    members = cohort_counts.members(laid, [THIN], ["no such lender"])
    assert not cohort_counts.newest(laid, members, 0).size
    assert cohort_counts.rhythm(cohort_book.orders_of_a_part(laid, 500), members, 0).empty


def test_names_of_an_attribute_are_those_in_the_book(laid):
    assert set(cohort_counts.names(laid, "depth_band", None)) == {"thin", "medium", "deep"}


def test_an_attribute_s_names_are_all_given_the_most_frequent_first(demo_home):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        own = cohort_book.prepare(con)
        con.execute("update memory.main.cohort_rows set region = 'r' || rowid % 67")
        con.execute("update memory.main.cohort_rows set region = 'r7' where rowid % 67 = 8")
        found = cohort_counts.names(own, "region", None)
    assert len(found) == 66
    assert found[0] == "r7"


def test_points_are_summed_over_each_cohort_and_its_rest(laid):
    [(own, rest)] = compare.mean_points(counted(laid, [THIN]))
    name = laid.points.names[0]
    expected = laid.con.execute(
        f"select avg(abs(p.{name})) filter (depth_band = 'thin'), "
        f"avg(abs(p.{name})) filter (depth_band <> 'thin') "
        "from scores.points as p join snapshot.features using (application_id)"
    ).fetchone()
    np.testing.assert_allclose((own[name], rest[name]), expected, rtol=1e-5)


def test_a_cohort_of_nobody_has_no_mean_points(laid):
    [(own, rest)] = compare.mean_points(counted(laid, [cohort.parse("region:nowhere")]))
    assert own.isna().all()
    assert rest.notna().all()


def test_a_swarm_shows_each_applications_own_values_and_points(laid):
    found = cohort_counts.members(laid, [cohort.parse("depth_band:medium")], None)
    names = laid.points.names[:3]
    swarm = cohort_counts.swarm(laid, found, 0, names, 30)
    assert len(swarm) == 30
    assert swarm.equals(cohort_counts.swarm(laid, found, 0, names, 30))
    for one in swarm.to_dict("records"):
        for name in names:
            value, points = laid.con.execute(
                f"select f.{name}, p.{name} from snapshot.features as f "
                "join scores.points as p using (application_id) where application_id = ?",
                [one["application_id"]],
            ).fetchone()
            assert one[f"{name}_points"] == pytest.approx(points, rel=1e-6)
            assert one[name] == pytest.approx(np.nan if value is None else value, nan_ok=True)


def test_a_rhythm_of_the_whole_book_counts_every_known_order(laid):
    orders = cohort_book.orders_of_a_part(laid, 10**6)
    found = cohort_counts.members(laid, [cohort.parse("depth_band:thin|medium")], None)
    sides = cohort_counts.rhythm(orders, found, 0).groupby("is_inside")["orders"].sum()
    expected = laid.con.execute(
        "select sum(order_count) filter (depth_band <> 'deep'), "
        "sum(order_count) filter (depth_band = 'deep') from snapshot.features"
    ).fetchone()
    assert (sides[True], sides[False]) == expected


def test_a_rhythm_of_a_part_says_of_how_many(laid):
    orders = cohort_book.orders_of_a_part(laid, 100)
    found = cohort_counts.members(laid, [THIN], None)
    taken = cohort_counts.rhythm(orders, found, 0).groupby("is_inside")["applications"].unique()
    assert sum(int(of[0]) for of in taken) == 100


def test_buyers_of_an_hour_are_those_with_an_order_in_it(laid):
    orders = cohort_book.orders_of_a_part(laid, 10_000)
    places = cohort_counts.newest(laid, cohort_counts.members(laid, [THIN], None), 0)
    found = cohort_counts.buyers(orders, places, 0, 20)
    then = orders.frame[(orders.frame["weekday"] == 0) & (orders.frame["hour"] == 20)]
    assert found.tolist() == [at for at in places.tolist() if at in set(then["place"])]
    assert found.size
