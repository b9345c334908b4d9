"""Who is in cohorts, when they buy, and what the book holds of a part of them.

Which cohorts an application is in is asked of the book, once for each set of cohorts. All the rest
are sums over arrays that lie side by side in the same order, made once a book, so that nothing is
joined by id again: SQL needs a second to do the same for a million applications.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import read
from scoring import catalogue
from scoring.risk.cohorts.cohort import OF_DECISIONS, Cohort, attributes, of_decisions
from scoring.risk.cohorts.cohort_book import CohortBook, Orders, asked

INSIDE, REST = "the cohort", "the rest"
_MARKER, _FEATURES = "{cohorts}", "{features}"
ELSEWHERE = 255  # applications of other lenders
_CHUNK = 32_768
_HOURS = 7 * 24  # of the week
Members = NDArray[np.uint8]


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


def members_since(
    book: CohortBook, found: Members, cohorts: Sequence[Cohort], since: pd.DataFrame
) -> Members:
    """Put right who is in cohorts that ask for decisions, by those that the desk made since.

    Parameters
    ----------
    book : CohortBook
    found : Members
        As `members` gives them.
    cohorts : sequence of Cohort
    since : pandas.DataFrame
        ``place`` and `scoring.risk.cohorts.cohort.OF_DECISIONS`, as `scoring.risk.decided_since`
        gives them.
    """
    if since.empty or not any(of_decisions(one) for one in cohorts):
        return found
    expression, params = memberships(cohorts)
    given = {
        name: [None if pd.isna(value) else value for value in since[name].to_list()]
        for name in ("place", *OF_DECISIONS)
    }
    own = asked(book.con, "cohort_members_since", {**params, **given}, {_MARKER: expression})
    now = found.copy()
    now[own["place"].to_numpy()] = own["cohorts"].to_numpy(dtype=np.uint8)
    return now


def is_in(found: Members, cohort: int) -> NDArray[np.bool_]:
    """Tell which applications are in a cohort, ``(n,)``."""
    return np.asarray((found >> cohort & 1).astype(bool) & (found != ELSEWHERE))


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
    part = found[orders.places]
    inside = int(is_in(part, cohort).sum())
    sizes = np.array([int((part != ELSEWHERE).sum()) - inside, inside])
    weekday, hour, made = (orders.frame[name].to_numpy() for name in ("weekday", "hour", "orders"))
    of = found[orders.frame["place"].to_numpy()]
    side = np.where(of == ELSEWHERE, 2, is_in(of, cohort))
    # applications of other lenders are the third side, which is left out
    sums = np.bincount(side * _HOURS + weekday * 24 + hour, made, minlength=3 * _HOURS)
    counted = sums[: 2 * _HOURS].reshape(2, 7, 24)
    sides, weekdays, hours = np.nonzero(counted)
    return pd.DataFrame(
        {
            "is_inside": sides == 1,
            "weekday": weekdays,
            "hour": hours,
            "orders": counted[counted > 0].astype(np.int64),
            "applications": sizes[sides],
        }
    )


def sampled(orders: Orders, found: Members, cohort: int) -> int | None:
    """Count those of a cohort whose orders are known at random; None where that is everybody."""
    inside = int(is_in(found[orders.places], cohort).sum())
    return inside if inside < int(is_in(found, cohort).sum()) else None


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
    points = book.points.rows[places]
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
    """Give the first places of a cohort in an order; reads no further than it must."""
    chosen = order[:0]
    for start in range(0, order.size, _CHUNK):
        part = order[start : start + _CHUNK]
        chosen = np.concatenate([chosen, part[is_in(found[part], cohort)]])
        if chosen.size >= most:
            break
    return chosen[:most]


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
        Of a table with ``place``, that in the book's features, in the query that takes the
        expression; its book was given to `scoring.risk.cohorts.cohort_book.prepare`.
    """
    member, params = memberships([asked])
    inside = read.text("risk_cohort_applications").replace(_MARKER, member)
    return f"if({alias}.place in ({inside}), '{INSIDE}', '{REST}')", params
