"""Which reasons a letter gives: specific, stable, at most four, each in the person's numbers."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import floor

import pandas as pd

from data.errors import ThinfileError
from desk.notices import screen
from desk.notices.letter import PrintedReason
from desk.notices.texts import Phrase, Phrases
from desk.work.overrides import OverrideReason
from scoring import catalogue
from scoring.catalogue import Family, Unit
from scoring.explain import explanation
from scoring.explain.explanation import MOST_REASONS, Explanation, FamilyPoints, FeaturePoints
from scoring.policies.recommendation import Recommendation
from scoring.wording import Money

LIMIT = "limit"
ASKED_TOO_MUCH = "amount asked"  # told of the same rule where the limit itself is not lent
# a rule that is told says by itself what these features would say again
SAID_BY: Mapping[str, frozenset[str]] = {
    "sufficiency": frozenset(
        {"order_count", "order_count_90d", "active_months", "file_depth_known", "regularity_known"}
    ),
    LIMIT: frozenset({"request_amount", "amount_to_monthly_spend"}),
}


class HeldError(ThinfileError):
    """A letter is held for a person: nothing that counted against the applicant is sure enough.

    Parameters
    ----------
    application_id : str
    choices : tuple of Family
        Those that counted against the applicant, worst first: a person who has looked at the
        purchases behind them may confirm some.
    """

    def __init__(self, application_id: str, choices: tuple[Family, ...]) -> None:
        self.choices = choices
        listed = ", ".join(family.label.lower() for family in choices)
        wanted = (
            "no reason against it is stable. Look at the purchases, then confirm one of: "
            f"{listed}; or reopen the case."
            if choices
            else "no rule and nothing in the score speaks against it. Reopen the case, and decide "
            "it again: where the policy leaves it to you, with a reason of your own."
        )
        super().__init__(f"The letter for application {application_id} is held: {wanted}")


def from_override(override: OverrideReason, phrases: Phrases) -> tuple[PrintedReason, ...]:
    """Give the one reason of an officer who lent less than recommended, or than was asked for.

    Raises
    ------
    ThinfileError
        When the lender's wording lacks it.
    """
    says = phrases.overrides.get(override.value)
    if says is None:
        raise ThinfileError(
            f"Wanted a sentence for '{override.value}' under [overrides] in reasons.toml, but "
            "there is none. Add it."
        )
    return (PrintedReason(override.value, says),)


def against(
    application_id: str,
    explained: Explanation | None,
    recommendation: Recommendation,
    *,
    asked: int | None,
    lent: int | None,
    spend: float | None,
    money: Money,
    known: Mapping[str, pd.DataFrame],
    phrases: Phrases,
    stable: Collection[Family],
    confirmed: Collection[Family] = (),
) -> tuple[PrintedReason, ...]:
    """Give what counted against an application: rules first, then families, worst first.

    What a rule has said is not said again by a feature.

    Parameters
    ----------
    application_id : str
    explained : Explanation or None
        None where there is no score.
    recommendation : Recommendation
        Rules that fired count, but for those about the score itself.
    asked : int or None
        Amount asked for, minor units.
    lent : int or None
        Amount offered instead, minor units; None in a refusal.
    spend : float or None
        What the applicant spends in a month, minor units; None where not known.
    money : Money
    known : mapping of str to pandas.DataFrame
        The applicant's known rows by table, to count them.
    phrases : Phrases
    stable : collection of Family
        Families that are negative in 70 % of resamples or more.
    confirmed : collection of Family
        Those that a person vouches for; told only where nothing else may be, so that none takes
        the place of a stable one.

    Raises
    ------
    HeldError
        When there is none that may be printed.
    ThinfileError
        When the lender's wording lacks a sentence.
    """
    found = []
    for rule in recommendation.fired:
        says = phrases.rules.get(rule.name)
        if says is not None and rule.name == LIMIT:
            limit = recommendation.limit
            says = _limit(limit, phrases, money, asked=asked, lent=lent, spend=spend)
        if says is not None:
            found.append(PrintedReason(rule.name, says))
    said = frozenset().union(*(SAID_BY.get(rule.code, frozenset()) for rule in found))
    negative = () if explained is None else [f for f in explained.families if f.is_reason]
    choices, vouched = [], []
    for family in negative:
        printed = _family(family, known, phrases)
        if printed is None or printed.code in said:
            continue
        choices.append(family.family)
        if family.family in stable:
            found.append(printed)
        elif family.family in confirmed:
            vouched.append(replace(printed, is_confirmed=True))
    found = found or vouched
    if not found:
        raise HeldError(application_id, tuple(choices))
    return tuple(found[:MOST_REASONS])


def require_printable(reasons: Collection[PrintedReason]) -> None:
    """Refuse reasons that speak of the score, or name what no letter may name.

    Raises
    ------
    ThinfileError
        Quoting it.
    """
    screen.require_specific(reason.says for reason in reasons)
    screen.require_harmless(
        text for reason in reasons for text in (reason.says, reason.yours or "")
    )


def _limit(
    limit: int | None,
    phrases: Phrases,
    money: Money,
    *,
    asked: int | None,
    lent: int | None,
    spend: float | None,
) -> str | None:
    """Tell that more was asked for than the limit; None where the limit is not why.

    The limit is an amount that is lent, so only an offer that reaches it names it, as what is
    offered. Where less is lent, or nothing, the amount stands beside what the person spends. A
    limit of nothing is about the score, and tells nothing; nor does one where all is lent.
    """
    if limit is None or limit <= 0 or asked is None or (lent is not None and lent >= asked):
        return None
    if lent is not None and lent >= limit:
        return phrases.rules[LIMIT].format(asked=money.exact(asked), limit=money.exact(lent))
    if spend is None or spend <= 0:
        return None
    says = phrases.rules.get(ASKED_TOO_MUCH)
    if says is None:
        raise ThinfileError(
            f"Wanted a sentence for '{ASKED_TOO_MUCH}' under [rules] in reasons.toml, with "
            "{asked}, {times} and {spend}, since a refusal must not name a limit that is not "
            "lent; there is none. Add it."
        )
    return says.format(
        asked=money.exact(asked), times=_times(asked / spend), spend=money.exact(round(spend))
    )


def _times(ratio: float) -> str:
    """Write how many times one amount is another, never as more than it is."""
    digits = 0 if ratio >= 10 else 1
    least = floor(ratio * 10**digits) / 10**digits
    said = f"{least:,.1f}".removesuffix(".0")
    return said if least == ratio else f"more than {said}"


def _family(
    family: FamilyPoints, known: Mapping[str, pd.DataFrame], phrases: Phrases
) -> PrintedReason | None:
    """Tell a family by its most negative feature; None where the wording has no words for it."""
    teller = next(feature for feature in family.features if feature.name == family.told_by)
    phrase = phrases.features.get(teller.name)
    return None if phrase is None else _told(teller, phrase, known)


def _told(
    told: FeaturePoints, phrase: Phrase, known: Mapping[str, pd.DataFrame]
) -> PrintedReason | None:
    feature = catalogue.load()[told.name]
    if told.value is None:
        return None
    if feature.unit is Unit.FLAG:
        says = phrase.yes if told.value else phrase.no
        return None if says is None else PrintedReason(told.name, says)
    # beside a usual number that is the same, a reason would contradict itself
    usual = None if told.value_text == told.typical_text else told.typical_text
    if phrase.says is not None:
        return PrintedReason(told.name, phrase.says, told.value_text, usual)
    if phrase.subject is None:
        return None
    counts = explanation.counted(feature, known) if "{count}" in feature.hurts else None
    own = phrase.figure.format(value=told.value_text)
    if counts is not None:
        own = f"{counts[0]} of {counts[1]} ({told.value_text})"
    says = f"{phrase.subject} {_compared(told)}."
    return PrintedReason(told.name, says, own, usual and phrase.figure.format(value=usual))


def _compared(told: FeaturePoints) -> str:
    if told.value_text == told.typical_text or told.typical is None:
        return "counted against you"
    higher = float(str(told.value)) > float(str(told.typical))
    return f"is {'higher' if higher else 'lower'} than usual"
