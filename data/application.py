"""One application as it was made, read from an open book: who asks for what, and its features."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from data import read
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
    def applied_at_utc(self) -> datetime:
        """When it was made, with its zone."""
        at = self.facts["applied_at"]
        if not isinstance(at, datetime):
            raise TypeError(f"applied_at is {at!r}, wanted a time.")
        return at.replace(tzinfo=UTC)

    @property
    def lender_id(self) -> str | None:
        """To whom it went."""
        lender = self.facts["lender_id"]
        return None if lender is None else str(lender)

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


def find_application(
    con: duckdb.DuckDBPyConnection, application_id: str, lender_ids: tuple[str, ...] | None = None
) -> Application:
    """Read one application that the viewer may see.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book.
    application_id : str
        As it came, for instance in a link.
    lender_ids : tuple of str, optional
        The viewer's lenders; by default all.

    Returns
    -------
    Application

    Raises
    ------
    ThinfileError
        When there is none with this id among the viewer's lenders; which of the two is not said.
    """
    facts = read.record(
        con,
        "application",
        application_id=application_id,
        lender_ids=None if lender_ids is None else list(lender_ids),
    )
    if facts is None:
        among = "" if lender_ids is None else " among your lenders"
        raise ThinfileError(
            f"Wanted application '{application_id}', but the book in use has none with this id"
            f"{among}. Check the link, or look for the applicant in the queue."
        )
    features = read.record(
        con,
        "application_features",
        application_id=application_id,
        customer_id=facts["customer_id"],
    )
    return Application(facts, features or {})
