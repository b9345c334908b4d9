"""What is in the orders: lines, goods, prices and discounts, after the shopper's own taste."""

import csv
import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.simulator.purchases import Orders, repeat
from data.simulator.settings import Floats, Ints
from data.simulator.timeline import REFERENCE
from data.simulator.traits import Traits

GOODS, BRANDS = 4, 3  # goods a category has; brands are repeated up to three
BRAND_PRICES = np.array([0.92, 1.0, 1.12])
PRICE_RANGE = (0.75, 1.3)  # offers lie within this of the usual price


@dataclass(frozen=True, slots=True)
class Assortment:
    """The shop's goods. Product number = (category · 4 + good) · 3 + brand.

    `prices` are fen, one row per category from cheap to dear, `weight` is general demand (0–1,
    sums to one), `luxury` the demand among luxuries alone (likewise).
    """

    categories: tuple[str, ...]
    product_names: tuple[str, ...]
    brand_of_product: tuple[str, ...]
    prices: Floats
    weight: Floats
    luxury: Floats


@dataclass(frozen=True, slots=True)
class Lines:
    """One row per order line, in the order of the orders; `order` is the position there."""

    order: Ints
    line_no: Ints
    product: Ints
    category: Ints
    quantity: Ints
    unit_price: Ints


@functools.cache
def assortment() -> Assortment:
    """Return what the shop sells, over the closed list of categories."""
    raw = tomllib.loads(Path(__file__).with_name("assortment.toml").read_text(encoding="utf-8"))
    with (REFERENCE / "categories.csv").open(encoding="utf-8", newline="") as file:
        groups = {row["category"]: row["spending_group"] for row in csv.DictReader(file)}
    names: list[str] = []
    brands: list[str] = []
    for category in groups:
        of_category = (raw[category]["brands"] * BRANDS)[:BRANDS]
        for good in raw[category]["goods"]:
            names.extend(f"{brand} {good}" for brand in of_category)
            brands.extend(of_category)
    weight = np.array([raw[category]["weight"] for category in groups], dtype=np.float64)
    luxury = weight * np.array([group == "luxury" for group in groups.values()])
    return Assortment(
        categories=tuple(groups),
        product_names=tuple(names),
        brand_of_product=tuple(brands),
        prices=np.array(
            [[100.0 * yuan for yuan in raw[category]["prices"]] for category in groups]
        ),
        weight=weight / weight.sum(),
        luxury=luxury / luxury.sum(),
    )


def draw_lines(
    rng: np.random.Generator, traits: Traits, orders: Orders
) -> tuple[Lines, Ints, Ints]:
    """Draw the lines of these orders.

    Returns
    -------
    tuple[Lines, ndarray, ndarray]
        The lines, and per order the amount paid and the discount, both in fen.
    """
    count = len(orders.shopper)
    order, line_no = repeat(1 + rng.poisson(1.5, count))
    shopper = orders.shopper[order]
    category = _categories(rng, traits, shopper)
    wanted = _values(rng, traits, orders, order, category)
    shop = assortment()
    steps = np.log(shop.prices[:, 1:] * shop.prices[:, :-1]) / 2
    good = (np.log(wanted)[:, None] > steps[category]).sum(axis=1)
    brand = (traits.favourites[:, 0][shopper] + good + (rng.random(len(order)) < 0.35)) % BRANDS
    price = shop.prices[category, good] * BRAND_PRICES[brand]
    quantity = np.clip(np.round(wanted / price), 1, 4).astype(np.int64)
    price = price * np.clip(wanted / quantity / price, *PRICE_RANGE)
    unit_price = np.maximum(np.round(price / 10), 10).astype(np.int64) * 10
    lines = Lines(
        order,
        line_no + 1,
        (category * GOODS + good) * BRANDS + brand,
        category,
        quantity,
        unit_price,
    )
    gross = np.bincount(order, quantity * unit_price, count)
    bargain = rng.random(count) < (0.2 + 0.35 * (1 - traits.careless))[orders.shopper]
    share = np.where(bargain, 0.05 + 0.2 * rng.random(count), 0.0)
    discount = np.floor(gross * share / 10).astype(np.int64) * 10
    return lines, gross.astype(np.int64) - discount, discount


def _categories(rng: np.random.Generator, traits: Traits, shopper: Ints) -> Ints:
    """Draw categories: a favourite, a luxury (on impulse), or anything in general demand."""
    shop = assortment()
    count = len(shopper)
    which = rng.random(count)
    luxury_below = (0.02 + 0.4 * traits.impulse)[shopper]
    general = np.searchsorted(np.cumsum(shop.weight), rng.random(count), side="right")
    luxury = np.searchsorted(np.cumsum(shop.luxury), rng.random(count), side="right")
    favourites = favourite_categories(traits)
    favourite = favourites[shopper, np.searchsorted([0.5, 0.8], rng.random(count))]
    drawn = np.where(which < luxury_below, luxury, np.where(which > 0.6, favourite, general))
    return np.minimum(drawn, len(shop.categories) - 1)


def favourite_categories(traits: Traits) -> Ints:
    """Return each shopper's three favourite categories, (n, 3), by general demand."""
    cumulative = np.cumsum(assortment().weight)
    drawn = np.searchsorted(cumulative, traits.favourites / float(1 << 30), side="right")
    return np.minimum(drawn, len(cumulative) - 1)


def _values(
    rng: np.random.Generator, traits: Traits, orders: Orders, order: Ints, category: Ints
) -> Floats:
    """Split each order's log-normal value over its lines, dear categories taking more (fen)."""
    count = len(orders.shopper)
    taken = 0.3 * np.log(assortment().prices[:, 1])[category]
    value = np.exp(traits.basket_log[orders.shopper] + 0.55 * rng.standard_normal(count))
    share = np.exp(0.5 * rng.standard_normal(len(order)) + taken)
    return np.asarray(value[order] * share / np.bincount(order, share, count)[order])
