"""Cohorts: applications that meet some conditions, written so that a link can hold them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from urllib.parse import unquote

from data.errors import ThinfileError
from scoring import catalogue
from scoring.catalogue import Unit
from scoring.wording import Money

NAMES = "ABCD"
APPLIED = "applied_at"
# attributes beside the features of the catalogue: expression, label, unit
_OWN = {
    "product": ("r.product", "Product", Unit.NAME),
    "region": ("r.region", "Region", Unit.NAME),
    "channel": ("r.channel", "Channel", Unit.NAME),
    "lender": ("r.lender_id", "Lender", Unit.NAME),
    "depth_band": ("f.depth_band", "Depth of file", Unit.NAME),
    "decision": ("r.decision", "Decision", Unit.NAME),
    "recommendation": ("r.recommendation", "Recommended", Unit.NAME),
    "decided_by": ("r.decided_by", "Decided by", Unit.NAME),
    "decision_reason": ("r.decision_reason", "Reason of the decision", Unit.NAME),
    "decided": ("r.decided", "Month of decision (UTC)", Unit.NAME),
    "outcome": (
        "case when r.is_bad is null then 'not known' when r.is_bad then 'bad' else 'good' end",
        "Outcome",
        Unit.NAME,
    ),
    "month": ("r.month", "Month of application", Unit.NAME),
    "vintage": ("r.vintage", "Month of origination", Unit.NAME),
    APPLIED: ("epoch(r.applied_at)", "Applied (UTC)", None),
    "score": ("r.score", "Score", Unit.SCORE),
}
OF_DECISIONS = ("decision", "recommendation", "decided_by", "decision_reason", "decided")
_YES = 0.5  # a flag is 0 or 1
_SIGNS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "%;|"})  # they part a link's words


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
    unit : Unit or None
        What its numbers are; None of a moment, in seconds since 1970 (UTC).
    """

    name: str
    label: str
    expression: str
    unit: Unit | None

    @property
    def is_name(self) -> bool:
        """Whether its values are names; else they are numbers."""
        return self.unit is Unit.NAME

    def asked_in(self, money: Money) -> tuple[str, float]:
        """Give what people say its numbers in, and how much one of that is in the data."""
        if self.unit is Unit.MONEY:
            return money.currency, 10.0**money.minor_digits
        if self.unit in (Unit.SHARE, Unit.SIGNED):
            return "%", 0.01
        return "days" if self.unit is Unit.DAYS else "", 1.0


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

    def says(self, money: Money) -> str:
        """Write the condition in words, its numbers in the units that people use."""
        attribute = attributes()[self.attribute]
        if self.names:
            return f"{attribute.label}: {' or '.join(self.names).replace('_', ' ')}"
        ends = (self.least, self.below)
        if attribute.unit is Unit.FLAG and ends in ((_YES, None), (None, _YES)):
            return f"{attribute.label}: {'no' if self.least is None else 'yes'}"
        unit, size = attribute.asked_in(money)
        parts = [attribute.label]
        for word, end in zip(("from", "below"), ends, strict=True):
            if end is not None and attribute.unit is None:
                parts.append(f"{word.replace('below', 'before')} {_moment(end).replace('T', ' ')}")
            elif end is not None:
                parts.append(f"{word} {float(f'{end / size:.12g}'):,.12g} {unit}".rstrip())
        return " ".join(parts)


Cohort = tuple[Condition, ...]


def flag(attribute: str, *, is_set: bool) -> Condition:
    """Give the condition that a flag is set, or that it is not."""
    return Condition(attribute, least=_YES if is_set else None, below=None if is_set else _YES)


def of_decisions(cohort: Cohort) -> bool:
    """Whether any condition is about how an application was decided."""
    return any(condition.attribute in OF_DECISIONS for condition in cohort)


KNOWN = Condition("outcome", names=("good", "bad"))


def since(at: datetime) -> Condition:
    """Give the condition that an application was made at a moment or after it."""
    return Condition(APPLIED, least=seconds(at))


@cache
def attributes() -> Mapping[str, Attribute]:
    """Give everything that a condition can be about, by name."""
    own = {name: Attribute(name, label, sql, unit) for name, (sql, label, unit) in _OWN.items()}
    features = {
        name: Attribute(name, feature.label, f'f."{name}"', feature.unit)
        for name, feature in catalogue.load().items()
    }
    return own | features


def written(cohort: Cohort) -> str:
    """Write a cohort as a link holds it: ``region:north|south;order_count:0~15``.

    A name's own ``;``, ``|`` and ``%`` are percent-encoded (RFC 3986), numbers keep all digits.
    """
    parts = []
    for condition in cohort:
        write = _moment if attributes()[condition.attribute].unit is None else _number
        ends = ("" if end is None else write(end) for end in (condition.least, condition.below))
        names = (name.translate(_SIGNS) for name in condition.names)
        parts.append(f"{condition.attribute}:{'|'.join(names) or '~'.join(ends)}")
    return ";".join(parts)


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _moment(seconds: float) -> str:
    return (
        datetime.fromtimestamp(seconds, UTC)
        .isoformat()
        .removesuffix("+00:00")
        .removesuffix("T00:00:00")
    )


def seconds(at: datetime) -> float:
    """Give a moment as conditions hold it; one without a zone is UTC."""
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).timestamp()


def parse(text: str) -> Cohort:
    """Read a cohort as `written` writes it.

    Raises
    ------
    ThinfileError
        When it names an attribute that there is not, or a range of numbers or days that is none.
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
            found.append(Condition(name, names=tuple(map(unquote, value.split("|")))))
        else:
            found.append(_range(attribute, value))
    return tuple(found)


def _range(attribute: Attribute, value: str) -> Condition:
    is_moment = attribute.unit is None
    least, _, below = value.partition("~")
    try:
        ends = [_end(end, is_moment=is_moment) if end else None for end in (least, below)]
    except ValueError as wrong:
        wanted = (
            "days for {}, such as '2026-01-01~'" if is_moment else "numbers for {}, such as '0~15'"
        )
        raise ThinfileError(
            f"Wanted a range of {wanted.format(attribute.name)}; got '{value}'. "
            "Build the cohort on the page."
        ) from wrong
    return Condition(attribute.name, least=ends[0], below=ends[1])


def _end(text: str, *, is_moment: bool) -> float:
    return seconds(datetime.fromisoformat(text)) if is_moment else float(text)
