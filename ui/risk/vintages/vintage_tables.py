"""The numbers of the vintages page as tables: as people read them, and to take away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.metrics.over_time.vintages import Period, VintageCurves
from scoring.risk.ageing import Pooled
from scoring.risk.cohorts.cohort import Condition
from ui import sortable, words
from ui.risk import follow, says
from ui.words import Written


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader chose.

    Parameters
    ----------
    period : Period
    days_past_due : int
        From which a loan counts as bad.
    months_on_book : int
        At which vintages are compared.
    cut : str
        What the loans are cut by, in words; empty where they are not.
    by : str
        The same, as `population.group` takes it.
    also : sequence of Condition
        What makes the population a cohort.
    """

    period: Period
    days_past_due: int
    months_on_book: int
    cut: str
    by: str = "none"
    also: Sequence[Condition] = ()

    def people(self, vintage: np.datetime64, of: Sequence[Condition | None] = ()) -> str:
        """Give the link to those whose loans a vintage holds, as far as they are a group's."""
        first = pd.Timestamp(vintage)
        months = [first + pd.DateOffset(months=at) for at in range(self.period.months)]
        names = tuple(f"{month:%Y-%m}" for month in months)
        return follow.people([Condition("vintage", names=names), *self.also, *of])

    @property
    def bad(self) -> str:
        """What counts as bad, in words."""
        return f"{self.days_past_due}+ days past due"

    @property
    def uncut(self) -> str:
        """Says of what counts all values of the cut together that it does; empty without a cut."""
        return "not cut" if self.cut else ""


def names(vintage: NDArray[np.datetime64], period: Period) -> list[Written]:
    """Write vintages as people do: "Mar 2026", "Q1 2026"."""
    months = [pd.Timestamp(month) for month in vintage]
    if period is Period.QUARTER:
        return [Written(f"Q{month.quarter} {month.year}", month) for month in months]
    return [words.month(month) for month in months]


def curves_table(found: VintageCurves, period: Period) -> pd.DataFrame:
    """Give one row per vintage: its loans, and the rate at each month on book or "immature"."""
    called = names(found.vintage, period)
    table: dict[str, object] = {"Vintage": called, "Loans": found.loans}
    for at in range(found.bads.shape[1]):
        columns = (found.bad_rate[:, at], found.low[:, at], found.high[:, at], found.bads[:, at])
        table[f"Month {at}"] = [
            "immature" if np.isnan(gone) else says.rate(*rate)
            for *rate, gone in zip(*columns, strict=True)
        ]
    return sortable.table(table)


def pooled_table(together: Pooled) -> pd.DataFrame:
    """Give one row per value of the cut: its loans, and the rate at each month on book."""
    table: dict[str, object] = {
        "Group": [words.plain(value) for value in together.value],
        "Loans": together.loans,
    }
    for at in range(together.bad_rate.shape[1]):
        columns = (together.bad_rate[:, at], together.low[:, at], together.high[:, at])
        table[f"Month {at}"] = [says.rate(*rate) for rate in zip(*columns, strict=True)]
    return sortable.table(table)


def at_month_table(parts: Mapping[str, VintageCurves], asked: Asked) -> pd.DataFrame:
    """Give one row per vintage and value of the cut at the month compared."""
    rows = [
        {
            "Vintage": name,
            "Group": words.plain(value),
            "Loans": int(of.loans[row]),
            "Bad rate (95 %)": "immature"
            if np.isnan(of.bads[row, asked.months_on_book])
            else says.rate(
                *(column[row, asked.months_on_book] for column in (of.bad_rate, of.low, of.high))
            ),
        }
        for value, of in parts.items()
        for row, name in enumerate(names(of.vintage, asked.period))
    ]
    return sortable.table(rows)


def numbers(parts: Mapping[str, VintageCurves], period: Period) -> pd.DataFrame:
    """Give every field of every value of the cut as numbers, to take away."""
    frames = [
        pd.DataFrame(
            {
                "group": value,
                "vintage": np.repeat(names(of.vintage, period), of.bads.shape[1]),
                "months_on_book": np.tile(np.arange(of.bads.shape[1]), len(of.vintage)),
                "loans": np.repeat(of.loans, of.bads.shape[1]),
                "bads": of.bads.ravel(),
                "bad_rate": of.bad_rate.ravel(),
                "low": of.low.ravel(),
                "high": of.high.ravel(),
                "is_mature": np.isfinite(of.bads).ravel(),
            }
        )
        for value, of in parts.items()
    ]
    return pd.concat(frames, ignore_index=True)


def newest_fields(found: VintageCurves, called: Sequence[str]) -> str:
    """Say the last known field of the oldest vintage, and of the newest that has one."""
    some = np.flatnonzero(np.isfinite(found.bad_rate).any(axis=1))
    ends = [
        f"{called[row]} {words.percent(found.bad_rate[row, at], 2)} at month {at}"
        for row in dict.fromkeys((some[0], some[-1]) if some.size else ())
        for at in (int(np.flatnonzero(np.isfinite(found.bad_rate[row]))[-1]),)
    ]
    size = f"{len(called)} vintages, immature fields hatched"
    return "; ".join([size, *ends])
