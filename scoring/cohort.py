"""Cohorts: applications that meet some conditions, written so that a link can hold them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.errors import ThinfileError
from scoring import catalogue
from scoring.catalogue import Unit

MOST = 4
NAMES = "ABCD"
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
