"""How far scores, features and reasons of the whole book have moved from train, month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import read
from scoring import catalogue
from scoring.metrics.binned.psi import Stability, psi
from scoring.metrics.probability.estimated_performance import (
    EstimatedPerformance,
    estimated_performance,
)
from scoring.metrics.ranking.delong import auc_interval
from scoring.metrics.rates.difference import Difference, difference
from scoring.metrics.rates.rate import Rate, rate
from scoring.models.manifest import Binned, Estimate, Manifest, Training
from scoring.risk.portfolio import MATURE_SHARE
from scoring.training.frozen import NO_REASON
from scoring.training.samples import FEW_BADS

SCORE = "score"
_BINS = "{bins}"
_MONTHS = "select distinct month from binned order by month"
_COUNTS = "select month, b{at}, count(*) from binned group by month, b{at}"
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Drifting:
    """Applications by month and bin, of the score and of each feature.

    Parameters
    ----------
    months : list of pandas.Timestamp
        First moments, rising.
    counts : mapping of str to (M, B) int
        By `SCORE` or feature, in the bins of train.
    """

    months: list[pd.Timestamp]
    counts: Mapping[str, Ints]


@dataclass(frozen=True, slots=True)
class Month:
    """What a model probably does in a month, and what it did once that is known.

    Parameters
    ----------
    month : pandas.Timestamp
    estimated : EstimatedPerformance
        Of the month's loans, from their PDs alone.
    bad_rate : Rate or None
        Observed; None until the outcome of 99 % of the loans is known.
    auc : Estimate or None
        Observed, with DeLong's 95 % interval; None until then, and with fewer than 10 bads or
        goods.
    """

    month: pd.Timestamp
    estimated: EstimatedPerformance
    bad_rate: Rate | None
    auc: Estimate | None


@dataclass(frozen=True, slots=True)
class ReasonDrift:
    """How often families are among the reasons of one month, against train.

    Parameters
    ----------
    families : list of str
    train, month : (F,) float
        Share of applications, 0–1.
    difference : Difference
        Month minus train, marked where it is more than noise.
    first : Stability
        PSI of the first reason.
    """

    families: list[str]
    train: NDArray[np.float64]
    month: NDArray[np.float64]
    difference: Difference
    first: Stability


def drifting(
    con: duckdb.DuckDBPyConnection, training: Training, lender_ids: list[str] | None
) -> Drifting:
    """Count the whole book in the bins of train: one pass over it, then one over each column."""
    known = catalogue.load()
    asked = {SCORE: ("s.score", training.score)} | {
        name: (f'f."{known[name].name}"', binned) for name, binned in training.features.items()
    }
    params: dict[str, object] = {"lender_ids": lender_ids}
    columns = []
    for at, (value, binned) in enumerate(asked.values()):
        expression, own = _bin(value, binned, f"b{at}")
        columns.append(f"cast({expression} as usmallint) as b{at}")
        params |= own
    select = read.text("risk_drift_bins").replace(_BINS, ", ".join(columns))
    counts = {}
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        cursor.execute(f"create temporary table binned as {select}", params)
        months = [row[0] for row in cursor.execute(_MONTHS).fetchall()]
        places = {month: at for at, month in enumerate(months)}
        for at, (name, (_, binned)) in enumerate(asked.items()):
            table = np.zeros((len(months), len(binned.counts)), dtype=np.int64)
            for month, place, applications in cursor.execute(_COUNTS.format(at=at)).fetchall():
                table[places[month], place] = applications
            counts[name] = table
        cursor.execute("drop table binned")
    return Drifting([pd.Timestamp(month) for month in months], counts)


def _bin(value: str, binned: Binned, key: str) -> tuple[str, dict[str, object]]:
    """Write the place of a value in its bins as SQL, every edge and name a parameter."""
    missing = len(binned.counts) - 1
    if binned.names is not None:
        found = f"list_position(cast(${key} as varchar[]), {value}) - 1"
        place = (
            f"case when {value} is null then {missing} else coalesce({found}, {missing - 1}) end"
        )
        return place, {key: list(binned.names)}
    edges: dict[str, object] = {f"{key}_{at}": edge for at, edge in enumerate(binned.edges or ())}
    above = _edges_up_to(value, list(edges), 0)
    unknown = f"{value} is null or isnan(cast({value} as double))"
    return f"case when {unknown} then {missing} else {above} end", edges


def _edges_up_to(value: str, names: Sequence[str], before: int) -> str:
    """Write how many edges a value reaches as SQL, halving them: few comparisons a row."""
    if not names:
        return str(before)
    middle = len(names) // 2
    below, above = names[:middle], names[middle + 1 :]
    reached = _edges_up_to(value, above, before + middle + 1)
    return (
        f"case when {value} >= ${names[middle]} then {reached} "
        f"else {_edges_up_to(value, below, before)} end"
    )


def by_month(counts: Ints, train: Binned) -> list[Stability]:
    """Give the index of every month against train; see `scoring.metrics.binned.psi.psi`."""
    return [psi(train.counts, month) for month in counts]


def by_feature(found: Drifting, training: Training, at: int) -> dict[str, Stability]:
    """Give the CSI of every feature in one month, the largest first."""
    each = {
        name: psi(binned.counts, found.counts[name][at])
        for name, binned in training.features.items()
    }
    return dict(sorted(each.items(), key=lambda pair: -pair[1].value))


def reasons(cells: pd.DataFrame, training: Training, applications: int) -> ReasonDrift:
    """Compare the reasons of one month with those of train.

    Parameters
    ----------
    cells : pandas.DataFrame
        Rows of one month, as in ``data/queries/risk_reason_cells.sql``.
    training : Training
    applications : int
        Of the month.
    """
    rows = cells.set_index("family")
    every = sorted({*training.first_reason, *rows.index})
    first = rows["first"].reindex(every, fill_value=0)
    families = sorted(
        {*training.reasons, *rows.index} - {NO_REASON},
        key=lambda family: -training.reasons.get(family, 0),
    )
    given = rows["given"].reindex(families, fill_value=0).to_numpy(dtype=np.int64)
    base = np.array([training.reasons.get(family, 0) for family in families], dtype=np.int64)
    return ReasonDrift(
        families=families,
        train=base / training.applications,
        month=given / applications,
        difference=difference(given, applications, base, training.applications),
        first=psi([training.first_reason.get(name, 0) for name in every], first.to_numpy()),
    )


def first_reasons(
    cells: pd.DataFrame, training: Training, months: Sequence[pd.Timestamp]
) -> list[Stability]:
    """Give the PSI of the first reason of every month against train; arguments as `reasons`."""
    every = sorted({*training.first_reason, *cells["family"]})
    counts = cells.pivot_table(
        index="month", columns="family", values="first", aggfunc="sum", fill_value=0
    ).reindex(index=list(months), columns=every, fill_value=0)
    train = [training.first_reason.get(name, 0) for name in every]
    return [psi(train, month) for month in counts.to_numpy(dtype=np.int64)]


def learnt_from(months: Sequence[pd.Timestamp], manifest: Manifest) -> list[bool]:
    """Tell which months hold applications of train: nothing can be said of a shift between them."""
    last = manifest.samples["train"].last_applied_at
    return [month <= last for month in months]


def performance(cells: pd.DataFrame) -> list[Month]:
    """Estimate each month's performance, and give the observed one where it is mature.

    Parameters
    ----------
    cells : pandas.DataFrame
        As in ``data/queries/risk_estimate_cells.sql``.
    """
    found = []
    for month, of in cells.groupby("month", sort=True):
        loans, known, bads = (
            of[name].to_numpy(dtype=np.int64) for name in ("loans", "known", "bads")
        )
        estimated = estimated_performance(
            of["prob_default"].to_numpy(), score=of["score"].to_numpy(), applications=loans
        )
        is_mature = known.sum() >= MATURE_SHARE * loans.sum()
        is_judged = is_mature and min(bads.sum(), (known - bads).sum()) >= FEW_BADS
        found.append(
            Month(
                month=pd.Timestamp(str(month)),
                estimated=estimated,
                bad_rate=rate(int(bads.sum()), int(known.sum())) if is_mature else None,
                auc=_observed_auc(known - bads, bads) if is_judged else None,
            )
        )
    return found


def _observed_auc(goods: Ints, bads: Ints) -> Estimate:
    value, low, high = auc_interval(goods, bads)
    return Estimate(value=value, low=low, high=high)
