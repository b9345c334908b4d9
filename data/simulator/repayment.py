"""Loans, what fell due, what was paid and when: consistent with the drawn outcome.

A loan is bad when an instalment is 90 days past due within 6 months on book. Bad loans stop at
their first or second instalment; good ones may pay late, by less than 90 days, and a few stop
only later on.
"""

from dataclasses import dataclass

import numpy as np

from data.simulator import applying
from data.simulator.lending import Applications
from data.simulator.purchases import repeat
from data.simulator.settings import Bools, Floats, Ints
from data.simulator.timeline import DAY, add_months, end_of_book
from data.simulator.traits import Traits

WINDOW_MONTHS = 6
PERIOD_DAYS = 30
COUNTER_SHARE = 0.6  # of the amount asked
ANNUAL_RATES = np.array([0.18, 0.24, 0.30])
FEE_SHARES = np.array([0.01, 0.0, 0.02])


@dataclass(frozen=True, slots=True)
class Loans:
    """One row per loan; `application` is the position in the applications, money in fen."""

    application: Ints
    principal: Ints
    annual_rate: Floats
    fee: Ints
    observed_at: Ints
    is_mature: Bools


@dataclass(frozen=True, slots=True)
class Instalments:
    """One row per due date; `paid_at` is -1 while nothing was paid by the end of the book."""

    loan: Ints
    instalment_no: Ints
    due_at: Ints
    due_amount: Ints
    paid_at: Ints


def approved_amounts(applications: Applications) -> Ints:
    """Return the amounts granted (fen), by whole ten yuan; counter offers are smaller."""
    countered = applications.decision == applying.COUNTER
    lower = np.maximum(np.round(applications.request.amount * COUNTER_SHARE / 1_000), 1) * 1_000
    return np.where(countered, lower, applications.request.amount).astype(np.int64)


def draw_repayment(
    rng: np.random.Generator, traits: Traits, applications: Applications
) -> tuple[Loans, Instalments]:
    """Draw the loans of these applications and every due date with its payment.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source of chance.
    traits : Traits
        The shoppers.
    applications : Applications
        Their applications with decisions and outcomes.

    Returns
    -------
    tuple[Loans, Instalments]
        Both in the order of the applications.
    """
    rows = np.flatnonzero(applications.disbursed_at >= 0)
    booked = applications.take(rows)
    principal = approved_amounts(booked)
    observed_at = add_months(booked.disbursed_at, WINDOW_MONTHS)
    loans = Loans(
        application=rows,
        principal=principal,
        annual_rate=ANNUAL_RATES[booked.request.product],
        fee=np.round(principal * FEE_SHARES[booked.request.product]).astype(np.int64),
        observed_at=observed_at,
        is_mature=observed_at <= end_of_book(),
    )
    return loans, _instalments(rng, traits, booked, loans)


def _instalments(
    rng: np.random.Generator, traits: Traits, booked: Applications, loans: Loans
) -> Instalments:
    parts = booked.request.term_days // PERIOD_DAYS
    loan, number = repeat(parts)
    due_at = booked.disbursed_at[loan] + (number + 1) * PERIOD_DAYS * DAY
    interest = 1 + loans.annual_rate * booked.request.term_days / 365 * 0.55
    due = np.round(loans.principal * interest / parts).astype(np.int64)
    stops = _stops(rng, booked.is_bad, parts)
    careless = traits.careless[booked.shopper][loan]
    count = len(loan)
    late = rng.random(count) < 0.05 + 0.5 * careless
    days_late = np.where(
        late, 1 + np.minimum(rng.exponential(7.0, count), 55.0), -4.0 * rng.random(count)
    )
    recovered = (rng.random(len(parts)) < 0.3)[loan]
    days_late = np.where(number >= stops[loan], 110 + 90 * rng.random(count), days_late)
    never = (number >= stops[loan]) & ~recovered
    paid_at = np.maximum(due_at + (days_late * DAY).astype(np.int64), booked.disbursed_at[loan] + 1)
    paid_at = np.where(never | (paid_at >= end_of_book()), -1, paid_at)
    return Instalments(loan, number + 1, due_at, due[loan], paid_at)


def _stops(rng: np.random.Generator, is_bad: Bools, parts: Ints) -> Ints:
    """Draw the first unpaid instalment of each loan (from 0); beyond the last: all are paid."""
    bad_stop = np.minimum((rng.random(len(parts)) < 0.4).astype(np.int64), parts - 1)
    later = np.where(rng.random(len(parts)) < 0.015, 5, 99)
    return np.where(is_bad, bad_stop, later)
