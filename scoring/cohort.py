"""Cohorts: applications that meet some conditions, written so that a link can hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import duckdb
import pandas as pd

from data import read
from data.errors import ThinfileError
from scoring import catalogue
from scoring.catalogue import Unit

MOST = 4
NAMES = "ABCD"
_MARKER = "{cohorts}"
# attributes beside the features of the catalogue: expression, label, whether it is a name
_OWN = {
    "product": ("r.product", "Product", True),
    "region": ("r.region", "Region", True),
    "channel": ("r.channel", "Channel", True),
    "lender": ("r.lender_id", "Lender", True),
    "depth_band": ("f.depth_band", "Depth of file", True),
    "decision": ("r.decision", "Decision", True),
    "month": ("r.month", "Month of application", True),
    "score": ("r.score", "Score", False),
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that a condition can be about.

    Parameters
    ----------
    name : str
    label : str
        As people say it.
    expression : str
        SQL over the tables of the cohort queries; ours, never a word from outside.
    is_name : bool
        Whether its values are names; else they are numbers.
    """

    name: str
    label: str
    expression: str
    is_name: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: some names, or numbers from (inclusive) and below (exclusive).

    Parameters
    ----------
    attribute : str
    names : tuple of str
        Of an attribute with names.
    least, below : float or None
        Of a number; None is open.
    """

    attribute: str
    names: tuple[str, ...] = ()
    least: float | None = None
    below: float | None = None

    @property
    def says(self) -> str:
        """The condition in words."""
        label = attributes()[self.attribute].label
        if self.names:
            return f"{label}: {' or '.join(name.replace('_', ' ') for name in self.names)}"
        ends = (("from", self.least), ("below", self.below))
        return " ".join([label, *(f"{word} {end:g}" for word, end in ends if end is not None)])


Cohort = tuple[Condition, ...]


@cache
def attributes() -> Mapping[str, Attribute]:
    """Give everything that a condition can be about, by name."""
    own = {name: Attribute(name, label, sql, kind) for name, (sql, label, kind) in _OWN.items()}
    features = {
        name: Attribute(name, feature.label, f'f."{name}"', feature.unit is Unit.NAME)
        for name, feature in catalogue.load().items()
    }
    return own | features


def written(cohort: Cohort) -> str:
    """Write a cohort as a link holds it: ``region:north|south;order_count:0~15``."""
    parts = []
    for condition in cohort:
        ends = ("" if end is None else f"{end:g}" for end in (condition.least, condition.below))
        value = "|".join(condition.names) if condition.names else "~".join(ends)
        parts.append(f"{condition.attribute}:{value}")
    return ";".join(parts)


def parse(text: str) -> Cohort:
    """Read a cohort as `written` writes it.

    Raises
    ------
    ThinfileError
        When it names an attribute that there is not, or a range that is none.
    """
    found = []
    for part in text.split(";"):
        name, _, value = part.partition(":")
        attribute = attributes().get(name)
        if attribute is None or not value:
            raise ThinfileError(
                f"Wanted a cohort such as 'region:north;order_count:0~15'; got '{text}'. "
                "Build it on the page."
            )
        if attribute.is_name:
            found.append(Condition(name, names=tuple(value.split("|"))))
        else:
            found.append(_range(name, value))
    return tuple(found)


def _range(name: str, value: str) -> Condition:
    least, _, below = value.partition("~")
    try:
        ends = [float(end) if end else None for end in (least, below)]
    except ValueError as wrong:
        raise ThinfileError(
            f"Wanted a range of numbers for {name}, such as '0~15'; got '{value}'. "
            "Build the cohort on the page."
        ) from wrong
    return Condition(name, least=ends[0], below=ends[1])


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
    con: duckdb.DuckDBPyConnection, name: str, expression: str, params: dict[str, object]
) -> pd.DataFrame:
    with con.cursor() as cursor:
        cursor.execute("use snapshot")
        return cursor.execute(read.text(name).replace(_MARKER, expression), params).df()
