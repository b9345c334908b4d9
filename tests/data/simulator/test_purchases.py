"""Purchases follow from traits and chance alone, and show the traits."""

import numpy as np
import pytest

from data.simulator.browsing import COMPARE
from data.simulator.chunk import History, draw_history, draw_people, generator, redraw
from data.simulator.purchases import REFUSED
from data.simulator.settings import Bools, Floats
from data.simulator.timeline import DAY, days
from data.simulator.traits import Traits


@pytest.fixture(scope="module")
def people() -> tuple[Traits, History]:
    traits, person = draw_people(5, 0)
    return traits, draw_history(generator(5, 0, 2), traits, person["device"])


def test_the_same_traits_and_chance_give_the_same_history(
    people: tuple[Traits, History],
) -> None:
    traits, history = people
    _, person = draw_people(5, 0)
    again = draw_history(generator(5, 0, 2), traits, person["device"])
    assert np.array_equal(history.orders.at, again.orders.at)
    assert np.array_equal(history.amount, again.amount)


def test_orders_lie_inside_the_shoppers_active_time(people: tuple[Traits, History]) -> None:
    traits, history = people
    orders = history.orders
    assert (orders.at >= traits.active_from[orders.shopper] * DAY).all()
    assert (orders.at < traits.active_to[orders.shopper] * DAY).all()
    assert (np.diff(orders.shopper * 10**10 + orders.at) >= 0).all()


def test_a_redraw_is_another_history_of_the_same_shopper(people: tuple[Traits, History]) -> None:
    _, history = people
    shopper = int(np.argmax(np.bincount(history.orders.shopper)))
    drawn = [redraw(5, shopper, number) for number in range(30)]
    counts = np.array([len(one.orders.at) for one in drawn])
    assert len(set(counts.tolist())) > 5
    booked = int((history.orders.shopper == shopper).sum())
    assert abs(counts.mean() - booked) < 5 * np.sqrt(booked)
    spend = np.array([np.log(one.amount).mean() for one in drawn])
    own = np.log(history.amount[history.orders.shopper == shopper]).mean()
    assert abs(spend.mean() - own) < 0.3
    assert np.array_equal(redraw(5, shopper, 3).orders.at, drawn[3].orders.at)


def rate_by(tendency: Floats, happens: Bools, shopper: np.ndarray) -> tuple[float, float]:
    """How often it happens among those with little and with much of a tendency."""
    much = tendency[shopper] > 0.6
    little = tendency[shopper] < 0.1
    return float(happens[little].mean()), float(happens[much].mean())


def test_tendencies_show_in_what_shoppers_do(people: tuple[Traits, History]) -> None:
    traits, history = people
    orders, visits = history.orders, history.visits
    calm, hasty = rate_by(traits.impulse, orders.at % DAY < 6 * 3_600, orders.shopper)
    assert calm < 0.07
    assert hasty > 0.25
    careful, careless = rate_by(traits.careless, orders.status == REFUSED, orders.shopper)
    assert careful < 0.03 < 0.1 < careless
    careful, careless = rate_by(traits.careless, visits.action == COMPARE, visits.shopper)
    assert careful > 2 * careless
    settled, unsettled = rate_by(traits.drift, orders.address > 0, orders.shopper)
    assert settled < 0.3 < 0.4 < unsettled


def test_regular_shoppers_keep_their_weekday(people: tuple[Traits, History]) -> None:
    traits, history = people
    orders = history.orders
    weekday = days().weekday[orders.at // DAY]
    careful, careless = rate_by(
        traits.careless, weekday == traits.weekday[orders.shopper], orders.shopper
    )
    assert careful > careless + 0.15


def test_festivals_draw_more_orders_than_other_days(people: tuple[Traits, History]) -> None:
    _, history = people
    per_day = np.bincount(history.orders.at // DAY, minlength=len(days().weekday))
    at_festivals = [per_day[first : last + 1].mean() for first, last in days().festivals]
    around = [per_day[first - 20 : first - 2].mean() for first, _ in days().festivals]
    assert len(at_festivals) == 8
    assert np.mean(at_festivals) > 1.5 * np.mean(around)


def test_whoever_keeps_the_moves_of_a_home_lives_where_and_as_long_as_before(
    people: tuple[Traits, History],
) -> None:
    traits, history = people
    device = np.zeros(len(traits.number), dtype=np.int64)
    orders = draw_history(generator(5, 0, 9), traits, device, history.orders.moves).orders
    assert np.array_equal(orders.moves, history.orders.moves)
    assert not np.array_equal(orders.at[:100], history.orders.at[:100]), "purchases are drawn"
    at_home = orders.address < 10
    moved = (orders.at[:, None] >= history.orders.moves[orders.shopper]).sum(axis=1)
    assert np.array_equal(orders.address[at_home], moved[at_home])
    drawn_too = draw_history(generator(5, 0, 9), traits, device).orders
    assert not np.array_equal(drawn_too.moves, history.orders.moves)
