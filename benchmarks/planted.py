"""Whether simulated books show the default rates and associations that were planted in them.

Read from contract files (Parquet folders of `data.simulator`). Population: booked loans whose
outcome is known. The intervals hold for the whole table at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import beta

from data.simulator.footprint import cramers_v
from data.simulator.settings import FOOTPRINT, rates

Counts = npt.NDArray[np.float64]
HOSTS = Path(__file__).parent.parent / "data" / "reference" / "email_hosts.csv"
BUREAU = "bureau_quintile"
BOOKED = Path(__file__).with_suffix(".sql")


@dataclass(frozen=True, slots=True)
class PlantedRate:
    """One level of the planted table.

    Ratios are a level's default rate over the book's; `low` and `high` bound the observed ratio,
    with a chance of 95 % for all rows of the table together.
    """

    variable: str
    level: str
    loans: int
    bads: int
    rate: float
    planted_ratio: float
    observed_ratio: float
    low: float
    high: float
    holds: bool


@dataclass(frozen=True, slots=True)
class Association:
    """Cramér's V of two variables, 0–1; with `is_limit`, `planted` may not be passed."""

    first: str
    second: str
    planted: float
    observed: float
    is_limit: bool
    holds: bool


def booked_loans(folder: Path) -> pd.DataFrame:
    """Return the mature booked loans of a book with their levels of each planted variable.

    Parameters
    ----------
    folder : Path
        Contract files as Parquet.

    Returns
    -------
    DataFrame
        One row per application: `is_bad`, a column per variable of the planted table, and
        `bureau_quintile` (q1 = lowest scores; missing without a bureau file).
    """
    files = {
        name: str(folder / f"{name}.parquet") for name in ("applications", "bureau", "outcomes")
    }
    with duckdb.connect(":memory:", config={"threads": 2}) as con:
        sql = BOOKED.read_text(encoding="utf-8")
        loans: pd.DataFrame = con.sql(sql, params={**files, "hosts": str(HOSTS)}).df()
    edges = np.nanquantile(loans["bureau_score"], [0.2, 0.4, 0.6, 0.8])
    fifth = np.searchsorted(edges, loans["bureau_score"].to_numpy(), side="left")
    names = np.array([f"q{number + 1}" for number in range(5)], dtype=object)
    fifths = pd.Series(names[np.minimum(fifth, 4)], index=loans.index)
    loans[BUREAU] = fifths.where(loans["bureau_score"].notna())
    return loans


def planted_rates(books: Sequence[pd.DataFrame], *, level: float = 0.95) -> list[PlantedRate]:
    """Compare each level's default rate with what was planted, over one or several books.

    A level's share of all bads has an exact (Clopper–Pearson) interval at 1 − (1 − level)/rows
    for the table's number of rows (Bonferroni); over the level's share of loans it bounds the
    ratio of the level's rate to the book's.

    Parameters
    ----------
    books : sequence of DataFrame
        From `booked_loans`.
    level : float
        Chance that all intervals cover, 0–1.

    Returns
    -------
    list of PlantedRate
        One per level, in the order of the published table.

    Raises
    ------
    ValueError
        No loan of the books is bad.
    """
    loans = pd.concat(books, ignore_index=True)
    bads = int(loans["is_bad"].sum())
    if bads == 0:
        raise ValueError(
            f"Wanted bad loans to compare rates; got none in {len(loans)} loans. Use a larger book."
        )
    variables = rates().variables
    rows = sum(len(variable.levels) for variable in variables.values())
    return [
        _planted_rate(loans, variable.name, name, float(ratio), (1 - level) / rows)
        for variable in variables.values()
        for name, ratio in zip(variable.levels, variable.ratios, strict=True)
    ]


def _planted_rate(
    loans: pd.DataFrame, variable: str, name: str, planted: float, miss: float
) -> PlantedRate:
    is_bad = loans["is_bad"].to_numpy(dtype=bool)
    inside = (loans[variable] == name).to_numpy(dtype=bool)
    count, bads, total = int(inside.sum()), int(is_bad[inside].sum()), int(is_bad.sum())
    share = count / len(loans)
    low = float(beta.ppf(miss / 2, bads, total - bads + 1)) if bads else 0.0
    high = float(beta.ppf(1 - miss / 2, bads + 1, total - bads)) if bads < total else 1.0
    scale = 1 / share if share else float("nan")
    return PlantedRate(
        variable=variable,
        level=name,
        loans=count,
        bads=bads,
        rate=bads / count if count else float("nan"),
        planted_ratio=planted,
        observed_ratio=bads / total * scale,
        low=low * scale,
        high=high * scale,
        holds=low * scale <= planted <= high * scale,
    )


def associations(books: Sequence[pd.DataFrame], *, within: float = 0.02) -> list[Association]:
    """Compare Cramér's V of the planted pairs, over one or several books.

    Parameters
    ----------
    books : sequence of DataFrame
        From `booked_loans`.
    within : float
        How far an observed V may lie from a planted one.

    Returns
    -------
    list of Association
        The three planted pairs, then the bureau score's fifths with each footprint variable,
        whose V may not pass its limit.
    """
    loans = pd.concat(books, ignore_index=True)
    planted = rates().association
    pairs = (
        ("device", "os", planted["device_os"]),
        ("email_has_name", "email_has_number", planted["name_number"]),
        ("email_host", "email_has_number", planted["host_number"]),
    )
    found = []
    for first, second, wanted in pairs:
        observed = cramers_v(_table(loans, first, second))
        holds = abs(observed - wanted) <= within
        found.append(Association(first, second, wanted, observed, is_limit=False, holds=holds))
    limit = planted["bureau_any_at_most"]
    for name in FOOTPRINT:
        observed = cramers_v(_table(loans.dropna(subset=[BUREAU]), BUREAU, name))
        found.append(
            Association(BUREAU, name, limit, observed, is_limit=True, holds=observed <= limit)
        )
    return found


def _table(loans: pd.DataFrame, first: str, second: str) -> Counts:
    """Return the table of counts of two variables, without levels that do not occur."""
    counts: Counts = pd.crosstab(loans[first], loans[second]).to_numpy(dtype=np.float64)
    return counts
