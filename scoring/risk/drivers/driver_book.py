"""A scored book laid down for the drivers page: sums by cell, bins of values, a random part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from scoring import catalogue
from scoring.catalogue import Unit
from scoring.risk.cohorts.cohort_book import CohortBook, Columns, asked

PART = 20_000
BINS, NAMES = 20, 12
DIGITS = 6  # of an edge, so that a link to a cohort holds it as it is
_CHUNK = 65_536
_FEATURES, _FEATURE = "{features}", "{feature}"
_UNKNOWN = 255
_BY = ["is_late", "product", "depth_band", "lender_id"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the applications of each cell, by feature or family.

    Parameters
    ----------
    names : tuple of str
    sizes, points, squares, raised, lowered : (cells, names) float
        As `scoring.metrics.drivers.importance` takes them.
    """

    names: tuple[str, ...]
    sizes: Floats
    points: Floats
    squares: Floats
    raised: Floats
    lowered: Floats


@dataclass(frozen=True, eq=False)
class DriverBook:
    """A book laid down for asking what moves its scores, in the order of its `CohortBook`.

    Parameters
    ----------
    book : CohortBook
    cells : pandas.DataFrame
        ``is_late``, ``product``, ``depth_band``, ``lender_id`` and ``applications``.
    cell : (n,) int
        Of each application, its row in `cells`.
    features, families : Sums
        Points of a family are the sum of its features' points.
    part : pandas.DataFrame
        A random part of the book in random order, the same each time: ``application_id``, the
        model's features, and ``place`` in the book.
    """

    book: CohortBook
    cells: pd.DataFrame
    cell: NDArray[np.int32]
    features: Sums
    families: Sums
    part: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Axis:
    """The values of a feature in bins, the last of which holds those that are not known.

    Parameters
    ----------
    name : str
        Of the feature.
    edges : tuple of float
        Of a number: bin i holds ``edges[i - 1] <= value < edges[i]``. None for a name.
    names : tuple of str
        Of a name: the most frequent ones first; the bin after them holds all others.
    code : (n,) uint8
        Bin of each application.
    middle : (bins,) float
        Mean value of the book's applications in each bin of a number; NaN where there is none.
    low, high : float
        1st and 99th percentile of a number, in a random part of the book.
    """

    name: str
    edges: tuple[float, ...] | None
    names: tuple[str, ...]
    code: NDArray[np.uint8]
    middle: Floats
    low: float
    high: float

    @property
    def bins(self) -> int:
        """How many bins there are, without the last."""
        return len(self.names) + 1 if self.edges is None else len(self.edges) + 1


def prepare(book: CohortBook, since: datetime) -> DriverBook:
    """Lay a book down for the drivers page; a second or two for a million applications.

    Parameters
    ----------
    book : CohortBook
    since : datetime
        Day T of the model: later applications are none that it learnt from.
    """
    found = asked(book.con, "driver_cells", {"since": since}, {})
    groups = found.groupby(_BY, dropna=False, sort=True)
    cell = np.asarray(groups.ngroup(), dtype=np.int32)
    cells = groups.size().rename("applications").reset_index()
    return DriverBook(
        book=book,
        cells=cells,
        cell=cell,
        features=_sums(book.points, cell, len(cells)),
        families=_sums(book.families, cell, len(cells)),
        part=_part(book),
    )


def _sums(points: Columns, cell: NDArray[np.int32], cells: int) -> Sums:
    total = np.zeros((5, cells, len(points.names)))
    for start in range(0, cell.size, _CHUNK):
        of = cell[start : start + _CHUNK]
        ends = np.arange(of.size + 1, dtype=np.int32)
        members = sparse.csc_matrix((np.ones(of.size), of, ends), shape=(cells, of.size))
        moved = points.rows[start : start + _CHUNK].astype(np.float64)
        for at, part in enumerate((np.abs(moved), moved, moved * moved, moved > 0, moved < 0)):
            total[at] += members @ part
    return Sums(points.names, *total)


def _part(book: CohortBook) -> pd.DataFrame:
    lots = book.by_lot[:PART]
    places = np.sort(lots)
    chosen = ", ".join(f'f."{name}"' for name in book.points.names)
    rows = asked(book.con, "cohort_values", {"places": places}, {_FEATURES: chosen})
    in_lots = rows.assign(place=places).iloc[np.searchsorted(places, lots)]
    return in_lots.reset_index(drop=True)


def axis(book: DriverBook, name: str, lender_ids: Sequence[str] | None = None) -> Axis:
    """Put the values of a feature of the model into bins, over the whole book of some lenders.

    Edges of a number are quantiles of a random part; a value that fills a bin of its own is
    parted from those above it. What other lenders' applications hold is not known here.

    Parameters
    ----------
    book : DriverBook
    name : str
        Of the feature.
    lender_ids : sequence of str, optional
        None for all.
    """
    own = _of_lenders(book, lender_ids)
    feature = catalogue.load()[name]
    con, part = book.book.con, {_FEATURE: f'"{feature.name}"'}
    if feature.unit is Unit.NAME:
        part_of = book.part.loc[own[book.part["place"].to_numpy()], name]
        names = tuple(str(of) for of in part_of.value_counts().index[:NAMES])
        found = asked(con, "driver_names", {"names": list(names)}, part)["code"].to_numpy()
        others, missing = len(names), len(names) + 1
        code = np.where(found == 0, others, np.where(found == _UNKNOWN, missing, found - 1))
        code[~own] = missing
        nothing = np.full(others + 1, np.nan)
        return Axis(name, None, names, code.astype(np.uint8), nothing, np.nan, np.nan)
    values = np.where(own, asked(con, "driver_numbers", {}, part)["value"].to_numpy(), np.nan)
    drawn = values[book.book.by_lot[own[book.book.by_lot]][:PART]]
    known = drawn[~np.isnan(drawn)]
    cuts = (0.5,) if feature.unit is Unit.FLAG else edges(known)
    code = np.searchsorted(np.array(cuts), values, side="right").astype(np.uint8)
    is_missing = np.isnan(values)
    code[is_missing] = len(cuts) + 1
    rows = np.bincount(code, minlength=len(cuts) + 2)[:-1]
    total = np.bincount(code, np.where(is_missing, 0, values), minlength=len(cuts) + 2)[:-1]
    middle = total / np.where(rows > 0, rows, np.nan)
    low, high = np.quantile(known, [0.01, 0.99]) if known.size else (np.nan, np.nan)
    return Axis(name, cuts, (), code, middle, float(low), float(high))


def _of_lenders(book: DriverBook, lender_ids: Sequence[str] | None) -> NDArray[np.bool_]:
    """Say which applications are of some lenders, ``(n,)``; None keeps all."""
    if lender_ids is None:
        return np.ones(book.cell.size, dtype=bool)
    return np.asarray(book.cells["lender_id"].isin(list(lender_ids)))[book.cell]


def edges(known: Floats) -> tuple[float, ...]:
    """Give edges of about twenty bins of equal shares; a frequent value has a bin of its own.

    Parameters
    ----------
    known : (m,) float
        Values, none missing.

    Returns
    -------
    tuple of float
        Rising, of six digits; none lets the first bin be empty.
    """
    if not known.size:
        return ()
    distinct, counts = np.unique(known, return_counts=True)
    above = np.flatnonzero(counts * BINS >= known.size)
    after = distinct[np.minimum(above + 1, distinct.size - 1)]
    inner = np.quantile(known, np.arange(1, BINS) / BINS, method="inverted_cdf")
    cuts = {float(f"{cut:.{DIGITS}g}") for cut in (*inner, *distinct[above], *after)}
    return tuple(sorted(cut for cut in cuts if distinct[0] < cut))
