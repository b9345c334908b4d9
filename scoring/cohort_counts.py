"""What the whole book says of cohorts: counts, points, rhythm, and the people in them."""

from collections.abc import Sequence

import duckdb
import pandas as pd

from data import read
from scoring import catalogue
from scoring.cohort import Cohort, attributes

_MARKER, _FEATURES = "{cohorts}", "{features}"


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Join what cohorts are counted by, once a book, into memory: asked before anything below."""
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        rows = read.text("risk_rows")
        cursor.execute(f"create or replace table memory.main.risk_rows as {rows}")


def cells(
    con: duckdb.DuckDBPyConnection, cohorts: Sequence[Cohort], lender_ids: list[str] | None
) -> pd.DataFrame:
    """Count the whole book by the set of cohorts that each application is in.

    Returns
    -------
    pandas.DataFrame
        As in ``data/queries/risk_cohort_cells.sql``; applications in no cohort have 0.
    """
    expression, params = _memberships(cohorts)
    return _query(con, "risk_cohort_cells", expression, {**params, "lender_ids": lender_ids})


def applicants(
    con: duckdb.DuckDBPyConnection, cohort: Cohort, lender_ids: list[str] | None, most: int
) -> pd.DataFrame:
    """Give the newest applications of a cohort, at most so many."""
    expression, params = _memberships([cohort])
    given = {**params, "lender_ids": lender_ids, "most": most}
    return _query(con, "risk_cohort_applicants", expression, given)


def points(
    con: duckdb.DuckDBPyConnection, cohorts: Sequence[Cohort], lender_ids: list[str] | None
) -> pd.DataFrame:
    """Sum the sizes of the points of every feature over the whole book, by set of cohorts.

    Returns
    -------
    pandas.DataFrame
        As in ``data/queries/risk_cohort_points.sql``.
    """
    expression, params = _memberships(cohorts)
    return _query(con, "risk_cohort_points", expression, {**params, "lender_ids": lender_ids})


def rhythm(
    con: duckdb.DuckDBPyConnection, cohort: Cohort, lender_ids: list[str] | None, most: int
) -> pd.DataFrame:
    """Count when a cohort and the rest buy, from about so many random applications of each.

    Returns
    -------
    pandas.DataFrame
        As in ``data/queries/risk_cohort_rhythm.sql``.
    """
    expression, params = _memberships([cohort])
    given = {**params, "lender_ids": lender_ids, "most": most}
    return _query(con, "risk_cohort_rhythm", expression, given)


def swarm(
    con: duckdb.DuckDBPyConnection,
    cohort: Cohort,
    lender_ids: list[str] | None,
    *,
    features: Sequence[str],
    most: int,
) -> pd.DataFrame:
    """Give values and points of some features for so many random applications of a cohort.

    Parameters
    ----------
    features : sequence of str
        Of the catalogue, and of the model.

    Returns
    -------
    pandas.DataFrame
        ``application_id``, and for each feature ``<name>`` and ``<name>_points``.
    """
    known = catalogue.load()
    chosen = ", ".join(
        f'f."{known[name].name}", p."{known[name].name}" as "{known[name].name}_points"'
        for name in features
    )
    expression, params = _memberships([cohort])
    given = {**params, "lender_ids": lender_ids, "most": most}
    return _query(con, "risk_cohort_swarm", expression, given, features=chosen)


def values(
    con: duckdb.DuckDBPyConnection, attribute: str, lender_ids: list[str] | None
) -> list[str]:
    """Give the names that an attribute takes in the book, the most frequent first."""
    expression = attributes()[attribute].expression
    found = _query(con, "risk_cohort_values", expression, {"lender_ids": lender_ids})
    return [str(value) for value in found["value"]]


def _memberships(cohorts: Sequence[Cohort]) -> tuple[str, dict[str, object]]:
    """Write which cohorts a row is in as bits; every value is a parameter."""
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


def _query(
    con: duckdb.DuckDBPyConnection,
    name: str,
    expression: str,
    params: dict[str, object],
    *,
    features: str = "",
) -> pd.DataFrame:
    select = read.text(name).replace(_MARKER, expression).replace(_FEATURES, features)
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        return cursor.execute(select, params).df()
