"""The feature catalogue: what every feature means, how it may move risk, and the rows behind it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb

from data import read

CATALOGUE = Path(__file__).with_name("catalogue.toml")


class Dimension(StrEnum):
    """The five dimensions that Sesame Credit scored by; the fifth is left out on purpose."""

    HISTORY = "history"
    CAPACITY = "capacity"
    BEHAVIOUR = "behaviour"
    IDENTITY = "identity"
    RELATIONS = "relations"

    @property
    def label(self) -> str:
        """Name for people."""
        return self.value.capitalize()


class Family(StrEnum):
    """A group of features that belong together; reasons are told by family."""

    FILE_DEPTH = "file_depth"
    CAPACITY = "capacity"
    REGULARITY = "regularity"
    TIME_OF_PURCHASE = "time_of_purchase"
    BASKET = "basket"
    PAYMENT_RELIABILITY = "payment_reliability"
    BUREAU = "bureau"
    FOOTPRINT = "footprint"
    BROWSING = "browsing"

    @property
    def label(self) -> str:
        """Name for people."""
        return _FAMILIES[self][0]

    @property
    def dimension(self) -> Dimension:
        """The dimension it is counted under."""
        return _FAMILIES[self][1]


_FAMILIES = {
    Family.FILE_DEPTH: ("File depth", Dimension.HISTORY),
    Family.CAPACITY: ("Capacity", Dimension.CAPACITY),
    Family.REGULARITY: ("Regularity", Dimension.BEHAVIOUR),
    Family.TIME_OF_PURCHASE: ("Time of purchase", Dimension.BEHAVIOUR),
    Family.BASKET: ("Basket", Dimension.BEHAVIOUR),
    Family.PAYMENT_RELIABILITY: ("Payment and reliability", Dimension.HISTORY),
    Family.BUREAU: ("Credit bureau", Dimension.HISTORY),
    Family.FOOTPRINT: ("Footprint and stability", Dimension.IDENTITY),
    Family.BROWSING: ("Browsing", Dimension.BEHAVIOUR),
}


class Unit(StrEnum):
    """What a feature's number is; decides how it is written and what is typical."""

    SHARE = "share"
    SIGNED = "signed"
    MONEY = "money"
    DAYS = "days"
    COUNT = "count"
    RATIO = "ratio"
    SCORE = "score"
    FLAG = "flag"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which known rows make a feature.

    Parameters
    ----------
    table : str
        Table of known rows, one of `data.features.compute.KNOWN`.
    of : str
        Flag of the rows it is computed from (the denominator).
    counts : str or None
        Flag of those in the numerator; None when all of them are.
    weight : str or None
        Column that is summed; None when rows are counted.
    also : tuple of str
        Further tables of known rows it needs whole.
    """

    table: str
    of: str
    counts: str | None = None
    weight: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature.

    Parameters
    ----------
    name : str
        Column in the table `features`.
    risk : int
        1 where PD may only rise with the value, -1 where it may only fall, 0 where theory is
        silent.
    change : str or None
        What an applicant could change; None where nothing could be.
    evidence : Evidence or None
        None where the value stands in the application itself.
    flag_of : Family or None
        For a flag that stands for the missing values of a family.
    names : mapping of str to str
        For a name: what its values are called, where their code does not say it.
    """

    name: str
    family: Family
    label: str
    unit: Unit
    helps: str
    hurts: str
    sources: tuple[str, ...]
    risk: int = 0
    change: str | None = None
    evidence: Evidence | None = None
    flag_of: Family | None = None
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def is_categorical(self) -> bool:
        """Whether the value is a name rather than a number."""
        return self.unit is Unit.NAME

    @property
    def is_of_request(self) -> bool:
        """Whether it takes the application itself: without a request it is missing."""
        return "applications" in self.sources


@cache
def text() -> str:
    """Give the text of the catalogue."""
    return CATALOGUE.read_text(encoding="utf-8")


@cache
def load() -> Mapping[str, Feature]:
    """Read the catalogue: features by name, in the order of the file."""
    entries = tomllib.loads(text())
    return MappingProxyType({name: _feature(name, entry) for name, entry in entries.items()})


def unavailable(tables_given: Mapping[str, bool]) -> list[Feature]:
    """List the features that a lender's missing tables cost.

    Parameters
    ----------
    tables_given : Mapping[str, bool]
        Whether each table of the contract was given.
    """
    return [
        feature
        for feature in load().values()
        if not all(tables_given.get(source, False) for source in feature.sources)
    ]


def lost(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Map each feature that the missing tables of an open book cost to those tables' names."""
    tables = read.query(con, "tables_given")
    given = dict(zip(tables["table_name"], tables["is_given"], strict=True))
    return {
        feature.name: " and ".join(name for name in feature.sources if not given.get(name, False))
        for feature in unavailable(given)
    }


def families_of(names: list[str]) -> list[Family]:
    """Give the family of each feature."""
    entries = load()
    return [entries[name].family for name in names]


def _feature(name: str, entry: Mapping[str, Any]) -> Feature:
    evidence = entry.get("evidence")
    return Feature(
        name=name,
        family=Family(entry["family"]),
        label=entry["label"],
        unit=Unit(entry["unit"]),
        helps=entry["helps"],
        hurts=entry["hurts"],
        sources=tuple(entry["sources"]),
        risk={"rises": 1, "falls": -1}[entry["risk"]] if "risk" in entry else 0,
        change=entry.get("change"),
        evidence=Evidence(**{**evidence, "also": tuple(evidence.get("also", ()))})
        if evidence
        else None,
        flag_of=Family(entry["flag_of"]) if "flag_of" in entry else None,
        names=MappingProxyType(entry.get("names", {})),
    )
