"""Applications at the level of traits: what is asked, what the bureau says, what was decided.

The calibration and the book draw from these same functions, so rates planted on the calibration
sample hold in every book.
"""

from dataclasses import dataclass, fields

import numpy as np
from scipy.special import expit

from data.simulator.settings import Floats, Ints, settings
from data.simulator.traits import Traits

PRODUCTS = ("pay_later", "instalment_loan", "cash_loan")
PRODUCT_SHARES = np.array([0.45, 0.35, 0.20])
TERMS = np.array([[30, 60, 90], [90, 180, 360], [90, 180, 360]])
TYPICAL_LOG = np.array([-0.1, 0.65, 0.9])  # log of the amount asked over the monthly spend
OVERASK_SHARE, OVERASK_LOG = 0.16, 1.35
NEW_UNTIL_DAYS = 75.0
APPROVE, COUNTER, DECLINE = 0, 1, 2
DECISIVENESS = 3.5  # the higher, the less else the past policy looked at
FORGIVEN, STOPPED = 0.08, 0.02  # shares of recommendations that officers turned round


@dataclass(frozen=True, slots=True)
class Request:
    """What applicants ask for (fen, days), and two things that it shows of them.

    `overask` is 0–1, higher = more out of their means; `newness` 0–1, higher = a newer account.
    """

    product: Ints
    amount: Ints
    term_days: Ints
    overask: Floats
    newness: Floats

    def take(self, rows: Ints) -> "Request":
        """Return the requests at these positions."""
        return Request(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def applications_of(traits: Traits) -> tuple[Ints, Ints, Ints]:
    """Return position of the shopper, number within the shopper and local day of each."""
    shopper, nth = np.nonzero(~np.isnan(traits.applications))
    return shopper, nth, traits.applications[shopper, nth].astype(np.int64)


def draw_request(rng: np.random.Generator, traits: Traits, day: Ints) -> Request:
    """Draw product, amount (fen, whole ten yuan) and term asked on these local days."""
    count = len(traits.number)
    product = np.searchsorted(np.cumsum(PRODUCT_SHARES), rng.random(count), side="right")
    product = np.minimum(product, 2)
    bold = rng.random(count) < OVERASK_SHARE + 0.10 * (traits.impulse - 0.25)
    times_spend = TYPICAL_LOG[product] + 0.45 * rng.standard_normal(count) + OVERASK_LOG * bold
    asked = np.exp(np.clip(traits.monthly_spend_log + times_spend, 9.2, 16.5))
    amount = np.maximum(np.round(asked / 1_000), 10).astype(np.int64) * 1_000
    ratio = np.log(amount) - traits.monthly_spend_log - TYPICAL_LOG[product]
    term = TERMS[product, np.searchsorted([0.4, 0.8], rng.random(count))]
    tenure = day - traits.registered
    return Request(
        product,
        amount,
        term,
        overask=np.asarray(expit(7.0 * (ratio - 0.85))),
        newness=np.asarray(expit((NEW_UNTIL_DAYS - tenure) / 10.0)),
    )


def draw_bureau(rng: np.random.Generator, traits: Traits, lasting: Floats) -> Floats:
    """Draw standard-normal bureau scores (higher = safer), NaN without a bureau file.

    They know a little of diligence and capacity, nothing of the footprint; `lasting` is the
    standard-normal part that a shopper's later scores share.
    """
    noise = np.sqrt(0.9) * lasting + np.sqrt(0.1) * rng.standard_normal(len(lasting))
    score = 0.25 * traits.diligence + 0.15 * traits.capacity + np.sqrt(1 - 0.085) * noise
    return np.where(traits.has_file, score, np.nan)


def policy_points(traits: Traits, request: Request, bureau: Floats) -> Floats:
    """Return what the past policy saw of an application, higher = safer; no footprint in it."""
    return (
        0.5 * np.nan_to_num(bureau)
        - 0.9 * request.overask
        - 0.6 * traits.careless
        - 0.5 * traits.drift
        - 0.4 * traits.impulse
    )


def seen_points(rng: np.random.Generator, points: Floats) -> Floats:
    """Return the points of the day: with all else that the past policy looked at."""
    return points + rng.logistic(0.0, 1.0 / DECISIVENESS, len(points))


def decline_chance(points: Floats, threshold: float) -> Floats:
    """Return the chance (0–1) that an application with these points was declined."""
    recommended = np.asarray(expit(DECISIVENESS * (threshold - points)))
    return recommended * (1 - FORGIVEN) + (1 - recommended) * STOPPED


def recommend(seen: Floats, threshold: float) -> Ints:
    """Return what the past policy recommended at these points of the day."""
    return np.where(seen < threshold, DECLINE, APPROVE)


def draw_decision(rng: np.random.Generator, recommended: Ints) -> Ints:
    """Draw past decisions: as recommended but for some, and some offers smaller than asked."""
    past = settings().past_policy
    declined = recommended == DECLINE
    declined ^= rng.random(len(declined)) < np.where(declined, FORGIVEN, STOPPED)
    counters = past.counter_share / (past.counter_share + past.approve_share)
    countered = rng.random(len(declined)) < counters
    return np.where(declined, DECLINE, np.where(countered, COUNTER, APPROVE))


def booking_chance(points: Floats, threshold: float) -> Floats:
    """Return the chance (0–1) that an application became a loan."""
    past = settings().past_policy
    offered = past.approve_share + past.counter_share
    take_up = (
        past.approve_share * past.take_up_approved + past.counter_share * past.take_up_counter
    ) / offered
    return (1 - decline_chance(points, threshold)) * take_up
