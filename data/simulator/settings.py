"""What the simulator assumes, read from `settings.toml` and `rates.toml` beside this file."""

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FOOTPRINT = (
    "device",
    "os",
    "hour",
    "channel",
    "email_host",
    "email_has_name",
    "email_has_number",
    "email_lower_case",
    "email_typo",
)


@dataclass(frozen=True, slots=True)
class Activity:
    """When people join, how much they buy and how long they stay (days, fen)."""

    first_application_day: float
    front_loading: float
    tenure_days_median: float
    tenure_days_sigma: float
    orders_per_month_median: float
    orders_per_month_sigma: float
    stay_days_mean: float
    basket_log_fen: float
    basket_log_by_capacity: float


@dataclass(frozen=True, slots=True)
class Applying:
    """How many people apply, and the shares (0–1) of what they bring."""

    counts: tuple[float, ...]
    file_share: float
    legal_age_share: float
    refuses_automation_share: float
    consent_share: float


@dataclass(frozen=True, slots=True)
class PastPolicy:
    """Shares (0–1) of past decisions and of offers taken up."""

    approve_share: float
    counter_share: float
    take_up_approved: float
    take_up_counter: float


@dataclass(frozen=True, slots=True)
class HazardWeights:
    """Log-odds of default per full unit of each tendency, by product; higher = riskier."""

    mean_rate: float
    impulse: list[float]
    careless: list[float]
    drift: list[float]
    overask: list[float]
    newness: list[float]
    with_file: float
    footprint_with_file: float


@dataclass(frozen=True, slots=True)
class Settings:
    """All assumptions beside the planted rates."""

    first_day: date
    as_of: date
    utc_offset_minutes: int
    chunk_shoppers: int
    undecided_days: int
    activity: Activity
    applications: Applying
    past_policy: PastPolicy
    hazard: HazardWeights

    @property
    def days(self) -> int:
        """Return the number of local days in the book."""
        return (self.as_of - self.first_day).days


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the planted table.

    `shares` are 0–1 and sum to one; `ratios` are default rates over the published mean rate.
    """

    name: str
    levels: tuple[str, ...]
    shares: Floats
    ratios: Floats

    @property
    def raked_ratios(self) -> Floats:
        """Return the ratios scaled to a share-weighted mean of one, which rounding broke."""
        return self.ratios / float(self.shares @ self.ratios)


@dataclass(frozen=True, slots=True)
class Rates:
    """The planted table and the planted associations (Cramér's V)."""

    variables: dict[str, Variable]
    association: dict[str, float]


@functools.cache
def settings() -> Settings:
    """Return the simulator's assumptions."""
    raw = tomllib.loads(Path(__file__).with_name("settings.toml").read_text(encoding="utf-8"))
    applying = dict(raw.pop("applications"))
    applying["counts"] = tuple(applying["counts"])
    return Settings(
        activity=Activity(**raw.pop("activity")),
        applications=Applying(**applying),
        past_policy=PastPolicy(**raw.pop("past_policy")),
        hazard=HazardWeights(**raw.pop("hazard")),
        **raw,
    )


@functools.cache
def rates() -> Rates:
    """Return the planted table (Berg et al. 2020, Table 2) and associations."""
    raw = tomllib.loads(Path(__file__).with_name("rates.toml").read_text(encoding="utf-8"))
    mean_rate = raw.pop("mean_rate")
    association = raw.pop("association")
    variables = {}
    for name, levels in raw.items():
        shares = np.array([level["share"] for level in levels.values()], dtype=np.float64)
        ratios = np.array([level["rate"] for level in levels.values()]) / mean_rate
        variables[name] = Variable(name, tuple(levels), shares / shares.sum(), ratios)
    return Rates(variables, association)
