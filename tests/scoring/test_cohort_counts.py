"""Cohorts count whom they name, over the whole book of the viewer's lenders."""

import numpy as np
import pytest

from data import book
from data.home import Home
from scoring import cohort, cohort_counts, compare
from scoring.cohort import Condition


@pytest.fixture
def con(demo_home: Home):
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        cohort_counts.prepare(opened)
        yield opened


def test_cohorts_count_the_applications_they_name(con):
    thin, few = cohort.parse("depth_band:thin"), cohort.parse("order_count:3~8;product:pay_later")
    cells = cohort_counts.cells(con, [thin, few], None)
    found = compare.compare(cells, 2)
    counts = con.execute(
        "select count(*) filter (depth_band = 'thin'), count(*) filter (order_count >= 3 and "
        "order_count < 8 and product = 'pay_later'), count(*) from snapshot.features"
    ).fetchone()
    assert [pair.cohort.applications for pair in found] == list(counts[:2])
    assert all(pair.cohort.applications + pair.rest.applications == counts[2] for pair in found)


def test_a_names_text_is_only_ever_a_value(con):
    odd = (Condition("region", names=("north') or true or ('a' = 'a",)),)
    assert compare.compare(cohort_counts.cells(con, [odd], None), 1)[0].cohort.applications == 0


def test_applicants_are_those_of_the_cohort_and_the_newest_first(con):
    rows = cohort_counts.applicants(con, cohort.parse("product:pay_later"), None, 20)
    assert set(rows["product"]) == {"pay_later"}
    assert rows["application_id"].is_unique
    assert len(rows) == 20


def test_nothing_is_counted_of_another_lender(con):
    cells = cohort_counts.cells(con, [cohort.parse("depth_band:thin")], ["no such lender"])
    assert cells.empty


def test_names_of_an_attribute_are_those_in_the_book(con):
    assert set(cohort_counts.values(con, "depth_band", None)) == {"thin", "medium", "deep"}


def test_points_are_summed_over_each_cohort_and_its_rest(con):
    thin = cohort.parse("depth_band:thin")
    own, rest = compare.mean_points(cohort_counts.points(con, [thin], None), 1)[0]
    expected = con.execute(
        "select avg(abs(p.bureau_known)) filter (depth_band = 'thin'), "
        "avg(abs(p.bureau_known)) filter (depth_band <> 'thin') "
        "from scores.points as p join snapshot.features using (application_id)"
    ).fetchone()
    np.testing.assert_allclose((own["bureau_known"], rest["bureau_known"]), expected, rtol=1e-9)


def test_a_cohort_of_nobody_has_no_mean_points(con):
    nobody = cohort.parse("region:nowhere")
    own, rest = compare.mean_points(cohort_counts.points(con, [nobody], None), 1)[0]
    assert own.isna().all()
    assert rest.notna().all()


def test_a_swarm_shows_each_applications_own_values_and_points(con):
    few = cohort.parse("depth_band:medium")
    names = con.execute("select * exclude (application_id) from scores.points").df().columns[:3]
    swarm = cohort_counts.swarm(con, few, None, features=names, most=30)
    assert len(swarm) == 30
    assert swarm.equals(cohort_counts.swarm(con, few, None, features=names, most=30))
    one = swarm.iloc[7]
    for name in names:
        expected = con.execute(
            f"select f.{name}, p.{name} from snapshot.features as f "
            "join scores.points as p using (application_id) where application_id = ?",
            [one["application_id"]],
        ).fetchone()
        assert (one[name], one[f"{name}_points"]) == expected


def test_a_rhythm_of_everybody_counts_every_known_order(con):
    orders = cohort_counts.rhythm(con, cohort.parse("depth_band:thin|medium"), None, 10**6)
    sides = orders.groupby("is_inside")["orders"].sum()
    expected = con.execute(
        "select sum(order_count) filter (depth_band <> 'deep'), "
        "sum(order_count) filter (depth_band = 'deep') from snapshot.features"
    ).fetchone()
    assert (sides[True], sides[False]) == expected
    assert set(orders["weekday"]) == set(range(7))


def test_a_rhythm_of_a_part_says_of_how_many(con):
    orders = cohort_counts.rhythm(con, cohort.parse("depth_band:thin"), None, 100)
    taken = orders.groupby("is_inside")["applications"].unique()
    assert all(len(of) == 1 for of in taken)
    assert all(50 <= int(of[0]) <= 160 for of in taken)
