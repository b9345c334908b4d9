"""What is known of one application, read from the book: who asks, purchases, comparable people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd

from data import read
from data.contract import CREDIT_SCORING
from data.errors import ThinfileError


@dataclass(frozen=True, slots=True)
class Application:
    """One application, as far as known when it was made.

    Parameters
    ----------
    facts : mapping
        The columns of `data/queries/application.sql`; missing is None.
    features : mapping
        The columns of the table `features`; missing is None.
    """

    facts: Mapping[str, object]
    features: Mapping[str, object]

    @property
    def application_id(self) -> str:
        """The application's id."""
        return str(self.facts["application_id"])

    @property
    def applied_at(self) -> datetime:
        """When it was made, local wall time."""
        at = self.facts["local_applied_at"]
        if not isinstance(at, datetime):
            raise TypeError(f"local_applied_at is {at!r}, wanted a time.")
        return at

    @property
    def product(self) -> str:
        """Code of the product asked for."""
        return str(self.facts["product"])

    @property
    def depth_band(self) -> str:
        """`thin`, `medium` or `deep`."""
        return str(self.features["depth_band"])

    def number(self, feature: str) -> int:
        """Give a counting feature as a whole number; missing is 0."""
        value = self.features.get(feature)
        return int(value) if isinstance(value, int | float) else 0


@dataclass(frozen=True, slots=True)
class Comparable:
    """The people an applicant is compared with.

    Parameters
    ----------
    group_id : str
    product, depth_band : str or None
        What the group shares; None where it takes everyone.
    applications : int
    rhythm : list of 7 lists of 24 floats
        Share of their orders by weekday and hour, 0–1; empty when times of day are unknown.
    basket : mapping
        Category to its share of their spend, 0–1.
    """

    group_id: str
    product: str | None
    depth_band: str | None
    applications: int
    rhythm: list[list[float]]
    basket: Mapping[str, float]


def one_row(frame: pd.DataFrame) -> dict[str, object] | None:
    """Give the only row of a frame as plain values with None for missing, or None without rows."""
    if frame.empty:
        return None
    row: dict[str, object] = {}
    for name, value in frame.iloc[0].items():
        plain = value.item() if hasattr(value, "item") else value
        row[str(name)] = None if pd.isna(plain) else plain
    return row


def find_application(
    con: duckdb.DuckDBPyConnection, application_id: str, lender_ids: tuple[str, ...] | None
) -> Application:
    """Read one application that the viewer may see.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book.
    application_id : str
        As it came, for instance in a link.
    lender_ids : tuple of str or None
        The viewer's lenders; None is all.

    Returns
    -------
    Application

    Raises
    ------
    ThinfileError
        When there is none with this id among the viewer's lenders; which of the two is not said.
    """
    facts = one_row(
        read.query(
            con,
            "application",
            application_id=application_id,
            lender_ids=None if lender_ids is None else list(lender_ids),
            purpose=CREDIT_SCORING,
        )
    )
    if facts is None:
        raise ThinfileError(
            f"Wanted the application '{application_id}', but the book in use has none with this "
            "id among your lenders. Check the link, or look for the applicant in the queue."
        )
    features = one_row(
        read.query(
            con,
            "application_features",
            application_id=application_id,
            customer_id=facts["customer_id"],
        )
    )
    return Application(facts, features or {})


def find_comparable(
    con: duckdb.DuckDBPyConnection, product: str, depth_band: str
) -> Comparable | None:
    """Read whom applicants of a product and depth band are compared with; None if nobody."""
    group = one_row(read.query(con, "comparable_group", product=product, depth_band=depth_band))
    if group is None:
        return None
    hours = read.query(con, "comparable_rhythm", group_id=group["group_id"])
    rhythm = [[0.0] * 24 for _ in range(7)] if len(hours) else []
    for weekday, hour, share in hours.itertuples(index=False):
        rhythm[int(weekday)][int(hour)] = float(share)
    basket = read.query(con, "comparable_basket", group_id=group["group_id"])
    return Comparable(
        group_id=str(group["group_id"]),
        product=None if group["product"] is None else str(group["product"]),
        depth_band=None if group["depth_band"] is None else str(group["depth_band"]),
        applications=int(str(group["applications"])),
        rhythm=rhythm,
        basket=dict(zip(basket["category"], basket["share"], strict=True)),
    )
