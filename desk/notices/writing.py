"""From a decided case to its letter."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isnan

import pandas as pd

from data.application import Application
from data.errors import ThinfileError
from desk.notices import reasons, screen
from desk.notices.letter import BureauFile, Creditor, Letter, PrintedReason
from desk.notices.reasons import HeldError
from desk.notices.texts import Texts
from desk.work.overrides import Decision, Departure, OverrideReason, spoken_for
from desk.work.verdicts import Verdict
from scoring import wording
from scoring.catalogue import Family
from scoring.explain.explanation import MOST_REASONS, Explanation
from scoring.policies.policy import Action
from scoring.policies.recommendation import Recommendation
from scoring.wording import Money

BUREAU_FEATURE = "bureau_score"
NOBODY: frozenset[Family] = frozenset()


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision in force of a case, as the ledger has it.

    Parameters
    ----------
    decision_no : int
        Number of its entry.
    amount : int or None
        Lent, minor units.
    term_days : int or None
    """

    decision_no: int
    decision: Decision
    amount: int | None
    term_days: int | None
    override_reason: OverrideReason | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What an application's letter rests on, besides the decision.

    Parameters
    ----------
    found : Application
    explained : Explanation or None
        None where there is no score.
    recommendation : Recommendation
    known : mapping of str to pandas.DataFrame
        The applicant's known rows by table.
    creditor : Creditor or None
        From the book; None where it names no lender.
    money : Money
    stable : frozenset of Family
        Families that are negative in 70 % of resamples or more; empty where none is known to be.
    """

    found: Application
    explained: Explanation | None
    recommendation: Recommendation
    known: Mapping[str, pd.DataFrame]
    creditor: Creditor | None
    money: Money
    stable: frozenset[Family] = NOBODY


def write(
    decided: Decided,
    basis: Basis,
    texts: Texts,
    *,
    dated: date,
    confirmed: Collection[Family] = NOBODY,
) -> Letter:
    """Write the letter of a decision.

    Parameters
    ----------
    decided : Decided
    basis : Basis
    texts : Texts
        The lender's wording.
    dated : date
        Of the letter.
    confirmed : collection of Family
        Families that a person vouches for, for a letter that would be held without them.

    Raises
    ------
    HeldError
        When the decision refuses, no reason is stable and none is confirmed.
    ThinfileError
        When the lender is not named, or a text may not be printed.
    """
    found, money = basis.found, basis.money
    asked, offered = _terms(found.facts["amount"], found.facts["term_days"], money), ""
    if decided.decision.lends:
        offered = _terms(decided.amount, decided.term_days, money)
    refuses = decided.decision.refuses
    until = dated + timedelta(days=texts.settings.offer_days)
    return Letter(
        decision=decided.decision,
        dated=dated,
        title=_title(decided, basis),
        written_on=_day(dated),
        applied_on=_day(found.applied_at),
        application_id=found.application_id,
        asked=asked,
        offered=offered,
        offer_until=_day(until) if offered else "",
        answer_days=texts.settings.answer_days,
        creditor=_creditor(basis, texts),
        reasons=_reasons(decided, basis, texts, confirmed) if refuses else (),
        bureau=_bureau(basis, texts) if refuses else None,
        legal_notice=texts.settings.legal_notice if refuses else "",
    )


def reason_code(verdict: Verdict, basis: Basis, texts: Texts) -> str | None:
    """Give the code of the first reason that the letter of a decision will give.

    Parameters
    ----------
    verdict : Verdict
    basis : Basis
    texts : Texts
        The lender's wording: what it has no words for is no reason of its letters.

    Returns
    -------
    str or None
        Feature, rule or a person's coded reason; None where nothing is refused, or the letter
        would be held.

    Raises
    ------
    ThinfileError
        When nothing speaks against the applicant, and the person who may say why does not.
    """
    if not verdict.decision.refuses:
        return None
    override = _override(verdict, basis)
    if override is not None:
        return override.value
    try:
        return _against(verdict, basis, texts, NOBODY)[0].code
    except HeldError as held:
        is_left_open = _action(basis) is Action.REFER
        may_say_why = _direction(verdict, basis) is Departure.LENDS_LESS
        if not held.choices and is_left_open and may_say_why:
            raise ThinfileError(
                f"To {verdict.decision.replace('_', ' ')} needs a reason for the letter, and "
                "neither a rule nor the score gives one. Choose a reason from the override "
                "policy, and say why in a sentence; or decide otherwise."
            ) from held
        return None


def has_reasons(verdict: Verdict, basis: Basis, texts: Texts) -> bool:
    """Say whether rules or score speak against an application, for its letter to tell or confirm.

    Parameters
    ----------
    verdict : Verdict
        A decline or counter-offer.
    basis : Basis
    texts : Texts
    """
    try:
        return bool(_against(verdict, basis, texts, NOBODY))
    except HeldError as held:
        return bool(held.choices)


def _reasons(
    decided: Decided, basis: Basis, texts: Texts, confirmed: Collection[Family]
) -> tuple[PrintedReason, ...]:
    override = _override(decided, basis)
    if override is not None:
        found = reasons.from_override(override, texts.phrases)
    else:
        found = _against(decided, basis, texts, confirmed)
    reasons.require_printable(found)
    return found


def _override(decided: Decided | Verdict, basis: Basis) -> OverrideReason | None:
    """Give the officer's own reason, where it is why less is lent."""
    is_why = _direction(decided, basis) is Departure.LENDS_LESS
    return decided.override_reason if is_why else None


def _direction(decided: Decided | Verdict, basis: Basis) -> Departure | None:
    limit = basis.recommendation.limit
    return spoken_for(decided.decision, decided.amount, _action(basis), limit)


def _action(basis: Basis) -> Action:
    """Give what was recommended; without a score all is left to a person."""
    return Action.REFER if basis.explained is None else basis.recommendation.action


def _against(
    decided: Decided | Verdict, basis: Basis, texts: Texts, confirmed: Collection[Family]
) -> tuple[PrintedReason, ...]:
    return reasons.against(
        basis.found.application_id,
        basis.explained,
        basis.recommendation,
        asked=_whole(basis.found.facts["amount"]),
        lent=decided.amount,
        spend=_number(basis.found.features["monthly_spend"]),
        money=basis.money,
        known=basis.known,
        phrases=texts.phrases,
        stable=basis.stable,
        confirmed=confirmed,
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isnan(value) else None


def _title(decided: Decided, basis: Basis) -> str:
    asked = basis.found.facts["amount"]
    wanted = basis.money.exact(asked) if isinstance(asked, int) else "the money"
    if decided.decision is Decision.DECLINE:
        return f"We cannot lend you {wanted}"
    offered = basis.money.exact(decided.amount or 0)
    if decided.decision is Decision.APPROVE:
        return f"We can lend you {offered}"
    if offered == wanted:
        return f"We can lend you {offered}, for another time than you asked for"
    return f"We can lend you {offered}, not {wanted}"


def _terms(amount: object, term_days: object, money: Money) -> str:
    said = money.exact(amount) if isinstance(amount, int) else "money"
    return f"{said} for {wording.term(term_days)}" if isinstance(term_days, int) else said


def _creditor(basis: Basis, texts: Texts) -> Creditor:
    named = texts.settings.creditor
    if basis.creditor is not None:
        return basis.creditor
    if named is None:
        raise ThinfileError(
            f"A letter must name who lends, but the book has no lender for application "
            f"{basis.found.application_id}. Give the table `lenders`, or [creditor] in the "
            "lender.toml of THINFILE_HOME/notices."
        )
    return Creditor(named.name, named.address, named.contact)


def _bureau(basis: Basis, texts: Texts) -> BureauFile | None:
    """Give the bureau score that the model saw: the last one before the application."""
    used = basis.explained is not None and any(
        feature.name == BUREAU_FEATURE and feature.value is not None
        for family in basis.explained.families
        for feature in family.features
    )
    pulls = basis.known.get("known_bureau")
    if not used or pulls is None or pulls.empty:
        return None
    pull = pulls[pulls["is_latest"].astype(bool)].iloc[0].to_dict()
    factors = [part.strip() for part in str(pull["key_factors"] or "").split(";")]
    listed = tuple(part for part in factors if part)[:MOST_REASONS]
    agency = str(pull["agency"])
    screen.require_harmless(listed)
    contact = texts.settings.bureaus.get(agency)
    return BureauFile(
        agency=agency,
        score=f"{pull['score']:g}",
        scale=f"{pull['score_min']:g} to {pull['score_max']:g}",
        pulled_on=_day(pull["pulled_at"]),
        key_factors=listed,
        address=contact.address if contact else None,
        phone=contact.phone if contact else None,
    )


def _day(at: date | datetime) -> str:
    return f"{at.day} {at:%B %Y}"
