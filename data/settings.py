"""What `source.toml` says about a source: currency, time zone, categories, thresholds."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data import contract
from data.errors import ThinfileError, did_you_mean
from data.table import rules

FILE = "source.toml"
KEYS = (
    "currency",
    "minor_digits",
    "timezone",
    "time_precision",
    "as_of",
    "simulated",
    "rejects",
    "categories",
    "outcomes",
)
PRECISIONS = ("second", "day")
DEFAULT_LIMIT = 0.05
ALL_OTHER_RULES = "*"


@dataclass(frozen=True, slots=True)
class RejectLimit:
    """How much of a table may break one rule before a build stops.

    Parameters
    ----------
    table : str
    rule : str
        Name of the rule, or ``*`` for all rules of the table without a limit of their own.
    share : float
        0–1 of the rows read.
    reason : str
        Why it is raised; shown beside the rejects.
    """

    table: str
    rule: str
    share: float
    reason: str


@dataclass(frozen=True, slots=True)
class Settings:
    """A source's settings, checked.

    Parameters
    ----------
    currency : str
        ISO 4217 code of the one currency of the book.
    minor_digits : int
        Decimal digits of its minor unit (2: cents).
    timezone : str
        IANA name; given to SELECTs that name ``$timezone``.
    time_precision : str or None
        ``second`` or ``day``; None when it is to be found out from the orders.
    as_of : datetime or None
        The book's "today", UTC without zone; None for the last event.
    is_simulated : bool
    reject_default : float
        Share of a table's rows that may be rejected.
    reject_limits : tuple of RejectLimit
    categories : dict of str to str
        The source's own category names to those of the closed list.
    bad_days_past_due, outcome_window_months : int
        What a bad loan is, where outcomes are derived from instalments.
    """

    currency: str
    minor_digits: int
    timezone: str
    time_precision: str | None
    as_of: datetime | None
    is_simulated: bool
    reject_default: float
    reject_limits: tuple[RejectLimit, ...]
    categories: dict[str, str]
    bad_days_past_due: int
    outcome_window_months: int


def load(folder: Path, input_folder: Path) -> Settings:
    """Read the settings of a source, those in the input folder over those beside the SELECTs.

    Parameters
    ----------
    folder, input_folder : Path
        Either may hold a ``source.toml``; tables such as ``[categories]`` are merged.

    Raises
    ------
    ThinfileError
        When a file is not TOML, a key is unknown, or a value is missing or of the wrong kind.
    """
    merged: dict[str, Any] = {}
    for place in (folder, input_folder):
        for key, value in _read(place / FILE).items():
            is_table = isinstance(value, dict) and isinstance(merged.get(key), dict)
            merged[key] = {**merged[key], **value} if is_table else value
    return _checked(merged, f"{FILE} in {folder} or {input_folder}")


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise ThinfileError(f"{path} should be TOML in UTF-8, but is not: {broken}.") from broken
    for key in raw:
        if key not in KEYS:
            raise ThinfileError(
                f"{path} has '{key}', which means nothing.{did_you_mean(key, KEYS)} "
                f"It may say: {', '.join(KEYS)}."
            )
    return raw


def _checked(raw: dict[str, Any], where: str) -> Settings:
    rejects = _take(raw, "rejects", dict, {}, where)
    outcomes = _take(raw, "outcomes", dict, {}, where)
    precision = _take(raw, "time_precision", str, None, where)
    if precision not in (None, *PRECISIONS):
        raise ThinfileError(
            f"time_precision should be {' or '.join(PRECISIONS)}; got '{precision}' ({where})."
        )
    categories = {
        str(name): str(to) for name, to in _take(raw, "categories", dict, {}, where).items()
    }
    timezone = str(_take(raw, "timezone", str, "UTC", where))
    return Settings(
        currency=str(_take(raw, "currency", str, ..., where)).upper(),
        minor_digits=int(_take(raw, "minor_digits", int, ..., where)),
        timezone=checked_timezone(timezone),
        time_precision=precision,
        as_of=as_instant(raw["as_of"]) if "as_of" in raw else None,
        is_simulated=bool(_take(raw, "simulated", bool, False, where)),
        reject_default=_share(rejects.get("default", DEFAULT_LIMIT), where),
        reject_limits=tuple(_limit(entry, where) for entry in rejects.get("rule", [])),
        categories=categories,
        bad_days_past_due=int(_take(outcomes, "days_past_due", int, 90, where)),
        outcome_window_months=int(_take(outcomes, "window_months", int, 6, where)),
    )


def _take(raw: dict[str, Any], key: str, kind: type, default: Any, where: str) -> Any:
    value = raw.get(key, default)
    if value is ...:
        raise ThinfileError(
            f"Wanted '{key}' in {where}, and it is not there. Write one there, for example "
            'currency = "EUR" and minor_digits = 2.'
        )
    if value is not default and (
        not isinstance(value, kind) or (kind is int and isinstance(value, bool))
    ):
        raise ThinfileError(f"'{key}' should be {kind.__name__}; got {value!r} ({where}).")
    return value


def _share(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ThinfileError(f"A threshold is a share from 0 to 1; got {value!r} ({where}).")
    return float(value)


def _limit(entry: object, where: str) -> RejectLimit:
    wanted = {"table", "rule", "threshold", "reason"}
    if not isinstance(entry, dict) or entry.keys() != wanted or not str(entry["reason"]).strip():
        raise ThinfileError(
            f"Each [[rejects.rule]] says table, rule, threshold and reason; got {entry!r} "
            f"({where})."
        )
    tables = {table.name: table for table in contract.TABLES}
    table = tables.get(str(entry["table"]))
    if table is None:
        near = did_you_mean(str(entry["table"]), tables)
        raise ThinfileError(f"[[rejects.rule]] names no table of the contract: {entry!r}.{near}")
    names = [rule.name for rule in rules(table)]
    if entry["rule"] not in (*names, ALL_OTHER_RULES):
        near = did_you_mean(str(entry["rule"]), names)
        raise ThinfileError(
            f"[[rejects.rule]] of {table.name} names no rule: '{entry['rule']}'.{near} "
            f"{where} may name: {', '.join(names)}."
        )
    return RejectLimit(
        table.name, str(entry["rule"]), _share(entry["threshold"], where), str(entry["reason"])
    )


def checked_timezone(name: str) -> str:
    """Give back an IANA time zone name that exists.

    Raises
    ------
    ThinfileError
        When there is no such zone.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ThinfileError(
            f"Wanted an IANA time zone such as Europe/Paris; got '{name}'."
        ) from unknown
    return name


def as_instant(value: object) -> datetime:
    """Turn a date, a time or their ISO text into a UTC time without zone.

    A bare date is its first moment, UTC; a time without zone is taken as UTC.

    Raises
    ------
    ThinfileError
        When it is neither.
    """
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as unreadable:
            raise ThinfileError(
                f"Wanted a date such as 2026-03-31 for as_of; got '{value}'."
            ) from unreadable
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime.combine(value, time())
    raise ThinfileError(f"Wanted a date such as 2026-03-31 for as_of; got {value!r}.")
