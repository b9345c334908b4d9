"""Local days and seconds of the book, its paydays and festivals, and the way to UTC.

Inside the simulator a time is an integer of local seconds since the first day's midnight.
"""

import csv
import functools
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from data.simulator.settings import Ints, settings

DAY = 86_400
REFERENCE = Path(__file__).parent.parent / "reference"


@dataclass(frozen=True, slots=True)
class Days:
    """Facts about each local day of the book, indexed by day number.

    `weekday` is 0–6 (Monday 0), `last_payday` the number of the latest payday on or before the
    day, `festivals` the (first, last) day numbers of each shopping festival.
    """

    weekday: Ints
    last_payday: Ints
    festivals: Ints


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def days() -> Days:
    """Return the calendar of the book, from the versioned reference files."""
    known = settings()
    dates = [known.first_day + timedelta(days=k) for k in range(known.days + 1)]
    paydays = {int(row["day_of_month"]) for row in _rows("paydays.csv")}
    latest, last_payday = 0, []
    for number, day in enumerate(dates):
        latest = number if day.day in paydays else latest
        last_payday.append(latest)
    festivals = []
    for year in range(known.first_day.year, known.as_of.year + 1):
        for row in _rows("festivals.csv"):
            middle = (date(year, int(row["month"]), int(row["day"])) - known.first_day).days
            first, last = middle - int(row["days_before"]), middle + int(row["days_after"])
            if first >= 0 and last < known.days:
                festivals.append((first, last))
    return Days(
        np.array([day.weekday() for day in dates]),
        np.array(last_payday),
        np.array(festivals),
    )


def epoch_seconds(local: Ints) -> Ints:
    """Return UTC seconds since 1970 of local seconds since the first day's midnight."""
    known = settings()
    first = (known.first_day - date(1970, 1, 1)).days * DAY
    return local + (first - known.utc_offset_minutes * 60)


def end_of_book() -> int:
    """Return `as_of` (UTC midnight) in local seconds since the first day's midnight."""
    known = settings()
    return known.days * DAY + known.utc_offset_minutes * 60


def add_months(local: Ints, months: int) -> Ints:
    """Return the same clock time `months` later in UTC, at the month's last day if shorter."""
    utc = epoch_seconds(local).astype("datetime64[s]")
    day = utc.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    target = month + np.timedelta64(months, "M")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    moved = np.minimum(target.astype("datetime64[D]") + (day - month.astype("datetime64[D]")), last)
    later: Ints = moved.astype("datetime64[s]").astype(np.int64) + (
        utc - day.astype("datetime64[s]")
    ).astype(np.int64)
    return later - epoch_seconds(np.zeros(1, dtype=np.int64))
