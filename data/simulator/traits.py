"""Who the shoppers are: latent traits, and what follows from them at once.

Traits are standard normal: capacity (money), diligence, impulsiveness, stability. Behaviour and
default both follow three tendencies between 0 and 1 that rise steeply in the traits' tails.
"""

from dataclasses import dataclass, fields

import numpy as np
from scipy.special import expit

from data.simulator.settings import Bools, Floats, Ints, settings

MOST_APPLICATIONS = 6
USUAL_ORDERS = 30.0  # of a shopper over the book, where people apply as often as usual


@dataclass(frozen=True, slots=True)
class Volume:
    """How much happens to a shopper over the whole book, in the mean.

    Parameters
    ----------
    applications_per_shopper : float
        Relative to the usual mean of about one; 0–4.
    orders_per_shopper : float
        Of shoppers who apply about once; those who seldom apply stay a tenth shorter. 1–300.
    """

    applications_per_shopper: float = 1.0
    orders_per_shopper: float = USUAL_ORDERS


USUAL = Volume()


@dataclass(frozen=True, slots=True)
class Traits:
    """One row per shopper; everything that shapes a purchase history.

    Times are local days since the first day (before it: negative); `applications` are the days
    of up to `MOST_APPLICATIONS` applications, NaN where there are fewer. `impulse`, `careless`
    and `drift` are 0–1, higher = riskier.
    """

    number: Ints
    capacity: Floats
    diligence: Floats
    impulsiveness: Floats
    stability: Floats
    age: Floats
    has_file: Bools
    registered: Floats
    active_from: Floats
    active_to: Floats
    applications: Floats
    orders_per_month: Floats
    basket_log: Floats
    weekday: Ints
    peak_hour: Floats
    works: Floats
    favourites: Ints

    @property
    def impulse(self) -> Floats:
        """Return how strongly the shopper acts on impulse, 0–1."""
        return np.asarray(expit(3.0 * (self.impulsiveness - 0.7)))

    @property
    def careless(self) -> Floats:
        """Return how careless the shopper is, 0–1."""
        return np.asarray(expit(3.0 * (-self.diligence - 0.7)))

    @property
    def drift(self) -> Floats:
        """Return how unsettled the shopper lives, 0–1."""
        return np.asarray(expit(3.0 * (-self.stability - 0.7)))

    @property
    def monthly_spend_log(self) -> Floats:
        """Return the log of the expected monthly spend in fen."""
        return self.basket_log + np.log(self.orders_per_month) + 0.15

    def take(self, rows: Ints) -> "Traits":
        """Return the shoppers at these positions."""
        return Traits(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def draw(rng: np.random.Generator, first: int, count: int, volume: Volume = USUAL) -> Traits:
    """Draw `count` shoppers numbered from `first`.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source of chance; the same state gives the same shoppers.
    first : int
        Number of the first shopper.
    count : int
        How many shoppers.
    volume : Volume
        How often they apply and buy.

    Returns
    -------
    Traits
        One row per shopper, in order of their numbers.
    """
    normal = rng.standard_normal((10, count))
    diligence = normal[0]
    impulsiveness = -0.2 * diligence + np.sqrt(1 - 0.04) * normal[1]
    stability = 0.15 * diligence + np.sqrt(1 - 0.0225) * normal[2]
    capacity = normal[3]
    age = np.clip(36 + 11 * (0.25 * stability + 0.15 * capacity + 0.956 * normal[4]), 18.2, 82)
    active = settings().activity
    applying = _first_application_day(rng, count)
    tenure = active.tenure_days_median * np.exp(active.tenure_days_sigma * normal[5])
    registered = applying - np.clip(tenure, 10, 1_500)
    applications = _application_days(rng, applying, volume.applications_per_shopper)
    leaves = np.fmax.reduce(applications, axis=1, initial=0.0)
    leaves = np.maximum(leaves, applying + rng.exponential(active.stay_days_mean, count)) + 1.0
    pace = active.orders_per_month_sigma * (0.2 * capacity + np.sqrt(0.96) * normal[6])
    return Traits(
        number=np.arange(first, first + count),
        capacity=capacity,
        diligence=diligence,
        impulsiveness=impulsiveness,
        stability=stability,
        age=age,
        has_file=rng.random(count) < settings().applications.file_share,
        registered=registered,
        active_from=np.maximum(registered, 0.0),
        active_to=np.minimum(leaves, float(settings().days)),
        applications=applications,
        orders_per_month=np.clip(active.orders_per_month_median * np.exp(pace), 0.3, 14.0)
        * (volume.orders_per_shopper / USUAL_ORDERS),
        basket_log=active.basket_log_fen
        + active.basket_log_by_capacity * capacity
        + 0.2 * normal[7],
        weekday=rng.integers(0, 7, count),
        peak_hour=np.clip(17.5 + 4.0 * normal[8], 7.5, 22.5),
        works=np.asarray(expit(-0.6 + 0.8 * normal[9])),
        favourites=rng.integers(0, 1 << 30, (count, 3)),
    )


def _first_application_day(rng: np.random.Generator, count: int) -> Floats:
    """Draw days of the first application, more of them early: density 1 − c·x on [0, 1)."""
    first, fall = settings().activity.first_application_day, settings().activity.front_loading
    total = 1 - fall / 2
    share = (1 - np.sqrt(1 - 2 * fall * total * rng.random(count))) / fall
    return first + share * (settings().days - first)


def _application_days(rng: np.random.Generator, first: Floats, per_shopper: float) -> Floats:
    """Draw the days of all applications, some months apart, NaN where there is none."""
    shares = np.array(settings().applications.counts)
    counts = np.searchsorted(np.cumsum(shares), rng.random(len(first)), side="right")
    counts = counts + rng.poisson(max(per_shopper - 1.0, 0.0), len(first))
    gaps = 200.0 + 220.0 * rng.random((len(first), MOST_APPLICATIONS))
    gaps[:, 0] = 0.0
    days = first[:, None] + np.cumsum(gaps, axis=1)
    thinned = rng.random(days.shape) < min(per_shopper, 1.0)
    there = (np.arange(MOST_APPLICATIONS) < counts[:, None]) & thinned & (days < settings().days)
    return np.where(there, np.floor(days), np.nan)
