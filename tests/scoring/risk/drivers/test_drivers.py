"""What moves scores is counted over the whole book, and holds against plain SQL and pandas."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from data import book
from data.home import Home
from scoring import catalogue
from scoring.catalogue import Unit
from scoring.models.tree_pairs import pair_tables
from scoring.models.tree_shap import shap_tables
from scoring.risk.cohorts import cohort_book
from scoring.risk.drivers import driver_book, driver_pairs, drivers
from scoring.risk.drivers.drivers import Whom

LATE = Whom(is_late_only=True)
THIN = Whom(product="pay_later", depth_band="thin")


@pytest.fixture(scope="module")
def laid(demo_home: Home, demo_model):
    """Lay the small book down for the drivers page."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        prepared = cohort_book.prepare(con)
        yield driver_book.prepare(prepared, demo_model.manifest.as_of)


@pytest.fixture(scope="module")
def rows(laid) -> pd.DataFrame:
    """Read features and points of everybody, the slow way."""
    return laid.book.con.execute(
        "select f.*, a.product, a.lender_id, a.applied_at, columns(p.* exclude (application_id)) "
        'as "\\0_points" from snapshot.features as f '
        "join snapshot.applications as a using (application_id) "
        "join scores.points as p on p.application_id = f.application_id"
    ).df()


def of(rows: pd.DataFrame, whom: Whom, since) -> pd.DataFrame:
    chosen = rows if whom.product is None else rows[rows["product"] == whom.product]
    chosen = chosen if whom.depth_band is None else chosen[chosen["depth_band"] == whom.depth_band]
    return chosen[chosen["applied_at"] >= since] if whom.is_late_only else chosen


def number(laid) -> str:
    sizes = drivers.importances(laid, laid.features, Whom()).size
    ranked = [laid.features.names[at] for at in np.argsort(-sizes)]
    plain = (Unit.NAME, Unit.FLAG)
    return next(name for name in ranked if catalogue.load()[name].unit not in plain)


@pytest.mark.parametrize("whom", [Whom(), LATE, THIN])
def test_importance_is_that_of_every_application_of_the_population(laid, rows, demo_model, whom):
    found = drivers.importances(laid, laid.features, whom)
    own = of(rows, whom, demo_model.manifest.as_of)
    assert found.applications == len(own)
    for at, name in enumerate(laid.features.names):
        points = own[f"{name}_points"]
        assert found.size[at] == pytest.approx(points.abs().mean(), rel=1e-5, abs=1e-6)
        assert found.raises[at] == pytest.approx(points.clip(lower=0).mean(), rel=1e-5, abs=1e-6)
        assert found.share_raised[at] == pytest.approx((points > 0).mean())
        assert found.share_lowered[at] == pytest.approx((points < 0).mean())


def test_a_familys_points_are_the_sum_of_its_features(laid, rows):
    found = drivers.importances(laid, laid.families, Whom())
    known = catalogue.load()
    for at, family in enumerate(laid.families.names):
        members = [f"{name}_points" for name in laid.features.names if known[name].family == family]
        summed = rows[members].sum(axis=1).abs().mean()
        assert found.size[at] == pytest.approx(summed, rel=1e-5)


def test_nobody_of_another_lender_is_counted(laid):
    whom = Whom(lender_ids=("no such lender",))
    assert drivers.importances(laid, laid.features, whom).applications == 0
    assert drivers.some_of(laid, whom, 10).empty


@pytest.mark.parametrize("whom", [Whom(), THIN])
def test_points_by_bin_are_those_that_pandas_groups(laid, rows, demo_model, whom):
    name = number(laid)
    axis = driver_book.axis(laid, name)
    found = drivers.depends(laid, whom, axis, None)
    own = of(rows, whom, demo_model.manifest.as_of)
    at = np.searchsorted(np.array(axis.edges), own[name], side="right")
    at = np.where(own[name].isna(), axis.bins, at)
    for place, part in own.groupby(at)[f"{name}_points"]:
        assert found.whole.applications[0, place] == len(part)
        assert found.whole.mean[0, place] == pytest.approx(part.mean(), rel=1e-4, abs=1e-4)
    assert found.whole.applications.sum() == len(own)
    assert found.by_group is None


def test_names_are_bins_of_their_own(laid, rows):
    name = next(of for of in laid.features.names if catalogue.load()[of].unit is Unit.NAME)
    axis = driver_book.axis(laid, name)
    found = drivers.depends(laid, Whom(), axis, None).whole.applications[0]
    counts = rows[name].value_counts()
    assert found[: len(axis.names)].tolist() == [counts[of] for of in axis.names]
    assert found.sum() == len(rows)


def test_a_name_beyond_the_most_frequent_is_one_of_the_others(laid, monkeypatch):
    name = next(of for of in laid.features.names if catalogue.load()[of].unit is Unit.NAME)
    monkeypatch.setattr(driver_book, "NAMES", 2)
    axis = driver_book.axis(laid, name)
    assert len(axis.names) == 2
    assert axis.bins == 3
    assert (axis.code == 2).any()


def test_groups_are_the_lowest_and_the_highest_third_and_never_share_anybody(laid):
    name = number(laid)
    axis, flag = driver_book.axis(laid, name), _flag(laid)
    found = drivers.depends(laid, Whom(), axis, axis)
    low, high = found.groups
    assert max(low) < min(high)
    total = found.whole.applications[0, :-1].sum()
    for side in found.by_group.applications:
        assert side.sum() <= total / 3 + found.whole.applications.max()
    assert drivers.depends(laid, Whom(), axis, flag).groups == ((0,), (1,))


def _flag(laid):
    known = catalogue.load()
    flags = [name for name in laid.features.names if known[name].unit is Unit.FLAG]
    axes = [driver_book.axis(laid, name) for name in flags]
    return next(axis for axis in axes if len(np.unique(axis.code)) == 2)


def test_the_part_is_random_the_same_each_time_and_holds_each_ones_own_values(laid, rows):
    name = number(laid)
    some = drivers.some_of(laid, Whom(), 50)
    own = rows.set_index("application_id").loc[some["application_id"]]
    np.testing.assert_allclose(some[name].astype(float), own[name].astype(float))
    points = drivers.points_of(laid, some, name)
    np.testing.assert_allclose(points, own[f"{name}_points"], rtol=1e-4, atol=1e-4)
    assert some["application_id"].is_unique


def test_pairs_are_in_points_and_the_largest_first(laid, demo_model):
    tables = pair_tables(demo_model.trees)
    found = driver_pairs.pairs(laid, demo_model, tables, Whom())
    assert found["size"].is_monotonic_decreasing
    assert (found["low"] <= found["size"]).all()
    assert (found["applications"] == min(driver_pairs.MOST, len(laid.cell))).all()
    largest = drivers.importances(laid, laid.features, Whom()).size.max()
    assert 0 < found["size"].iloc[0] < 2 * largest


def test_a_feature_and_the_flag_that_it_is_known_are_no_pair(laid, demo_model):
    found = driver_pairs.pairs(laid, demo_model, pair_tables(demo_model.trees), Whom())
    known = catalogue.load()
    for one, other in zip(found["one"], found["other"], strict=True):
        assert known[one].flag_of is not known[other].family
        assert known[other].flag_of is not known[one].family


def test_pairs_of_nobody_are_none(laid, demo_model):
    tables = pair_tables(demo_model.trees)
    whom = Whom(lender_ids=("no such lender",))
    assert driver_pairs.pairs(laid, demo_model, tables, whom).empty


def test_the_partner_is_the_other_of_the_largest_pair():
    found = pd.DataFrame({"one": ["a", "b", "a"], "other": ["b", "c", "c"], "size": [3.0, 2, 1]})
    assert drivers.partner(found, "b") == "a"
    assert drivers.partner(found, "c") == "b"
    assert drivers.partner(found, "d") is None


def test_tables_of_pairs_and_of_features_read_the_same_columns(demo_model):
    assert pair_tables(demo_model.trees).pairs.max() < shap_tables(demo_model.trees).features


def test_bins_and_their_means_are_those_of_the_lenders_that_are_asked_for(laid, rows):
    name = number(laid)
    lender = rows["lender_id"].mode()[0]
    own = rows.loc[rows["lender_id"] == lender, name].dropna().to_numpy(dtype=float)
    assert 0 < len(own) < len(rows)
    found = driver_book.axis(laid, name, (lender,))
    assert found.edges == driver_book.edges(own)
    at = np.searchsorted(found.edges, own, side="right")
    wanted = np.bincount(at, own) / np.bincount(at)
    np.testing.assert_allclose(found.middle[: len(wanted)], wanted)
    assert driver_book.axis(laid, name, ("nobody",)).edges == ()
    assert driver_book.axis(laid, "application_device", ("nobody",)).names == ()


def test_edges_by_hand():
    # zeros fill bins of their own; one is parted from what is above it
    known = np.array([0.0] * 10 + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    assert driver_book.edges(known) == tuple(float(of) for of in range(1, 11))
    assert driver_book.edges(np.array([])) == ()
    assert driver_book.edges(np.full(30, 4.0)) == ()


@given(arrays.arrays(np.float64, st.integers(1, 300), elements=st.floats(-1e6, 1e6, width=32)))
def test_no_bin_begins_empty_and_every_edge_is_written_as_it_is(known):
    cuts = driver_book.edges(known)
    assert all(float(f"{cut:g}") == cut for cut in cuts)
    assert list(cuts) == sorted(set(cuts))
    assert not cuts or cuts[0] > known.min()
