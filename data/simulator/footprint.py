"""What an application leaves behind: device, system, hour, channel and the e-mail address.

Marginal shares are the published ones. Device and system, name and number, host and number are
associated as published (Cramér's V); people who hide their device mostly hide system and channel
too. Hasty people apply at night a little more, the young on a mobile; no name, lower case and
typing errors come together.
"""

import functools
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, least_squares
from scipy.special import expit, ndtr

from data.simulator.settings import Floats, Ints, rates
from data.simulator.traits import Traits

Levels = dict[str, Ints]
HASTE, AGE = 0.2, 0.2  # correlations of the footprint with traits
# Correlations with how carelessly an e-mail address was chosen and typed, which is no trait.
NO_NAME, LOWER_CASE, TYPO = 0.55, 0.7, 0.6
SAME_HIDDEN = 0.93  # of those whose device is unknown, how many have an unknown channel
HIDDEN, SYSTEMS = 3, 6
# how much people of a host tend to numbers: gmx, web, t_online, gmail, yahoo, hotmail, other
NUMBER_BY_HOST = np.array([0.1, 0.0, -1.0, 0.5, 1.0, 1.2, -0.4])


@dataclass(frozen=True, slots=True)
class Joint:
    """Joint shares (0–1) of the associated variables."""

    device_os: Floats
    number_given_host_name: Floats


def cramers_v(table: Floats) -> float:
    """Return Cramér's V of a table of counts or shares, 0 (none) to 1.

    V = sqrt(chi² / (n · (min(rows, columns) − 1))); Cramér (1946), Mathematical Methods of
    Statistics, chapter 21.
    """
    total = table.sum()
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / total
    chi2 = float(((table - expected) ** 2 / np.where(expected > 0, expected, 1.0)).sum())
    return float(np.sqrt(chi2 / (total * (min(table.shape) - 1))))


@functools.cache
def joint() -> Joint:
    """Return the joint shares that have the published margins and associations."""
    return Joint(_device_os(), _number())


def _fit_margins(seed: Floats, rows: Floats, columns: Floats) -> Floats:
    """Return `seed` scaled to the margins by iterative proportional fitting."""
    table = seed.copy()
    for _ in range(200):
        table *= (rows / table.sum(axis=1))[:, None]
        table *= columns / table.sum(axis=0)
    return table


def _device_os() -> Floats:
    known = rates()
    device, system = known.variables["device"].shares, known.variables["os"].shares
    # desktop, tablet, mobile, unknown by Windows, Mac, iOS, Android, other, unknown
    typical = np.array(
        [[60, 10, 0, 0, 0.6, 0], [0, 0, 12, 5, 0.2, 0], [0, 0, 4, 7, 0.2, 0], [0, 0, 0, 0, 0, 14]]
    )

    def table(leak: float) -> Floats:
        return _fit_margins(typical / 100 + leak * np.outer(device, system), device, system)

    leak = brentq(lambda x: cramers_v(table(x)) - known.association["device_os"], 1e-4, 5.0)
    return table(float(leak))


def _number() -> Floats:
    """Return P(number | host, name) as (hosts, 2) with the name's levels in table order."""
    known = rates()
    host, name = known.variables["email_host"].shares, known.variables["email_has_name"].shares
    with_number = known.variables["email_has_number"].shares[1]

    def chance(x: Floats) -> Floats:
        return np.asarray(expit(x[0] + x[1] * NUMBER_BY_HOST[:, None] + x[2] * np.arange(2)))

    def misses(x: Floats) -> Floats:
        p = chance(x)
        by_host, by_name = p @ name, host @ p
        tables = [np.stack([s * b, s * (1 - b)]) for s, b in ((host, by_host), (name, by_name))]
        return np.array(
            [
                host @ by_host - with_number,
                cramers_v(tables[0]) - known.association["host_number"],
                cramers_v(tables[1]) - known.association["name_number"],
            ]
        )

    return chance(least_squares(misses, np.array([-2.0, 0.7, 1.0]), xtol=1e-12).x)


def _leaning(rng: np.random.Generator, trait: Floats, correlation: float) -> Floats:
    """Return uniforms whose normal scores have this correlation with a standard trait."""
    noise = rng.standard_normal(len(trait))
    return np.asarray(ndtr(correlation * trait + np.sqrt(1 - correlation**2) * noise))


def _pick(uniform: Floats, shares: Floats) -> Ints:
    return np.minimum(np.searchsorted(np.cumsum(shares), uniform, side="right"), len(shares) - 1)


def draw_person(rng: np.random.Generator, traits: Traits) -> Levels:
    """Draw what stays with a person: device, system and e-mail address, as level numbers."""
    shares = {name: variable.shares for name, variable in rates().variables.items()}
    count = len(traits.number)
    cells = joint().device_os
    hidden = rng.random(count) < shares["device"][HIDDEN]
    young = (36 - traits.age) / 11
    visible = shares["device"][:HIDDEN] / shares["device"][:HIDDEN].sum()
    device = np.where(hidden, HIDDEN, _pick(_leaning(rng, young, AGE), visible))
    os_cumulative = np.cumsum(cells / cells.sum(axis=1, keepdims=True), axis=1)
    system = (rng.random(count)[:, None] > os_cumulative[device]).sum(axis=1)
    host = _pick(rng.random(count), shares["email_host"])
    hurry = rng.standard_normal(count)
    name = _pick(_leaning(rng, hurry, NO_NAME), shares["email_has_name"])
    number = rng.random(count) < joint().number_given_host_name[host, name]
    return {
        "device": device,
        "os": np.minimum(system, SYSTEMS - 1),
        "email_host": host,
        "email_has_name": name,
        "email_has_number": number.astype(np.int64),
        "email_lower_case": _pick(_leaning(rng, hurry, LOWER_CASE), shares["email_lower_case"]),
        "email_typo": _pick(_leaning(rng, hurry, TYPO), shares["email_typo"]),
    }


def draw_visit(rng: np.random.Generator, traits: Traits, person: Levels) -> Levels:
    """Draw what belongs to one application: hour and channel, beside the person's levels."""
    shares = {name: variable.shares for name, variable in rates().variables.items()}
    count = len(traits.number)
    hidden_share, channel_share = shares["device"][HIDDEN], shares["channel"]
    unknown = len(channel_share) - 1
    otherwise = (channel_share[unknown] - hidden_share * SAME_HIDDEN) / (1 - hidden_share)
    hides = rng.random(count) < np.where(person["device"] == HIDDEN, SAME_HIDDEN, otherwise)
    seen = channel_share[:unknown] / channel_share[:unknown].sum()
    return {
        **person,
        "hour": _pick(_leaning(rng, traits.impulsiveness, HASTE), shares["hour"]),
        "channel": np.where(hides, unknown, _pick(rng.random(count), seen)),
    }
