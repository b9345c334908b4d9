"""What the whole book says of cohorts: counts, points, rhythm, and the people in them.

Which cohorts an application is in is asked of the book, once for each set of cohorts. All the rest
are sums over arrays that lie side by side in the same order, made once a book, so that nothing is
joined by id again: SQL needs a second to do the same for a million applications.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from data import read
from scoring import catalogue
from scoring.cohort import Cohort, attributes
from scoring.cohort_book import CohortBook, Orders, asked

INSIDE, REST = "the cohort", "the rest"
_MARKER, _FEATURES = "{cohorts}", "{features}"
_ELSEWHERE = 255  # applications of other lenders
_CHUNK = 65_536  # rows whose counts are exact in 32 bits
_BINS = 97  # none, and tens of score up to 950
Members = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Counted:
    """Sums over each cohort, by its number, and over all (the last row), the index of each frame.

    Parameters
    ----------
    sums : pandas.DataFrame
        ``applications`` and the columns of ``data/queries/cohort_numbers.sql``.
    scores : pandas.DataFrame
        Applications by lower end of ten points of score.
    points : pandas.DataFrame
        Of the sizes of the points, by feature.
    """

    sums: pd.DataFrame
    scores: pd.DataFrame
    points: pd.DataFrame


def members(book: CohortBook, cohorts: Sequence[Cohort], lender_ids: list[str] | None) -> Members:
    """Say which cohorts each application is in.

    Returns
    -------
    (n,) uint8
        Bit i for cohort i; 255 for applications of other lenders.
    """
    expression, params = memberships(cohorts)
    given = {**params, "lender_ids": lender_ids}
    found = asked(book.con, "cohort_members", given, {_MARKER: expression})
    return found["cohorts"].to_numpy(dtype=np.uint8)


def count(book: CohortBook, found: Members, cohorts: int) -> Counted:
    """Sum the whole book by cohort.

    Parameters
    ----------
    book : CohortBook
    found : Members
        As given by `members`.
    cohorts : int
        How many there are.
    """
    # every set of cohorts is a group; a cohort is the sum of the groups with its bit
    groups = 1 << cohorts
    inside = np.array(
        [np.arange(groups) >> at & 1 for at in range(cohorts)] + [np.ones(groups)], dtype=np.float64
    )
    group = np.where(found == _ELSEWHERE, groups, found).astype(np.int32)
    sizes = np.bincount(group, minlength=groups + 1)[:groups]
    bins = np.bincount(group * _BINS + book.score_bin // 10 + 1, minlength=(groups + 1) * _BINS)
    scores = pd.DataFrame(inside @ bins.reshape(-1, _BINS)[:groups, 1:]).astype(np.int64)
    scores.columns = 10 * scores.columns
    sums, points = (
        pd.DataFrame(inside @ _by_group(columns.values, group, groups), columns=list(columns.names))
        for columns in (book.numbers, book.points)
    )
    return Counted(
        sums=sums.assign(applications=(inside @ sizes).astype(np.int64)),
        scores=scores.loc[:, scores.any()],
        points=points,
    )


def _by_group(
    values: NDArray[np.float32], group: NDArray[np.int32], groups: int
) -> NDArray[np.float64]:
    """Sum the sizes of rows by group, ``(groups, columns)``; rows of higher groups are left out."""
    total = np.zeros((groups + 1, values.shape[1]))
    sizes = np.empty((min(_CHUNK, len(values)), values.shape[1]), dtype=np.float32)
    for start in range(0, len(values), _CHUNK):
        part = group[start : start + _CHUNK]
        ones, ends = np.ones(part.size, np.float32), np.arange(part.size + 1, dtype=np.int32)
        members_of = sparse.csc_matrix((ones, part, ends), shape=(groups + 1, part.size))
        total += members_of @ np.abs(values[start : start + _CHUNK], out=sizes[: part.size])
    return total[:groups]


def is_in(found: Members, cohort: int) -> NDArray[np.bool_]:
    """Tell which applications are in a cohort, ``(n,)``."""
    return np.asarray((found >> cohort & 1).astype(bool) & (found != _ELSEWHERE))


def rhythm(orders: Orders, found: Members, cohort: int) -> pd.DataFrame:
    """Count when a cohort and the rest buy, in a random part of the book.

    Parameters
    ----------
    orders : Orders
    found : Members
        As given by `members`.
    cohort : int
        Which of them.

    Returns
    -------
    pandas.DataFrame
        ``is_inside``, ``weekday``, ``hour``, ``orders``, and ``applications`` of the side.
    """
    counted, inside = found != _ELSEWHERE, is_in(found, cohort)
    part = inside[orders.places][counted[orders.places]]
    sizes = {True: int(part.sum()), False: int((~part).sum())}
    places = orders.frame["place"].to_numpy()
    frame = orders.frame.assign(is_inside=inside[places])[counted[places]]
    summed: pd.DataFrame = (
        frame.groupby(["is_inside", "weekday", "hour"])[["orders"]].sum().reset_index()
    )
    return summed.assign(applications=summed["is_inside"].map(sizes))


def swarm(
    book: CohortBook, found: Members, cohort: int, features: Sequence[str], most: int
) -> pd.DataFrame:
    """Give values and points of some features for so many random applications of a cohort.

    Parameters
    ----------
    features : sequence of str
        Of the model.

    Returns
    -------
    pandas.DataFrame
        ``application_id``, and for each feature ``<name>`` and ``<name>_points``.
    """
    places = np.sort(_first(book.by_lot, found, cohort, most))
    known = catalogue.load()
    chosen = ", ".join(f'f."{known[name].name}"' for name in features)
    values = asked(book.con, "cohort_values", {"places": places}, {_FEATURES: chosen})
    points = book.points.values[places]  # noqa: PD011
    for name in features:
        values[f"{name}_points"] = points[:, book.points.names.index(name)]
    return values


def newest(book: CohortBook, found: Members, cohort: int) -> NDArray[np.int32]:
    """Give the places of a cohort's applications, the newest first."""
    return book.by_newest[is_in(found[book.by_newest], cohort)]


def buyers(orders: Orders, places: NDArray[np.int32], weekday: int, hour: int) -> NDArray[np.int32]:
    """Keep the places of those who have ordered in an hour of the week, in the same order.

    Parameters
    ----------
    orders : Orders
        Of a part of the book: nobody else is kept.
    places : (m,) int
    weekday, hour : int
        0 = Monday; local time.
    """
    frame = orders.frame
    then = (frame["weekday"] == weekday) & (frame["hour"] == hour)
    return places[np.isin(places, frame.loc[then, "place"])]


def applicants(book: CohortBook, places: NDArray[np.int32]) -> pd.DataFrame:
    """Give the applications at some places, the newest first."""
    return asked(book.con, "cohort_applicants", {"places": places}, {})


def _first(order: NDArray[np.int32], found: Members, cohort: int, most: int) -> NDArray[np.int32]:
    return order[np.flatnonzero(is_in(found[order], cohort))[:most]]


def names(book: CohortBook, attribute: str, lender_ids: list[str] | None) -> list[str]:
    """Give the names that an attribute takes in the book, the most frequent first."""
    expression = attributes()[attribute].expression
    found = asked(book.con, "cohort_names", {"lender_ids": lender_ids}, {_MARKER: expression})
    return [str(value) for value in found["value"]]


def memberships(cohorts: Sequence[Cohort]) -> tuple[str, dict[str, object]]:
    """Write which cohorts a row is in as bits, in SQL over `r` and `f`; values are parameters."""
    bits: list[str] = []
    params: dict[str, object] = {}
    for at, cohort in enumerate(cohorts):
        tests = []
        for number, condition in enumerate(cohort):
            key, sql = f"v{at}_{number}", attributes()[condition.attribute].expression
            if condition.names:
                params[key] = list(condition.names)
                tests.append(f"list_contains(cast(${key} as varchar[]), {sql})")
                continue
            for sign, end, suffix in ((">=", condition.least, "l"), ("<", condition.below, "b")):
                if end is not None:
                    params[f"{key}{suffix}"] = end
                    tests.append(f"{sql} {sign} ${key}{suffix}")
        met = " and ".join(tests) or "true"
        bits.append(f"case when {met} then {1 << at} else 0 end")
    return f"({' + '.join(bits) or '0'})", params


def against_the_rest(asked: Cohort, alias: str) -> tuple[str, dict[str, object]]:
    """Write a cohort against the rest as an expression, `INSIDE` or `REST`, and its parameters.

    Parameters
    ----------
    asked : Cohort
    alias : str
        Of a table with ``application_id`` in the query that takes the expression; its book was
        given to `scoring.cohort_book.prepare`.
    """
    member, params = memberships([asked])
    inside = read.text("risk_cohort_applications").replace(_MARKER, member)
    return f"if({alias}.application_id in ({inside}), '{INSIDE}', '{REST}')", params
