"""What an officer decides, and when it is whole and justified."""

from dataclasses import dataclass

from data.errors import ThinfileError
from desk.work.capsule import Shown
from desk.work.overrides import Decision, OverrideReason, is_against

SENTENCE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an officer decides.

    Parameters
    ----------
    decision : Decision
    amount : int or None
        Offered, minor units; only where money is lent.
    term_days : int or None
        Offered; only where money is lent.
    override_reason : OverrideReason or None
        Only against the recommendation.
    sentence : str
        Why, in words; needed against the recommendation, to refer and to ask.
    """

    decision: Decision
    amount: int | None = None
    term_days: int | None = None
    override_reason: OverrideReason | None = None
    sentence: str = ""


def require_whole(verdict: Verdict) -> None:
    """Refuse a verdict that lacks terms or a sentence, or has terms and lends nothing.

    Raises
    ------
    ThinfileError
        Naming what is missing or too much.
    """
    terms = (verdict.amount, verdict.term_days)
    if verdict.decision.lends and any(term is None or term <= 0 for term in terms):
        raise ThinfileError(
            f"Wanted an amount and a term above 0 to {verdict.decision.replace('_', ' ')}; got "
            f"{verdict.amount} and {verdict.term_days}. Give both."
        )
    if not verdict.decision.lends and terms != (None, None):
        raise ThinfileError(
            f"To {verdict.decision.replace('_', ' ')} takes no amount and no term; got "
            f"{verdict.amount} and {verdict.term_days}. Leave them empty."
        )
    if not verdict.decision.is_final:
        require_sentence(verdict.sentence, f"to {verdict.decision.replace('_', ' ')}")


def require_justified(verdict: Verdict, shown: Shown) -> None:
    """Refuse to go against the recommendation without a coded reason and a sentence.

    Raises
    ------
    ThinfileError
        Naming the recommendation; also when a reason came where none is called for.
    """
    against = is_against(verdict.decision, verdict.amount, shown.recommendation, shown.limit)
    if not against and verdict.override_reason is not None:
        raise ThinfileError(
            f"To {verdict.decision.replace('_', ' ')} is what the policy recommends or leaves "
            f"open, so it takes no reason for an override; got '{verdict.override_reason}'. "
            "Leave it empty."
        )
    if against:
        if verdict.override_reason is None:
            raise ThinfileError(
                f"To {verdict.decision.replace('_', ' ')} goes against the policy, which "
                f"recommends to {shown.recommendation.value}"
                + ("" if shown.limit is None else f" and to lend at most {shown.limit}")
                + ". Choose a reason from the override policy, and say why in a sentence."
            )
        require_sentence(verdict.sentence, "to decide against the recommendation")


def require_sentence(sentence: str, wanted: str) -> None:
    """Refuse what is too short to be a reason.

    Raises
    ------
    ThinfileError
        Saying for what it is wanted.
    """
    if len(sentence.split()) < SENTENCE_WORDS:
        raise ThinfileError(
            f"Wanted a sentence {wanted}, of {SENTENCE_WORDS} words or more; got "
            f"'{sentence.strip()}'. Say why in your own words."
        )
