"""Deciding otherwise than the policy recommends, or where it leaves it to a person: the reasons."""

from enum import StrEnum

from data import contract
from scoring.policies.policy import Action


class Decision(StrEnum):
    """What an officer may decide; the first three end a case."""

    APPROVE = "approve"
    DECLINE = "decline"
    COUNTER_OFFER = "counter_offer"
    REFER = "refer"
    REQUEST_INFORMATION = "request_information"

    @property
    def is_final(self) -> bool:
        """Whether the applicant is told, and the lender's table of decisions holds it."""
        return self.value in contract.VERDICTS

    @property
    def lends(self) -> bool:
        """Whether it offers money, so that it has an amount and a term."""
        return self in {Decision.APPROVE, Decision.COUNTER_OFFER}

    @property
    def refuses(self) -> bool:
        """Whether it lends less than was asked for, or nothing: the applicant is told why."""
        return self in {Decision.DECLINE, Decision.COUNTER_OFFER}


class Departure(StrEnum):
    """In which direction a decision leaves the recommendation."""

    LENDS_MORE = "lends_more"
    LENDS_LESS = "lends_less"


class OverrideReason(StrEnum):
    """Why a decision may go against the recommendation; the written policy, one code each."""

    INCOME_VERIFIED = "income_verified"
    OBLIGATIONS_VERIFIED = "obligations_verified"
    GOOD_HISTORY_HERE = "good_history_here"
    BAD_HISTORY_HERE = "bad_history_here"
    SECURITY = "security"
    DATA_WRONG = "data_wrong"
    CHANGED_CIRCUMSTANCES = "changed_circumstances"
    FRAUD_SUSPECTED = "fraud_suspected"
    APPLICANT_ASKED = "applicant_asked"

    @property
    def says(self) -> str:
        """When it may be used, as the written override policy has it."""
        return _SAYS[self]

    @property
    def justifies(self) -> frozenset[Departure]:
        """In which direction it may be used."""
        return _JUSTIFIES.get(self, frozenset(Departure))


_SAYS = {
    OverrideReason.INCOME_VERIFIED: "Income or savings were proven by a document, "
    "and carry the instalments.",
    OverrideReason.OBLIGATIONS_VERIFIED: "Debts or obligations that the file does not hold "
    "were proven, and the instalments cannot be carried beside them.",
    OverrideReason.GOOD_HISTORY_HERE: "Earlier loans with this lender were repaid on time.",
    OverrideReason.BAD_HISTORY_HERE: "An earlier loan with this lender is overdue or was lost.",
    OverrideReason.SECURITY: "A guarantor or a pledge covers the amount.",
    OverrideReason.DATA_WRONG: "A purchase or payment behind the score is shown to be wrong, "
    "and the score without it supports the decision.",
    OverrideReason.CHANGED_CIRCUMSTANCES: "Work, household or health changed after the last "
    "purchase, and a document shows it.",
    OverrideReason.FRAUD_SUSPECTED: "Identity or purchases are in doubt, and the doubt "
    "was reported.",
    OverrideReason.APPLICANT_ASKED: "The applicant asked for less, or for another term.",
}
_JUSTIFIES = {
    OverrideReason.INCOME_VERIFIED: frozenset({Departure.LENDS_MORE}),
    OverrideReason.GOOD_HISTORY_HERE: frozenset({Departure.LENDS_MORE}),
    OverrideReason.SECURITY: frozenset({Departure.LENDS_MORE}),
    OverrideReason.OBLIGATIONS_VERIFIED: frozenset({Departure.LENDS_LESS}),
    OverrideReason.BAD_HISTORY_HERE: frozenset({Departure.LENDS_LESS}),
    OverrideReason.FRAUD_SUSPECTED: frozenset({Departure.LENDS_LESS}),
    OverrideReason.APPLICANT_ASKED: frozenset({Departure.LENDS_LESS}),
}


def reasons_for(departure: Departure) -> tuple[OverrideReason, ...]:
    """Give the reasons that may justify a departure in one direction."""
    return tuple(reason for reason in OverrideReason if departure in reason.justifies)


def departure(
    decision: Decision, amount: int | None, recommendation: Action, limit: int | None
) -> Departure | None:
    """Tell how a decision goes against what the policy recommends; None where it does not.

    Parameters
    ----------
    decision : Decision
    amount : int or None
        Offered, minor units.
    recommendation : Action
        A recommendation to refer leaves it to the person.
    limit : int or None
        Largest amount that the policy recommends; lending more is always against it.
    """
    if not decision.is_final:
        return None
    if decision.lends and amount is not None and limit is not None and amount > limit:
        return Departure.LENDS_MORE
    if recommendation is Action.DECLINE and decision is not Decision.DECLINE:
        return Departure.LENDS_MORE
    if recommendation is Action.APPROVE and decision is not Decision.APPROVE:
        return Departure.LENDS_LESS
    return None


def spoken_for(
    decision: Decision, amount: int | None, recommendation: Action, limit: int | None
) -> Departure | None:
    """Tell for which direction a decision may name a coded reason; None where it takes none.

    Against the recommendation it must. A recommendation to refer leaves the decision to the
    person: one who then refuses, or offers other terms, may say why instead of the score.

    Parameters
    ----------
    decision, amount, recommendation, limit
        As in `departure`.
    """
    against = departure(decision, amount, recommendation, limit)
    if against is None and recommendation is Action.REFER and decision.refuses:
        return Departure.LENDS_LESS
    return against


def is_persons_own(
    recommendation: str, override_reason: str | None, reason_code: str | None
) -> bool:
    """Whether a kept decision names a person's own reason, and goes against nothing.

    A recommendation to refer is gone against only by lending more than the limit, and the reason
    for that is never what the applicant is told.
    """
    is_told = override_reason is not None and override_reason == reason_code
    return recommendation == Action.REFER.value and is_told
