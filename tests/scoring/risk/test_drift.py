"""Drift counted in SQL is that of the formulas; the training sample is frozen in the manifest."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from data import book, read
from scoring.metrics.binned.csi import csi
from scoring.metrics.binned.psi import Shift, psi
from scoring.metrics.ranking.auc import auc
from scoring.metrics.ranking.delong import auc_difference
from scoring.models import manifest
from scoring.models.manifest import Binned, Training
from scoring.risk import drift
from scoring.training import samples
from scoring.training.frozen import NO_REASON


@pytest.fixture(scope="module")
def con(demo_home):
    """Open the small book."""
    with book.open_book(demo_home, book.required(demo_home)) as opened:
        yield opened


@pytest.fixture(scope="module")
def described(demo_home):
    """Give the manifest of the small book's model."""
    return manifest.read(demo_home.models / str(book.required(demo_home).model))


@pytest.fixture(scope="module")
def features(con):
    """Give all applications with features, score and local month."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        return cursor.execute(
            "select f.*, s.score, date_trunc('month', a.applied_at + a.utc_offset_minutes * "
            "interval '1' minute) as month from features as f "
            "join applications as a on a.application_id = f.application_id "
            "join scores.scores as s on s.application_id = f.application_id"
        ).df()


def test_a_manifest_holds_train_in_bins(described):
    train = described.training
    assert train.applications == described.samples["train"].applications
    assert set(train.features) == set(described.features)
    for binned in (
        train.score,
        *train.features.values(),
    ):
        assert sum(binned.counts) == train.applications
    assert sum(train.first_reason.values()) == train.applications
    assert NO_REASON in train.first_reason
    assert all(rows <= train.applications for rows in train.reasons.values())


def test_a_manifest_from_before_the_bins_is_read_without_them(demo_home, described, tmp_path):
    path = demo_home.models / described.version / manifest.NAME
    older = json.loads(path.read_text(encoding="utf-8"))
    del older["training"]
    (tmp_path / manifest.NAME).write_text(json.dumps(older), encoding="utf-8")
    assert manifest.read(tmp_path).training is None


def test_counts_by_sql_are_those_of_the_bins_month_by_month(con, described, features):
    train = described.training
    found = drift.drifting(con, train, None)
    month = found.months[len(found.months) // 2]
    then = features[features["month"] == month]
    at = found.months.index(month)
    for name, binned in (*train.features.items(), (drift.SCORE, train.score)):
        np.testing.assert_array_equal(
            found.counts[name][at], binned.bins.counts(then[name]), err_msg=name
        )
    assert found.counts[drift.SCORE].sum() == len(features)


def test_features_are_ordered_by_how_far_they_moved(con, described, features):
    train = described.training
    found = drift.drifting(con, train, None)
    each = drift.by_feature(found, train, len(found.months) - 2)
    values = [one.value for one in each.values()]
    assert values == sorted(values, reverse=True)
    name = next(iter(each))
    rows = features[features["month"] == found.months[-2]]
    bins = train.features[name].bins
    oracle = psi(train.features[name].counts, bins.counts(rows[name]))
    assert each[name] == oracle


def test_every_index_is_the_csi_of_the_rows_of_train_and_of_the_month(con, described, features):
    found, at = drift.drifting(con, described.training, None), -2
    each = drift.by_feature(found, described.training, at)
    month = features[features["month"] == found.months[at]]
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        every = cursor.execute(
            "select f.*, o.is_bad, o.observed_at, b.as_of as today from features as f "
            "cross join book as b left join outcomes as o on o.application_id = f.application_id"
        ).df()
    split = samples.split(every, book_as_of=every["today"].iloc[0], as_of=described.as_of)
    learnt = every[split.train]
    for name, index in each.items():
        assert index == csi(learnt[name], month[name], described.training.features[name].bins), name


def test_another_lender_has_no_applications(con, described):
    found = drift.drifting(con, described.training, ["nobody"])
    assert found.months == []


def training(**changes):
    given = {
        "applications": 1000,
        "score": Binned(edges=(600.0,), counts=(500, 500, 0)),
        "features": {},
        "first_reason": {"bureau": 600, "basket": 300, NO_REASON: 100},
        "reasons": {"bureau": 700, "basket": 500},
    }
    return Training(**{**given, **changes})


def test_reasons_that_are_given_as_often_as_in_train_do_not_differ():
    cells = pd.DataFrame(
        [("bureau", 60, 70), ("basket", 30, 50), (NO_REASON, 10, 10)],
        columns=["family", "first", "given"],
    )
    found = drift.reasons(cells, training(), 100)
    assert found.families == ["bureau", "basket"]
    np.testing.assert_allclose(found.month, found.train)
    assert not found.difference.is_more_than_noise.any()
    assert found.first.value == pytest.approx(0)


def test_a_family_that_train_never_gave_is_shown_and_marked():
    cells = pd.DataFrame(
        [("bureau", 600, 700), ("browsing", 400, 400)], columns=["family", "first", "given"]
    )
    found = drift.reasons(cells, training(), 1000)
    assert found.families == ["bureau", "basket", "browsing"]
    np.testing.assert_allclose(found.train, [0.7, 0.5, 0.0])
    np.testing.assert_allclose(found.month, [0.7, 0.0, 0.4])
    assert list(found.difference.is_more_than_noise) == [False, True, True]
    assert found.first.shift is Shift.LARGE


def test_the_first_reason_of_each_month_is_held_against_train():
    rows = [("2026-01-01", "bureau", 600, 700), ("2026-01-01", "browsing", 400, 400),
            ("2026-02-01", "basket", 50, 60)]  # fmt: skip
    cells = pd.DataFrame(rows, columns=["month", "family", "first", "given"])
    cells["month"] = pd.to_datetime(cells["month"])
    months = [pd.Timestamp(f"2026-0{at}-01") for at in (1, 2)]
    found = drift.first_reasons(cells, training(), months)
    alone = drift.reasons(cells[cells["month"] == months[0]], training(), 1000)
    assert [one.rows for one in found] == [1000, 50]
    assert found[0].shift is alone.first.shift is Shift.LARGE


def test_months_that_train_is_from_end_with_its_last_application(demo_model):
    last = pd.Timestamp(demo_model.manifest.samples["train"].last_applied_at)
    months = [last.to_period("M").to_timestamp() + pd.DateOffset(months=at) for at in (-1, 0, 1)]
    assert drift.learnt_from(months, demo_model.manifest) == [True, True, False]


def test_performance_is_observed_only_where_it_is_mature():
    cells = pd.DataFrame(
        [
            ("2026-01-01", 500, 100, 0.2, 100, 22),
            ("2026-01-01", 600, 100, 0.05, 100, 4),
            ("2026-02-01", 500, 100, 0.2, 60, 12),
        ],
        columns=["month", "score", "loans", "prob_default", "known", "bads"],
    )
    cells["month"] = pd.to_datetime(cells["month"])
    old, young = drift.performance(cells)
    assert old.bad_rate.value == pytest.approx(26 / 200)
    assert old.estimated.bad_rate == pytest.approx(0.125)
    is_bad = np.repeat([1, 0, 1, 0], [22, 78, 4, 96])
    score = np.repeat([500, 600], 100)
    compared = auc_difference(is_bad, score, np.zeros(200))  # of a constant, whose AUC is sure
    assert old.auc.value == pytest.approx(auc(is_bad, score))
    reach = (compared.high - compared.value) / (compared.first * (1 - compared.first))
    assert logit(old.auc.high) - logit(old.auc.value) == pytest.approx(reach)
    assert logit(old.auc.value) - logit(old.auc.low) == pytest.approx(reach)
    assert young.bad_rate is None
    assert young.auc is None
    assert young.estimated.applications == 100


def test_an_auc_of_fewer_than_ten_bads_is_not_told():
    cells = pd.DataFrame(
        [("2026-01-01", 500, 100, 0.1, 100, 9), ("2026-01-01", 600, 100, 0.01, 100, 0)],
        columns=["month", "score", "loans", "prob_default", "known", "bads"],
    )
    [month] = drift.performance(cells)
    assert month.bad_rate.hits == 9
    assert month.auc is None


def test_estimates_count_every_loan_of_the_book(con):
    cells = read.query(con, "risk_estimate_cells", lender_ids=None)
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        row = cursor.execute("select count(*) from loans").fetchone()
    assert cells["loans"].sum() == row[0]
    assert (cells["known"] <= cells["loans"]).all()
