"""The effects plant the published rates in a population they were not found on."""

import numpy as np
import pytest

from data.simulator import applying, calibrate, footprint
from data.simulator.chunk import generator
from data.simulator.settings import FOOTPRINT, rates
from data.simulator.traits import draw


def test_a_fresh_population_shows_the_published_shares_and_ratios() -> None:
    rng = generator(99)
    everyone = draw(rng, 0, 200_000)
    shopper, _, day = applying.applications_of(everyone)
    traits = everyone.take(shopper)
    levels = footprint.draw_visit(rng, traits, footprint.draw_person(rng, traits))
    request = applying.draw_request(rng, traits, day)
    bureau = applying.draw_bureau(rng, traits, rng.standard_normal(len(shopper)))
    effects = calibrate.effects()
    points = applying.policy_points(traits, request, bureau)
    weight = applying.booking_chance(points, effects.decline_below)
    bad = weight * calibrate.prob_default(effects, traits, levels, request, bureau)
    mean = bad.sum() / weight.sum()
    assert mean == pytest.approx(0.05, abs=0.001)
    for name in FOOTPRINT:
        variable = rates().variables[name]
        size = len(variable.levels)
        loans = np.bincount(levels[name], weight, size)
        ratios = np.bincount(levels[name], bad, size) / loans / mean
        assert loans / weight.sum() == pytest.approx(variable.shares, abs=0.006), name
        wide = 1.5 / np.sqrt(loans)  # three standard errors of a level's mean risk, generously
        assert np.abs(ratios / variable.ratios - 1) == pytest.approx(0, abs=0.02 + wide.max()), name


def test_cramers_v_of_known_tables() -> None:
    assert footprint.cramers_v(np.array([[10.0, 0.0], [0.0, 10.0]])) == pytest.approx(1.0)
    assert footprint.cramers_v(np.array([[2.0, 4.0], [3.0, 6.0]])) == pytest.approx(0.0)
    # chi² of [[30, 10], [10, 30]] is 20, so V = sqrt(20 / 80)
    assert footprint.cramers_v(np.array([[30.0, 10.0], [10.0, 30.0]])) == pytest.approx(0.5)


def test_joint_shares_have_the_published_associations() -> None:
    planted = rates().association
    cells = footprint.joint().device_os
    assert footprint.cramers_v(cells) == pytest.approx(planted["device_os"], abs=1e-6)
    assert cells.sum(axis=1) == pytest.approx(rates().variables["device"].shares, abs=1e-6)
    assert cells.sum(axis=0) == pytest.approx(rates().variables["os"].shares, abs=1e-6)
