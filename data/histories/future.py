"""Histories as they might go on: other requests, further purchases, instalments paid on the day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.histories import written
from data.histories.own import Own
from data.histories.written import MICROS, Ints, Moved

DAY = 86_400
WEEK = 7 * DAY
WEEKS_A_MONTH = 365.25 / 12 / 7
SETTLED_AFTER = 7 * DAY
UNSUCCESSFUL = ("returned", "cancelled", "refused")
MOST_A_MONTH = 8
TYPICAL_BASKETS = 6
NIGHT_ENDS = 6  # hours


@dataclass(frozen=True, slots=True)
class Change:
    """What an applicant could do otherwise; nothing by default.

    Parameters
    ----------
    amount : int or None
        Asked instead, minor units.
    term_days : int or None
        Asked instead.
    months : int
        Months of buying regularly before applying again: own typical baskets, at the own pace,
        evenly spaced on the own weekday.
    keeps_all : bool
        Whether none of these orders is returned, refused or cancelled; else as many as before.
    instalments : int
        Next instalments of earlier loans to pay on the day before applying again.
    """

    amount: int | None = None
    term_days: int | None = None
    months: int = 0
    keeps_all: bool = False
    instalments: int = 0


def next_instalments(own: Own) -> list[int]:
    """Give when the coming instalments of earlier loans fall due, seconds after the application."""
    due = _seconds(own.tables["instalments"]["due_at"]) - _applied(own)
    return sorted(int(seconds) for seconds in due if seconds >= 0)


def weeks_later(own: Own, change: Change) -> int:
    """Give how many weeks later the application is made: after what is to be done until then."""
    weeks = round(change.months * WEEKS_A_MONTH)
    due = next_instalments(own)[: change.instalments]
    return max(weeks, *(seconds // WEEK + 1 for seconds in due), 0)


def falls_due(own: Own, change: Change) -> int:
    """Count the instalments of earlier loans that fall due until then; all are taken as paid."""
    until = weeks_later(own, change) * WEEK
    return sum(seconds <= until for seconds in next_instalments(own))


def gone_on(own: Own, changes: Sequence[Change]) -> dict[str, pa.Table]:
    """Write one applicant's history with each of some changes.

    Whatever falls due until the later application is paid on the day, and orders that were open
    are completed; the account, the addresses and all of the past stay.

    Parameters
    ----------
    own : Own
        Of one application.
    changes : sequence of Change
        One history each.

    Returns
    -------
    dict of str to pyarrow.Table
        For `data.histories.features.features_of`, in the order of the changes.
    """
    owner = np.zeros(len(changes), dtype=np.int64)
    later = np.array([weeks_later(own, change) for change in changes], dtype=np.int64)
    past = written.unmoved(own, "orders", owner)
    parts = [_bought(own, change, number) for number, change in enumerate(changes)]
    bought = Moved(*(np.concatenate([getattr(p, name) for p in parts]) for name in Moved.__slots__))
    orders, is_new = _together(past, bought)
    tables = written.write(own, owner, orders, written.unmoved(own, "visits", owner))
    tables["orders"] = _settled(own, tables["orders"], orders, is_new, changes)
    tables["applications"] = _asked(tables["applications"], changes, later * WEEK)
    tables["instalments"] = _paid(tables["instalments"], _applied(own))
    return tables


def _applied(own: Own) -> int:
    return int(_seconds(own.tables["applications"]["applied_at"])[0])


def _seconds(times: pa.ChunkedArray) -> Ints:
    """Give times as whole seconds since 1970; missing ones are long ago."""
    whole = times.cast(pa.timestamp("us")).cast(pa.int64()).fill_null(0)
    return np.asarray(whole, dtype=np.int64) // MICROS


def _bought(own: Own, change: Change, history: int) -> Moved:
    """Place typical own baskets evenly into the months to come."""
    baskets = _typical(own)
    weeks = round(change.months * WEEKS_A_MONTH)
    if not weeks or not len(baskets):
        return Moved(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    gap = max(round(WEEKS_A_MONTH * 7 / pace(own)), 1)
    days = np.arange(gap, weeks * 7 - 1, gap)
    row = baskets[np.arange(len(days)) % len(baskets)]
    at = _seconds(own.tables["orders"]["ordered_at"])[row]
    today = _applied(own) // DAY
    day = today + days
    if gap >= 7:  # keep to the own weekday where the spacing allows
        off = (_weekday(day) - _top_weekday(own) + 3) % 7 - 3
        day = np.clip(day - off, today + 1, today + weeks * 7 - 1)
    return Moved(row, np.full(len(row), history), (day - at // DAY) * DAY)


def pace(own: Own) -> float:
    """Give the orders a month of the last half-year, at least one and at most `MOST_A_MONTH`."""
    before = np.asarray(own.tables["orders"]["seconds_before"], dtype=np.float64) / DAY
    recent = before[before <= 180]
    span = min(180.0, max(30.0, before.max(initial=30.0)))
    return float(np.clip(len(recent) * 30 / span, 1, MOST_A_MONTH))


def _typical(own: Own) -> Ints:
    """Give the rows of the latest kept orders of the middle half by amount; by day, if any are."""
    orders = own.tables["orders"]
    kept = np.flatnonzero(
        ~np.asarray(pc.is_in(orders["status"], value_set=pa.array(UNSUCCESSFUL)), dtype=np.bool_)
    )
    if not len(kept):
        return np.empty(0, dtype=np.int64)
    amount = np.asarray(orders["amount"].take(pa.array(kept)), dtype=np.float64)
    low, high = np.quantile(amount, [0.25, 0.75])
    middle: Ints = kept[(amount >= low) & (amount <= high)]
    by_day = middle[_local_hour(own)[middle] >= NIGHT_ENDS]
    return (by_day if len(by_day) else middle)[::-1][:TYPICAL_BASKETS]


def _local_hour(own: Own) -> Ints:
    orders = own.tables["orders"]
    offset = np.asarray(orders["utc_offset_minutes"].fill_null(0), dtype=np.int64) * 60
    return (_seconds(orders["ordered_at"]) + offset) // 3_600 % 24


def _weekday(day: Ints) -> Ints:
    return (day + 3) % 7  # 1 January 1970 was a Thursday


def _top_weekday(own: Own) -> int:
    days = _seconds(own.tables["orders"]["ordered_at"]) // DAY
    return int(np.bincount(_weekday(days), minlength=7).argmax())


def _together(past: Moved, bought: Moved) -> tuple[Moved, NDArray[np.bool_]]:
    """Put past and coming orders together, history by history, and say which are to come."""
    row, history, seconds = (
        np.concatenate([getattr(past, name), getattr(bought, name)]) for name in Moved.__slots__
    )
    is_new = np.arange(len(row)) >= len(past.row)
    order = np.argsort(history, kind="stable")
    return Moved(row[order], history[order], seconds[order]), is_new[order]


def _settled(
    own: Own,
    orders: pa.Table,
    moved: Moved,
    is_new: NDArray[np.bool_],
    changes: Sequence[Change],
) -> pa.Table:
    """Say what became of coming orders, and of those that were open."""
    keeps_all = np.array([change.keeps_all for change in changes], dtype=np.bool_)
    status = np.array(orders["status"].to_pylist(), dtype=object)
    is_open = status == "open"
    status[is_open | is_new] = "completed"
    for history in np.unique(moved.history[is_new]):
        if not keeps_all[history]:
            new = np.flatnonzero(is_new & (moved.history == history))
            status[new] = _as_before(own, len(new))
    placed = _seconds(orders["ordered_at"])
    ended = np.where(is_new, placed, np.maximum(placed, _applied(own))) + SETTLED_AFTER
    decided = is_open | is_new
    at = pc.if_else(
        pa.array(decided),
        pa.array(ended * MICROS).cast(pa.timestamp("us")),
        orders["status_at"].combine_chunks().cast(pa.timestamp("us")),
    )
    columns = {"status": pa.array(status, pa.string()), "status_at": at}
    for name, values in columns.items():
        orders = orders.set_column(orders.schema.get_field_index(name), name, values)
    return orders


def _as_before(own: Own, count: int) -> list[str]:
    """Give what becomes of so many orders, if as many fail as did before, spread evenly."""
    was = [status for status in own.tables["orders"]["status"].to_pylist() if status != "open"]
    failed = [status for status in was if status in UNSUCCESSFUL]
    share = len(failed) / len(was) if was else 0.0
    number = np.floor((np.arange(count) + 1) * share + 0.5).astype(np.int64)
    fails = np.diff(number, prepend=0) > 0
    return [failed[number[at] % len(failed)] if fails[at] else "completed" for at in range(count)]


def _asked(applications: pa.Table, changes: Sequence[Change], seconds: Ints) -> pa.Table:
    """Write the requests, made later; earlier applications follow them and stay."""
    many = len(changes)
    own, earlier = applications.slice(0, many), applications.slice(many)
    at = pc.add(own["applied_at"], pa.array(seconds * MICROS).cast(pa.duration("us")))
    columns = {"applied_at": at}
    for name in ("amount", "term_days"):
        said = pa.array([getattr(change, name) for change in changes], own[name].type)
        columns[name] = pc.coalesce(said, own[name])
    for name, values in columns.items():
        own = own.set_column(own.schema.get_field_index(name), name, values)
    return pa.concat_tables([own, earlier])


def _paid(instalments: pa.Table, applied: int) -> pa.Table:
    """Let everything be paid in full on the day that falls due from the application on."""
    is_coming = pa.array(_seconds(instalments["due_at"]) >= applied)
    for name, value in (("paid_at", "due_at"), ("paid_amount", "due_amount")):
        paid = pc.if_else(is_coming, instalments[value], instalments[name])
        instalments = instalments.set_column(instalments.schema.get_field_index(name), name, paid)
    return instalments
