"""The lender's past: applications, the bureau's answers, decisions and what was paid out."""

from dataclasses import dataclass, fields

import numpy as np

from data.simulator import applying, calibrate, footprint
from data.simulator.settings import Bools, Floats, Ints, settings
from data.simulator.timeline import DAY
from data.simulator.traits import Traits

HOURS = np.array([[18, 24], [12, 18], [6, 12], [0, 6]])  # evening, afternoon, morning, night
AUTOMATIC_SHARE = 0.35
UNDECIDED = -1


@dataclass(frozen=True, slots=True)
class Applications:
    """One row per application, sorted by shopper and time (local seconds).

    `decision` is as in `applying`, or `UNDECIDED`; `disbursed_at` is -1 where nothing was
    paid out; `is_bad` is drawn from `prob_default` for loans, false otherwise.
    """

    shopper: Ints
    sequence: Ints
    at: Ints
    levels: footprint.Levels
    request: applying.Request
    bureau: Floats
    points: Floats
    is_of_legal_age: Bools
    refuses_automation: Bools
    decision: Ints
    recommendation: Ints
    decided_at: Ints
    disbursed_at: Ints
    prob_default: Floats
    is_bad: Bools

    def take(self, rows: Ints) -> "Applications":
        """Return the applications at these positions."""
        nested = {"levels", "request"}
        columns = {
            f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in nested
        }
        levels = {name: column[rows] for name, column in self.levels.items()}
        return Applications(levels=levels, request=self.request.take(rows), **columns)


def draw_applications(
    rng: np.random.Generator, traits: Traits, person: footprint.Levels
) -> Applications:
    """Draw all applications of these shoppers with their decisions and true outcomes.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source of chance.
    traits : Traits
        The shoppers.
    person : dict
        Their lasting footprint, from `footprint.draw_person`.

    Returns
    -------
    Applications
        A shopper whose loan went bad, or whose application waits, does not apply again.
    """
    shopper, nth, day = applying.applications_of(traits)
    applicants = traits.take(shopper)
    count = len(shopper)
    lasting = rng.standard_normal(len(traits.number))[shopper]
    levels = footprint.draw_visit(rng, applicants, {k: v[shopper] for k, v in person.items()})
    request = applying.draw_request(rng, applicants, day)
    bureau = applying.draw_bureau(rng, applicants, lasting)
    effects = calibrate.effects()
    prob = calibrate.prob_default(effects, applicants, levels, request, bureau)
    points = applying.seen_points(rng, applying.policy_points(applicants, request, bureau))
    recommended = applying.recommend(points, effects.decline_below)
    decision = applying.draw_decision(rng, recommended)
    at = day * DAY + _second_of_day(rng, levels["hour"])
    of_age = rng.random(count) < settings().applications.legal_age_share
    decision = np.where(of_age, decision, applying.DECLINE)
    undecided = at >= (settings().days - settings().undecided_days) * DAY
    decision = np.where(undecided, UNDECIDED, decision)
    decided_at = at + _waited(rng, count)
    paid_out = _taken_up(rng, decision)
    drawn = Applications(
        shopper=shopper,
        sequence=nth,
        at=at,
        levels=levels,
        request=request,
        bureau=bureau,
        points=points,
        is_of_legal_age=of_age,
        refuses_automation=rng.random(count) < settings().applications.refuses_automation_share,
        decision=decision,
        recommendation=recommended,
        decided_at=np.where(undecided, -1, decided_at),
        disbursed_at=np.where(paid_out, decided_at + rng.integers(600, 3 * DAY, count), -1),
        prob_default=prob,
        is_bad=(rng.random(count) < prob) & paid_out,
    )
    return drawn.take(_still_welcome(drawn))


def _second_of_day(rng: np.random.Generator, hour: Ints) -> Ints:
    """Draw local seconds of the day inside the footprint's bands of hours."""
    first, last = HOURS[hour, 0], HOURS[hour, 1]
    second = (first + (last - first) * rng.random(len(hour))) * 3_600
    return np.asarray(np.minimum(second, DAY - 1), dtype=np.int64)


def _waited(rng: np.random.Generator, count: int) -> Ints:
    """Draw the seconds until a decision: the machine's within minutes, a person's in days."""
    quick = rng.random(count) < AUTOMATIC_SHARE
    waited = np.where(quick, 30 + 60 * rng.random(count), 1_800 + 1.6 * DAY * rng.random(count))
    return np.asarray(waited, dtype=np.int64)


def _taken_up(rng: np.random.Generator, decision: Ints) -> Bools:
    past = settings().past_policy
    chance = np.array([past.take_up_approved, past.take_up_counter, 0.0, 0.0])[decision]
    return np.asarray(rng.random(len(decision)) < chance)


def _still_welcome(drawn: Applications) -> Ints:
    """Return the positions of applications before which no loan of the shopper went bad."""
    bads: Ints = np.cumsum(drawn.is_bad, dtype=np.int64) - drawn.is_bad
    start = np.searchsorted(drawn.shopper, drawn.shopper)
    return np.flatnonzero(bads == bads[start])
