"""What moves the scores of a population, by how much, and how with a feature's value."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.metrics.drivers.dependence import Dependence, dependence
from scoring.metrics.drivers.importance import Importance, importance
from scoring.risk.drivers.driver_book import Axis, DriverBook, Sums

MOST_NAMES = 3  # groups of a name whose lines are drawn
NOBODY = 255


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose scores are asked about; None keeps all.

    Parameters
    ----------
    is_late_only : bool
        Only those who applied from day T on.
    product, depth_band : str or None
    lender_ids : tuple of str or None
    """

    is_late_only: bool = False
    product: str | None = None
    depth_band: str | None = None
    lender_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Depends:
    """How a feature's points go with its value, for all and for groups by another feature.

    Parameters
    ----------
    whole : Dependence
        One group; the last bin is that of values that are not known.
    groups : tuple of tuple of int
        Bins of the other feature that make each group.
    by_group : Dependence or None
        None where there is no other feature, or it does not part the applications.
    """

    whole: Dependence
    groups: tuple[tuple[int, ...], ...]
    by_group: Dependence | None


def kept(book: DriverBook, whom: Whom) -> NDArray[np.bool_]:
    """Say which cells of a book a population keeps, ``(cells,)``."""
    cells = book.cells
    found = np.ones(len(cells), dtype=bool)
    if whom.is_late_only:
        found &= cells["is_late"].to_numpy(dtype=bool)
    for column, value in (("product", whom.product), ("depth_band", whom.depth_band)):
        if value is not None:
            found &= (cells[column] == value).to_numpy()
    if whom.lender_ids is not None:
        found &= cells["lender_id"].isin(whom.lender_ids).to_numpy()
    return found


def importances(book: DriverBook, sums: Sums, whom: Whom) -> Importance:
    """Give how much features or families move the scores of a population.

    Parameters
    ----------
    book : DriverBook
    sums : Sums
        Its `features` or its `families`.
    whom : Whom
    """
    inside = kept(book, whom)
    return importance(
        int(book.cells["applications"].to_numpy()[inside].sum()),
        sizes=sums.sizes[inside].sum(axis=0),
        points=sums.points[inside].sum(axis=0),
        squares=sums.squares[inside].sum(axis=0),
        raised=sums.raised[inside].sum(axis=0),
        lowered=sums.lowered[inside].sum(axis=0),
    )


def depends(book: DriverBook, whom: Whom, of: Axis, other: Axis | None) -> Depends:
    """Give the mean points of a feature by bin of its value, over all of a population.

    Parameters
    ----------
    book : DriverBook
    whom : Whom
    of : Axis
        The feature's.
    other : Axis, optional
        Of another; groups are its lowest and its highest third, or its most frequent names.
    """
    inside = kept(book, whom)[book.cell]
    points = book.book.points.of(of.name)
    bins = of.bins + 1
    at = np.where(inside, of.code, NOBODY)
    whole = dependence(points, at, bins)
    groups = () if other is None else _groups(other, inside)
    if other is None or not groups:
        return Depends(whole, (), None)
    group_of = np.full(other.bins + 1, NOBODY, dtype=np.uint8)
    for number, members in enumerate(groups):
        group_of[list(members)] = number
    by_group = dependence(points, at, bins, group_of[other.code], len(groups))
    return Depends(whole, groups, by_group)


def _groups(other: Axis, inside: NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    rows = np.bincount(other.code[inside], minlength=other.bins + 1)[: other.bins]
    some = np.flatnonzero(rows)
    if some.size < 2:
        return ()
    if other.edges is None:
        named = some[some < len(other.names)]
        largest = named[np.argsort(-rows[named], kind="stable")][:MOST_NAMES]
        return tuple((int(at),) for at in largest)
    up_to = np.cumsum(rows) / rows.sum()
    # neighbouring bins, however few are in the first; the highest begin after the lowest end
    last = int(max([at for at in some if up_to[at] <= 1 / 3], default=some[0]))
    before = up_to - rows / rows.sum()
    first = int(min([at for at in some if at > last and before[at] >= 2 / 3], default=some[-1]))
    return (tuple(range(last + 1)), tuple(range(first, other.bins)))


def some_of(book: DriverBook, whom: Whom, most: int) -> pd.DataFrame:
    """Give at most so many random applications of a population, as rows of the book's part."""
    places = book.part["place"].to_numpy()
    inside = kept(book, whom)[book.cell[places]]
    return book.part.iloc[np.flatnonzero(inside)[:most]]


def points_of(book: DriverBook, rows: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Give the points of a feature for rows that `some_of` gave, ``(m,)``."""
    places = rows["place"].to_numpy()
    return np.asarray(book.book.points.of(name)[places], dtype=np.float64)


def partner(found: pd.DataFrame, name: str) -> str | None:
    """Name the feature that a feature interacts with most; None where it does with none.

    Parameters
    ----------
    found : pandas.DataFrame
        As `scoring.risk.drivers.driver_pairs.pairs` gives them.
    name : str
    """
    own = found[(found["one"] == name) | (found["other"] == name)]
    if own.empty:
        return None
    first = own.iloc[0]
    return str(first["other"] if first["one"] == name else first["one"])
