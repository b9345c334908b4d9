"""Whom an applicant is compared with, read from the book."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from data import read


@dataclass(frozen=True, slots=True)
class Comparable:
    """The people an applicant is compared with.

    Parameters
    ----------
    group_id : str
    product, depth_band : str or None
        What the group shares; None where it takes everyone.
    applications : int
    lenders : int
        How many lenders the book has: the group is drawn from all of them, whomever the viewer
        works for, so that it is large enough to tell of nobody.
    rhythm : list of 7 lists of 24 floats
        Share of their orders by weekday and hour, 0–1; empty when times of day are unknown.
    basket : mapping
        Category to its share of their spend, 0–1.
    """

    group_id: str
    product: str | None
    depth_band: str | None
    applications: int
    lenders: int
    rhythm: list[list[float]]
    basket: Mapping[str, float]


def find_comparable(
    con: duckdb.DuckDBPyConnection, product: str, depth_band: str
) -> Comparable | None:
    """Read whom applicants of a product and depth band are compared with; None if nobody."""
    group = read.record(con, "comparable_group", product=product, depth_band=depth_band)
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
        lenders=int(group["lenders"]),
        rhythm=rhythm,
        basket=dict(zip(basket["category"], basket["share"], strict=True)),
    )
