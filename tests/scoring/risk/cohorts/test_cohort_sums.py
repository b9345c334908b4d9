"""Cohorts are summed over whom they name, over the whole book of the viewer's lenders."""

import numpy as np
import pytest

from scoring import catalogue
from scoring.risk.cohorts import cohort, cohort_counts, cohort_sums, compare
from scoring.risk.cohorts.cohort import Condition

THIN = cohort.parse("depth_band:thin")


def counted(laid, cohorts):
    found = cohort_counts.members(laid, cohorts, None)
    return cohort_sums.count(laid, found, len(cohorts))


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
    assert "regularity" in pair.means_that_differ
    assert not nobody.means_that_differ | nobody.features_that_differ


def test_a_names_text_is_only_ever_a_value(laid):
    odd = (Condition("region", names=("north') or true or ('a' = 'a",)),)
    assert compare.compare(counted(laid, [odd]))[0].cohort.applications == 0


def test_every_habit_is_a_mean_over_the_applications_that_know_it(laid):
    [pair] = compare.compare(counted(laid, [THIN]))
    for name, own in pair.cohort.habits.items():
        known, value = laid.con.execute(
            f"select count({name}), avg({name}) from snapshot.features where depth_band = 'thin'"
        ).fetchone()
        assert own.rows == known
        assert own.value == pytest.approx(np.nan if value is None else value, rel=1e-5, nan_ok=True)


def test_the_size_of_points_is_told_of_each_cohort_and_its_rest_with_their_doubt(laid):
    [pair] = compare.compare(counted(laid, [THIN]))
    for name in laid.points.names:
        for group, sign in ((pair.cohort, "="), (pair.rest, "<>")):
            value, spread = laid.con.execute(
                f"select avg(abs(p.{name})), stddev_samp(abs(p.{name})) from scores.points as p "
                f"join snapshot.features using (application_id) where depth_band {sign} 'thin'"
            ).fetchone()
            own = group.features[name]
            assert own.rows == group.applications
            assert own.value == pytest.approx(value, rel=1e-5)
            half = 1.96 * spread / np.sqrt(own.rows)
            assert own.high - own.value == pytest.approx(half, rel=0.02)


def test_a_family_s_points_are_summed_before_their_size_is_taken(laid):
    [pair] = compare.compare(counted(laid, [THIN]))
    known = catalogue.load()
    for family, own in pair.cohort.families.items():
        names = [name for name in laid.points.names if known[name].family == family]
        value, apart = laid.con.execute(
            f"select avg(abs({' + '.join(names)})), "
            f"avg({' + '.join(f'abs({name})' for name in names)}) from scores.points "
            "where application_id in "
            "(select application_id from snapshot.features where depth_band = 'thin')"
        ).fetchone()
        assert own.value == pytest.approx(value, rel=1e-4)
        assert own.value <= apart * (1 + 1e-4)
    assert set(pair.cohort.families) == {known[name].family for name in laid.points.names}


def test_a_cohort_of_nobody_has_no_mean_points(laid):
    [pair] = compare.compare(counted(laid, [cohort.parse("region:nowhere")]))
    assert all(np.isnan(of.value) for of in pair.cohort.features.values())
    assert not any(np.isnan(of.value) for of in pair.rest.features.values())
