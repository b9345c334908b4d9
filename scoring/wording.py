"""Numbers in words: units, separators and the sentences of the catalogue."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isnan

from scoring.catalogue import Feature, Unit

SYMBOLS = {"CNY": "¥", "EUR": "€", "GBP": "£", "USD": "$", "UGX": "UGX "}
MONTHS = 30.4375
_BESIDE = re.compile(r" \([^();]*\{typical\}\)|; typical \{typical\}")  # what a template compares


@dataclass(frozen=True, slots=True)
class Money:
    """A book's currency.

    Parameters
    ----------
    currency : str
        ISO 4217 code.
    minor_digits : int
        Digits after the point; amounts are whole numbers of 10**-digits.
    """

    currency: str
    minor_digits: int

    def __call__(self, minor_units: float) -> str:
        """Write an amount given in minor units, rounded to whole units: ``¥6,000``."""
        units = minor_units / 10**self.minor_digits
        sign = "−" if round(units) < 0 else ""
        return f"{sign}{SYMBOLS.get(self.currency, self.currency + ' ')}{abs(units):,.0f}"

    def exact(self, minor_units: float) -> str:
        """Write an exact amount, without digits after the point where it is whole: ``¥12.50``."""
        units = minor_units / 10**self.minor_digits
        digits = 0 if units == int(units) else self.minor_digits
        sign = "−" if minor_units < 0 else ""
        return f"{sign}{SYMBOLS.get(self.currency, self.currency + ' ')}{abs(units):,.{digits}f}"


def term(days_to_repay: int) -> str:
    """Write a term: whole months where it is about whole months, else days."""
    months = round(days_to_repay / 30.4)
    if days_to_repay >= 60 and abs(days_to_repay - months * 30.4) <= max(3, 0.015 * days_to_repay):
        return f"{months:,} months"
    return f"{days_to_repay:,} {'day' if days_to_repay == 1 else 'days'}"


def days(value: float) -> str:
    """Write a number of days as people say it: hours, days, months or years."""
    if value < 1:
        return f"{value * 24:.0f} h"
    if value < 60:
        return f"{value:.0f} {'day' if round(value) == 1 else 'days'}"
    if value < 730:
        return f"{value / MONTHS:.0f} months"
    return f"{value / 365.25:.1f} years"


def number(feature: Feature, value: object, money: Money) -> str:
    """Write one feature's value with its unit; "not known" where it is missing."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return "not known"
    if feature.unit is Unit.NAME:
        return feature.names.get(str(value), str(value).replace("_", " "))
    writers: Mapping[Unit, Callable[[float], str]] = {
        Unit.SHARE: lambda share: f"{share * 100:.0f} %",
        Unit.SIGNED: lambda change: f"{change * 100:+.0f} %".replace("-", "−"),
        Unit.MONEY: money,
        Unit.DAYS: days,
        Unit.FLAG: lambda flag: "yes" if flag else "no",
        Unit.COUNT: lambda count: f"{count:,.0f}" if count == int(count) else f"{count:,.1f}",
    }
    return writers.get(feature.unit, ratio)(float(str(value)))


def ratio(value: float) -> str:
    """Write a plain number: two decimals below ten, none above."""
    return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.0f}"


def typical(feature: Feature, value: object, money: Money) -> str:
    """Write the reference's number: a flag's is the share of "yes"."""
    if feature.unit is Unit.FLAG and isinstance(value, int | float):
        return f"yes for {value * 100:.0f} %"
    return number(feature, value, money)


def sentence(
    feature: Feature,
    *,
    points: float,
    value: object,
    reference: object,
    counts: tuple[int, int] | None,
    money: Money,
) -> str:
    """Say what a feature's value is against the typical one; of an equal one, how it counts.

    Parameters
    ----------
    feature : Feature
        Gives the templates.
    points : float
        Its points; 0 or more takes the sentence for help, less the one for harm.
    value, reference : object
        The applicant's and the typical value; None or NaN = not known.
    counts : tuple of int, optional
        Rows that count and rows they are counted among; the value stands in where not given.
    money : Money
        The book's currency.
    """
    usual = typical(feature, reference, money)
    if feature.unit is not Unit.FLAG and number(feature, value, money) == "not known":
        return f"{feature.label[0].lower()}{feature.label[1:]}: not known (typical {usual})"
    template = _flag_template(feature, value) if feature.flag_of else _by_sign(feature, points)
    own = number(feature, value, money)
    words: Mapping[str, str] = {"value": own, "typical": usual}
    if own == usual:
        template = _BESIDE.sub("", template) + _counts(points)
    if "{count}" in template:
        if counts is None:
            template = template.replace("{count} of {of}", "{value} of")
        else:
            words = {**words, "count": str(counts[0]), "of": str(counts[1])}
    return template.format(**words)


def lost(feature: Feature, tables: str) -> str:
    """Say that a feature is known of nobody, for want of the tables that it is made from."""
    label = f"{feature.label[0].lower()}{feature.label[1:]}"
    return f"{label}: not known of anybody, as {tables} were not given"


def _by_sign(feature: Feature, points: float) -> str:
    return feature.helps if points >= 0 else feature.hurts


def _counts(points: float) -> str:
    return f"; this counts {'for' if points > 0 else 'against'}" if points else ""


def _flag_template(feature: Feature, value: object) -> str:
    return feature.helps if value else feature.hurts
