from datetime import UTC, datetime, timedelta

import pytest

from desk.work.clock import ClockState, clock

APPLIED = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "left", "state"),
    [
        (timedelta(0), 30, ClockState.RUNNING),
        (timedelta(days=22, hours=23), 7, ClockState.RUNNING),
        (timedelta(days=23), 7, ClockState.DUE_SOON),
        (timedelta(days=28), 2, ClockState.LAST_DAYS),
        (timedelta(days=29, hours=23), 0, ClockState.LAST_DAYS),
        (timedelta(days=30), 0, ClockState.LAST_DAYS),
        (timedelta(days=30, seconds=1), -1, ClockState.OVERDUE),
    ],
)
def test_the_clock_warns_before_it_runs_out(passed, left, state):
    found = clock(APPLIED, APPLIED + passed)
    assert (found.days_left, found.state) == (left, state)
    assert found.due_at == datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_a_notice_stops_the_clock():
    years_later = APPLIED + timedelta(days=900)
    found = clock(APPLIED, years_later, APPLIED + timedelta(days=5))
    assert (found.days_left, found.state) == (25, ClockState.NOTIFIED)


def test_a_notice_that_was_late_stays_late():
    found = clock(APPLIED, APPLIED, APPLIED + timedelta(days=31))
    assert (found.days_left, found.state) == (-1, ClockState.NOTIFIED_LATE)


def test_a_case_reopened_after_its_letter_has_thirty_days_from_then():
    told, reopened = APPLIED + timedelta(days=5), APPLIED + timedelta(days=60)
    found = clock(APPLIED, reopened + timedelta(days=1), told, reopened)
    assert (found.days_left, found.state) == (29, ClockState.RUNNING)
    assert found.due_at == reopened + timedelta(days=30)
    late = clock(APPLIED, reopened + timedelta(days=31), told, reopened)
    assert (late.days_left, late.state) == (-1, ClockState.OVERDUE)


def test_the_letter_after_a_reopening_stops_the_clock_that_began_with_it():
    reopened = APPLIED + timedelta(days=60)
    found = clock(APPLIED, APPLIED, reopened + timedelta(days=12), reopened)
    assert (found.days_left, found.state) == (18, ClockState.NOTIFIED)


def test_on_an_earlier_day_a_clock_that_begins_later_has_its_whole_term():
    found = clock(APPLIED, APPLIED, None, APPLIED + timedelta(days=300))
    assert (found.days_left, found.state) == (30, ClockState.RUNNING)
