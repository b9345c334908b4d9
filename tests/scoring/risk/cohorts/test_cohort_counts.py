"""Cohorts hold whom they name, of the viewer's lenders, and show their own."""

import numpy as np
import pandas as pd
import pytest

from data import book
from scoring.risk.cohorts import cohort, cohort_book, cohort_counts, cohort_sums
from scoring.risk.cohorts.cohort_book import Orders

THIN = cohort.parse("depth_band:thin")


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
    members = cohort_counts.members(laid, [THIN], ["no such lender"])
    found = cohort_sums.count(laid, members, 1)
    assert found.counts["applications"].tolist() == [0, 0]
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


def test_of_how_many_it_is_asked_when_they_buy_is_said_where_it_is_not_all(laid):
    found = cohort_counts.members(laid, [THIN], None)
    part = cohort_book.orders_of_a_part(laid, 100)
    taken = cohort_counts.rhythm(part, found, 0)
    [own] = taken.loc[taken["is_inside"], "applications"].unique()
    assert cohort_counts.sampled(part, found, 0) == own < 100
    assert cohort_counts.sampled(cohort_book.orders_of_a_part(laid, 10**6), found, 0) is None


def test_buyers_of_an_hour_are_those_with_an_order_in_it(laid):
    orders = cohort_book.orders_of_a_part(laid, 10_000)
    places = cohort_counts.newest(laid, cohort_counts.members(laid, [THIN], None), 0)
    found = cohort_counts.buyers(orders, places, 0, 20)
    then = orders.frame[(orders.frame["weekday"] == 0) & (orders.frame["hour"] == 20)]
    assert found.tolist() == [at for at in places.tolist() if at in set(then["place"])]
    assert found.size


def test_a_rhythm_counts_each_hour_of_the_week_on_its_side_and_no_other_lender():
    frame = pd.DataFrame(
        {
            "place": [0, 0, 1, 2, 3],
            "weekday": [0, 6, 0, 0, 6],
            "hour": [23, 0, 23, 23, 0],
            "orders": [2, 1, 4, 8, 16],
        }
    )
    found = np.array([1, 2, 255, 3, 1], dtype=np.uint8)  # the last has no order
    rows = cohort_counts.rhythm(Orders(np.arange(5, dtype=np.int32), frame), found, 0)
    assert rows.to_numpy().tolist() == [
        [False, 0, 23, 4, 1],
        [True, 0, 23, 2, 3],
        [True, 6, 0, 17, 3],
    ]
