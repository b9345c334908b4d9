"""Histories of a shopper as they might have fallen out: own weeks, drawn again and again."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.histories import written
from data.histories.own import Own
from data.histories.written import Ints, Moved

RESAMPLES = 200
REACH = 6  # weeks to either side that a week may come from
WEEK = 7 * 86_400
FEWEST_WEEKS = 2
MOST_ROWS = 20_000  # of one applicant: 200 draws of them take about as long as a page may keep one
AT_ONCE = 4_000_000  # rows written at once; memory grows with it, not with a history
DRAWN = ("orders", "order_lines", "visits")
WHOLE = slice(None)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Resampled:
    """Histories of some applications: first each as it was, then drawn again.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        For `data.histories.features.features_of`.
    owner : (h,) int
        Whose each history is, as position among the owners, as many of each; the first of an owner
        is unaltered, where it is among them.
    widening : (owners,) float
        What the draws' deviations are to be multiplied by, from 1 up: see `widening`.
    """

    tables: dict[str, pa.Table]
    owner: Ints
    widening: Floats


def resampled(own: Own, *, resamples: int = RESAMPLES, part: slice = WHOLE) -> Resampled:
    """Draw each owner's history again, week by week.

    Weeks are counted back from `known_before`, the first week of the history is that of its first
    event. The slot of each week takes all orders, with their lines and statuses, and all visits
    of one random own week at most `REACH` weeks away, moved by whole weeks: hour, weekday and
    what was bought together stay. Earlier loans, the bureau's file and the application stay.

    This is a block bootstrap (Künsch 1989, Annals of Statistics 17, 1217-1241) with blocks of a
    week that stay near their time, so that a trend survives. An application's draws depend on its
    id alone: the same on any machine, alone or in a batch.

    Parameters
    ----------
    own : Own
    resamples : int
        Draws per owner.
    part : slice
        Which of each owner's histories to write, the unaltered one being number 0: see `parts`.
    """
    orders, visits = _events(own, "orders"), _events(own, "visits")
    parts: dict[str, list[Moved]] = {"orders": [], "visits": []}
    lengths: list[int] = []
    for position, name in enumerate(own.owners):
        events = [orders[position], visits[position]]
        weeks = 1 + max((int(event.week.max(initial=-1)) for event in events), default=-1)
        lengths.append(weeks)
        source = _sources(name, weeks, resamples)[part]
        first = position * len(source)
        for table, event in zip(parts, events, strict=True):
            parts[table].append(_placed(event, source, first))
    owner = np.repeat(np.arange(len(own.owners)), len(range(resamples + 1)[part]))
    joined = {name: _joined(found) for name, found in parts.items()}
    return Resampled(
        written.write(own, owner, joined["orders"], joined["visits"]),
        owner,
        np.array([widening(weeks) for weeks in lengths]),
    )


def parts(own: Own, resamples: int) -> Iterator[slice]:
    """Cut the histories of some owners so that each part writes at most `AT_ONCE` rows, or one."""
    step = max(AT_ONCE // max(int(rows(own).sum()), 1), 1)
    for first in range(0, resamples + 1, step):
        yield slice(first, min(first + step, resamples + 1))


def rows(own: Own) -> Ints:
    """Count the rows of each owner that a draw may take: orders, lines and visits; (owners,)."""
    counted: Ints = np.sum([written.spans(own, table)[1] for table in DRAWN], axis=0)
    return counted


def widening(weeks: int) -> float:
    """Give what makes up for drawing each slot from few own weeks.

    ``1 / sqrt(mean over slots of (1 - 1/m))``, m the weeks that a slot is drawn from: one of m
    values drawn with replacement has (m - 1) / m of the variance that the m values were drawn
    with (the narrowness of the bootstrap; Hesterberg 2015, What Teachers Should Know About the
    Bootstrap, The American Statistician 69, 371-386). 1.04 for a long history.

    Parameters
    ----------
    weeks : int
        Length of the history.

    Returns
    -------
    float
        From 1 up; 1 below two weeks, where nothing varies.
    """
    if weeks < FEWEST_WEEKS:
        return 1.0
    nearest, farthest = _reach(weeks)
    return float(1 / np.sqrt(np.mean(1 - 1 / (farthest - nearest + 1))))


def active_weeks(own: Own) -> Ints:
    """Count the weeks before the application, of seven days each, that hold an order; (owners,)."""
    return np.array([len(np.unique(event.week)) for event in _events(own, "orders")])


@dataclass(frozen=True, slots=True)
class _Events:
    """One owner's rows of a table, oldest first: where they begin, and the week of each."""

    start: int
    week: Ints


def _events(own: Own, table: str) -> list[_Events]:
    starts, counts = written.spans(own, table)
    seconds = np.asarray(own.tables[table]["seconds_before"], dtype=np.float64)
    week = (np.ceil(seconds / WEEK) - 1).astype(np.int64)
    return [
        _Events(int(start), week[start : start + count])
        for start, count in zip(starts, counts, strict=True)
    ]


def _sources(name: str, weeks: int, resamples: int) -> Ints:
    """Draw the week that each slot takes, ``(resamples + 1, weeks)``; the first row takes its own.

    Weeks are numbered from the application backwards.
    """
    seed = int.from_bytes(sha256(name.encode()).digest()[:16], "big")
    rng = np.random.Generator(np.random.PCG64(seed))
    slot = np.arange(weeks)
    nearest, farthest = _reach(weeks)
    drawn = rng.random((resamples, weeks)) * (farthest - nearest + 1)
    return np.vstack([slot, nearest + drawn.astype(np.int64)])


def _reach(weeks: int) -> tuple[Ints, Ints]:
    """Give the first and the last week that each slot may take, ``(weeks,)`` each."""
    slot = np.arange(weeks)
    return np.maximum(slot - REACH, 0), np.minimum(slot + REACH, weeks - 1)


def _placed(events: _Events, source: Ints, first: int) -> Moved:
    """Place an owner's rows into the slots that take their week."""
    histories, weeks = source.shape
    count = np.bincount(events.week, minlength=weeks)
    begin = events.start + np.searchsorted(-events.week, -np.arange(weeks), side="left")
    # the earliest slot first, so that a history's rows stand in the order of time
    slots = np.arange(weeks)[::-1]
    taken = source[:, ::-1].ravel()
    row, cell = written.repeated(begin[taken], count[taken])
    slot = np.tile(slots, histories)[cell]
    return Moved(
        row=row,
        history=first + cell // max(weeks, 1),
        seconds=(taken[cell] - slot) * WEEK,
    )


def _joined(parts: list[Moved]) -> Moved:
    def column(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(part, name) for part in parts])

    return Moved(column("row"), column("history"), column("seconds"))
