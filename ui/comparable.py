"""Whom an applicant is compared with: applications of the viewer's lenders, read from the book."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from data import read

LEAST = 200


@dataclass(frozen=True, slots=True)
class Comparable:
    """The people an applicant is compared with.

    Parameters
    ----------
    product, depth_band : str or None
        What they share; None where everyone is taken.
    applications : int
    lenders, lenders_of_book : int
        Of how many lenders they are, and how many the book has.
    rhythm : list of 7 lists of 24 floats
        Share of their orders by weekday and hour, 0–1; empty when times of day are unknown.
    basket : mapping
        Category to its share of their spend, 0–1.
    """

    product: str | None
    depth_band: str | None
    applications: int
    lenders: int
    lenders_of_book: int
    rhythm: list[list[float]]
    basket: Mapping[str, float]

    @property
    def is_few(self) -> bool:
        """Whether they are fewer than `LEAST`, although everyone is taken."""
        return self.applications < LEAST


def find_comparable(
    con: duckdb.DuckDBPyConnection,
    product: str,
    depth_band: str,
    lender_ids: tuple[str, ...] | None,
) -> Comparable | None:
    """Read whom applicants of a product and depth band are compared with; None if nobody.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book.
    product, depth_band : str
    lender_ids : tuple of str or None
        The viewer's lenders; None is all. Of others nobody is taken.
    """
    theirs = None if lender_ids is None else list(lender_ids)
    group = read.record(
        con, "comparable_group",
        product=product, depth_band=depth_band, lender_ids=theirs, least=LEAST,
    )  # fmt: skip
    if group is None or not group["applications"]:
        return None
    whom = {name: group[name] for name in ("product", "depth_band")} | {"lender_ids": theirs}
    hours = read.query(con, "comparable_rhythm", **whom)
    rhythm = [[0.0] * 24 for _ in range(7)] if len(hours) else []
    for weekday, hour, share in hours.itertuples(index=False):
        rhythm[int(weekday)][int(hour)] = float(share)
    basket = read.query(con, "comparable_basket", **whom)
    return Comparable(
        **group, rhythm=rhythm, basket=dict(zip(basket["category"], basket["share"], strict=True))
    )
