"""Names and codes that the files carry: regions, lenders, reasons, people's own data."""

from dataclasses import dataclass

import numpy as np

from data.simulator import applying
from data.simulator.lending import Applications
from data.simulator.settings import Bools, Floats, Ints, settings
from data.simulator.timeline import DAY, end_of_book
from data.simulator.traits import Traits

REGIONS = ("north", "north-east", "east", "centre", "south", "south-west", "north-west", "capital")
REGION_SHARES = np.array([0.14, 0.09, 0.26, 0.15, 0.17, 0.09, 0.04, 0.06])
LENDERS = (
    ("LN1", "Harbour Consumer Finance", "18 Harbour Road, Shanghai", "care@harbour.example"),
    ("LN2", "Plum Tree Credit", "7 Plum Tree Lane, Hangzhou", "help@plumtree.example"),
    ("LN3", "North Gate Bank", "1 North Gate Square, Beijing", "desk@northgate.example"),
)
LENDER_SHARES = np.array([0.5, 0.3, 0.2])
DOMAINS = {
    "gmx": ("gmx.de", "gmx.net"),
    "web": ("web.de",),
    "t_online": ("t-online.de",),
    "gmail": ("gmail.com", "googlemail.com"),
    "yahoo": ("yahoo.de", "yahoo.com"),
    "hotmail": ("hotmail.de", "hotmail.com"),
    "other": ("freenet.de", "arcor.de", "aol.com", "icloud.com", "outlook.com", "posteo.de"),
}
OFFICERS = tuple(f"officer-{number:02d}" for number in range(1, 13))
MACHINE = "policy"
REASONS = (
    "amount_above_means",
    "bureau_score_low",
    "repayment_reliability",
    "address_unsettled",
    "under_age",
    "override_file_reviewed",
    "override_caution",
)
KEY_FACTORS = (
    "recent enquiries",
    "short credit history",
    "high use of credit lines",
    "late payment on record",
    "few accounts",
)
AGENCY, SCORE_MIN, SCORE_MAX, SCORE_MEAN, SCORE_SPREAD = "Eastern Bureau", 300.0, 850.0, 590.0, 78.0
GENDERS = ("female", "male")
GROUPS = ("local", "moved here", "abroad")


@dataclass(frozen=True, slots=True)
class Consents:
    """One row per grant, sorted by shopper and purpose; `withdrawn_at` is -1 while it holds."""

    shopper: Ints
    purpose: Ints
    granted_at: Ints
    withdrawn_at: Ints


PURPOSES = ("credit_scoring", "marketing")


def choose(rng: np.random.Generator, shares: Floats, count: int) -> Ints:
    """Draw `count` positions with these shares (0–1, summing to one)."""
    drawn = np.searchsorted(np.cumsum(shares), rng.random(count), side="right")
    return np.minimum(drawn, len(shares) - 1)


def registered_at(traits: Traits) -> Ints:
    """Return when each account was opened, local seconds (before the first day: negative)."""
    return np.floor(traits.registered * DAY).astype(np.int64)


def draw_consents(rng: np.random.Generator, traits: Traits) -> Consents:
    """Draw who allowed scoring and marketing, from the account's opening; few withdraw."""
    count = len(traits.number)
    applies = ~np.isnan(traits.applications).all(axis=1)
    share = np.where(applies, settings().applications.consent_share, 0.4)
    grants = np.stack([rng.random(count) < share, rng.random(count) < 0.6], axis=1)
    shopper, purpose = np.nonzero(grants)
    granted = registered_at(traits)[shopper] + 60
    withdraws = rng.random(len(shopper)) < 0.006
    withdrawn = granted + (30 + 700 * rng.random(len(shopper))).astype(np.int64) * DAY
    held = ~withdraws | (withdrawn >= end_of_book())
    return Consents(shopper, purpose, granted, np.where(held, -1, withdrawn))


def reasons(applications: Applications, is_override: Bools) -> Ints:
    """Return the reason of each decision as position in `REASONS`, -1 where none is needed."""
    declined = applications.decision == applying.DECLINE
    low_score = np.nan_to_num(applications.bureau) < -0.8
    main = np.select(
        [~applications.is_of_legal_age, applications.request.overask > 0.5, low_score],
        [4, 0, 1],
        default=2,
    )
    main = np.where((main == 2) & (applications.sequence % 2 == 1), 3, main)
    code = np.where(is_override, np.where(declined, 6, 5), np.where(declined, main, -1))
    return np.where(declined & ~applications.is_of_legal_age, 4, code)


def draw_protected(rng: np.random.Generator, traits: Traits) -> tuple[Ints, Ints, Ints]:
    """Draw gender, birth day (days since 1970) and group; mildly related to traits."""
    count = len(traits.number)
    gender = (rng.random(count) < 0.49 + 0.03 * np.tanh(traits.impulsiveness)).astype(np.int64)
    today = int(np.datetime64(settings().as_of, "D").astype(np.int64))
    birth = today - np.floor(traits.age * 365.25).astype(np.int64)
    moved = 0.25 - 0.04 * np.tanh(traits.stability)
    group = choose(rng, np.array([0.68, 0.26, 0.06]), count)
    return gender, birth, np.where((group == 0) & (rng.random(count) < moved - 0.2), 1, group)
