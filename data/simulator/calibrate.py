"""Find the effects that plant the published rates, on one fixed sample of applications.

Log-odds of default = base + footprint effects + bureau effect (or "no file") + latent
tendencies and amount asked. The latent part is given; the other effects are raked until each
level's rate among booked loans stands to the book's mean as published. The sample has its own
seed, so nothing here depends on a book's size or seed.
"""

import functools
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from data.simulator import applying, footprint
from data.simulator.settings import FOOTPRINT, Bools, Floats, Ints, Variable, rates, settings
from data.simulator.traits import Traits, draw

SAMPLE, SEED, ROUNDS = 160_000, 20_150_706, 25


@dataclass(frozen=True, slots=True)
class Effects:
    """Log-odds effects, higher = riskier.

    `bureau_at` are the standard-normal scores where `bureau` holds an effect (linear between
    and beyond); `decline_below` is the past policy's threshold in policy points.
    """

    base: float
    footprint: dict[str, Floats]
    bureau_at: Floats
    bureau: Floats
    no_file: float
    decline_below: float


@dataclass(frozen=True, slots=True)
class _Sample:
    levels: footprint.Levels
    bureau: Floats
    latent: Floats
    weight: Floats
    fifth: Ints


def latent_log_odds(traits: Traits, request: applying.Request) -> Floats:
    """Return the part of the log-odds that only purchases and the amount asked can show.

    What matters differs by product: who is careless forgets a small bill, who acts on impulse
    or asks for much fails at a cash loan.
    """
    weights = settings().hazard
    tendencies = (traits.impulse, traits.careless, traits.drift, request.overask, request.newness)
    total = sum(
        np.array(by_product)[request.product] * tendency
        for by_product, tendency in zip(
            (weights.impulse, weights.careless, weights.drift, weights.overask, weights.newness),
            tendencies,
            strict=True,
        )
    )
    return np.where(traits.has_file, weights.with_file, 1.0) * (total - 1.1)


def prob_default(
    effects: Effects,
    traits: Traits,
    levels: footprint.Levels,
    request: applying.Request,
    bureau: Floats,
) -> Floats:
    """Return the true chance (0–1) of 90+ days past due within 6 months on book."""
    log_odds = effects.base + latent_log_odds(traits, request) + _bureau_effect(effects, bureau)
    counts = footprint_counts(traits.has_file)
    for name in FOOTPRINT:
        log_odds = log_odds + counts * effects.footprint[name][levels[name]]
    return np.asarray(expit(log_odds))


def footprint_counts(has_file: Bools) -> Floats:
    """Return how much of the footprint effects counts: less where a bureau file says it too."""
    return np.where(has_file, settings().hazard.footprint_with_file, 1.0)


def _bureau_effect(effects: Effects, bureau: Floats) -> Floats:
    at, values = effects.bureau_at, effects.bureau
    filled = np.nan_to_num(bureau)
    low, high = (
        (values[1] - values[0]) / (at[1] - at[0]),
        (values[-1] - values[-2]) / (at[-1] - at[-2]),
    )
    beyond = low * np.minimum(filled - at[0], 0) + high * np.maximum(filled - at[-1], 0)
    return np.where(np.isnan(bureau), effects.no_file, np.interp(filled, at, values) + beyond)


@functools.cache
def effects() -> Effects:
    """Return the effects that plant the published rates."""
    rng = np.random.Generator(np.random.SFC64(SEED))
    everyone = draw(rng, 0, SAMPLE)
    shopper, _, day = applying.applications_of(everyone)
    traits = everyone.take(shopper)
    levels = footprint.draw_visit(rng, traits, footprint.draw_person(rng, traits))
    request = applying.draw_request(rng, traits, day)
    bureau = applying.draw_bureau(rng, traits, rng.standard_normal(len(shopper)))
    points = applying.policy_points(traits, request, bureau)
    past = settings().past_policy
    declined = 1 - past.approve_share - past.counter_share
    threshold = float(
        brentq(lambda t: applying.decline_chance(points, t).mean() - declined, -10.0, 10.0)
    )
    weight = applying.booking_chance(points, threshold)
    at, edges = _quantiles(bureau, weight)
    fifth = np.where(np.isnan(bureau), 5, np.searchsorted(edges, np.nan_to_num(bureau)))
    latent = latent_log_odds(traits, request)
    return _rake(_Sample(levels, bureau, latent, weight, fifth), at, threshold)


def _quantiles(bureau: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return the booked scores' middles of fifths and edges between fifths."""
    known: Bools = ~np.isnan(bureau)
    order = np.argsort(bureau[known])
    share = np.cumsum(weight[known][order])
    share = share / share[-1]
    scores = bureau[known][order]
    return (
        np.interp([0.1, 0.3, 0.5, 0.7, 0.9], share, scores),
        np.interp([0.2, 0.4, 0.6, 0.8], share, scores),
    )


def _rake(sample: _Sample, at: Floats, threshold: float) -> Effects:
    table = rates().variables
    found = Effects(
        base=float(np.log(0.05)),
        footprint={name: np.log(table[name].raked_ratios) for name in FOOTPRINT},
        bureau_at=at,
        bureau=np.log(table["bureau_quintile"].ratios),
        no_file=0.0,
        decline_below=threshold,
    )
    for _ in range(ROUNDS):
        found = _rake_once(sample, found, table)
    return found


def _rake_once(sample: _Sample, found: Effects, table: dict[str, Variable]) -> Effects:
    """Return effects moved by the log of wanted over found rate, level by level."""
    fixed = sample.latent + _bureau_effect(found, sample.bureau)
    steps = dict(found.footprint)
    counts = footprint_counts(sample.fifth < 5)
    log_odds = found.base + fixed + counts * sum(steps[n][sample.levels[n]] for n in FOOTPRINT)
    for name in FOOTPRINT:
        prob = expit(log_odds) * sample.weight
        move = _wanted_over_found(sample, prob, sample.levels[name], table[name].raked_ratios)
        steps[name] = steps[name] + move
        log_odds = log_odds + counts * move[sample.levels[name]]
    prob = expit(log_odds) * sample.weight
    fifths = table["bureau_quintile"].ratios
    with_file = float(sample.weight[sample.fifth < 5].sum() / sample.weight.sum())
    no_file = (1 - with_file * float(fifths.mean())) / (1 - with_file)
    move = _wanted_over_found(sample, prob, sample.fifth, np.append(fifths, no_file))
    mean = float(prob.sum() / sample.weight.sum())
    return Effects(
        base=found.base + float(np.log(settings().hazard.mean_rate / mean)),
        footprint=steps,
        bureau_at=found.bureau_at,
        bureau=found.bureau + move[:5],
        no_file=found.no_file + float(move[5]),
        decline_below=found.decline_below,
    )


def _wanted_over_found(sample: _Sample, prob: Floats, level: Ints, wanted: Floats) -> Floats:
    """Return log(wanted ratio / found ratio) of each level, ratios to the book's mean."""
    size = len(wanted)
    rate = np.bincount(level, prob, size) / np.bincount(level, sample.weight, size)
    return np.asarray(np.log(wanted * (prob.sum() / sample.weight.sum()) / rate))
