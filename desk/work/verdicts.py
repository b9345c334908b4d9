"""What an officer decides, and when it is whole and justified."""

from dataclasses import dataclass

from data.errors import ThinfileError
from desk.work.capsule import Shown
from desk.work.overrides import Decision, OverrideReason, departure, reasons_for, spoken_for

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
        Only against the recommendation, or in place of the score's reasons where the policy
        leaves a refusal to the person.
    sentence : str
        Why, in words; needed with such a reason, to refer and to ask.
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


def require_as_asked(verdict: Verdict, shown: Shown) -> None:
    """Refuse an approval of less than was asked for, or over another term; and the other way round.

    Less money, or another term, refuses the request as it was made, and the applicant has to be
    told why (12 CFR 1002.2(c)(1)(i)): a counter-offer. More money refuses nothing, so that is an
    approval. What is not known to have been asked for binds neither.

    Raises
    ------
    ThinfileError
        Naming what was asked for, and the decision that it would be.
    """
    if not verdict.decision.lends:
        return
    asked = (shown.asked_amount, shown.asked_term_days)
    offered = (verdict.amount, verdict.term_days)
    is_less = asked[0] is not None and verdict.amount is not None and verdict.amount < asked[0]
    is_other = is_less or (asked[1] is not None and verdict.term_days != asked[1])
    if verdict.decision is Decision.APPROVE and is_other:
        wanted = "to lend what was asked for, or more, over the term asked for"
        instead = "Make it a counter-offer: the applicant is told why."
    elif verdict.decision is Decision.COUNTER_OFFER and not is_other and None not in asked:
        wanted = "less than was asked for, or another term"
        instead = "Make it an approval."
    else:
        return
    raise ThinfileError(
        f"Wanted {wanted}, to {verdict.decision.replace('_', ' ')}; asked for was "
        f"{_terms(*asked)}, and got {_terms(*offered)}. {instead}"
    )


def require_allowed(verdict: Verdict, shown: Shown) -> None:
    """Refuse to lend where something forbids it: no reason speaks against that.

    Raises
    ------
    ThinfileError
        Naming what forbids it.
    """
    if verdict.decision.lends and shown.bars:
        raise ThinfileError(
            f"Wanted a decision that lends nothing, since {' and '.join(shown.bars)}; got to "
            f"{verdict.decision.replace('_', ' ')}. No reason overrides that: decline, or ask the "
            "applicant for what is missing."
        )


def require_justified(verdict: Verdict, shown: Shown) -> None:
    """Refuse to go against the recommendation without a coded reason and a sentence.

    Raises
    ------
    ThinfileError
        Naming the recommendation; also when a reason came where none is called for, one that
        speaks for the other direction, or one without a sentence.
    """
    taken = (verdict.decision, verdict.amount, shown.recommendation, shown.limit)
    against, direction = departure(*taken), spoken_for(*taken)
    did, reason = f"To {verdict.decision.replace('_', ' ')}", verdict.override_reason
    if direction is None:
        if reason is not None:
            raise ThinfileError(
                f"{did} is what the policy recommends or leaves open, so it takes no reason for "
                f"an override; got '{reason}'. Leave it empty."
            )
        return
    if reason is None and against is None:
        return
    if reason is None:
        at_most = "" if shown.limit is None else f" and to lend at most {shown.limit}"
        raise ThinfileError(
            f"{did} goes against the policy, which recommends to {shown.recommendation.value}"
            f"{at_most}. Choose a reason from the override policy, and say why in a sentence."
        )
    if direction not in reason.justifies:
        than = "the policy recommends" if against else "was asked for"
        raise ThinfileError(
            f"{did} {direction.replace('_', ' ')} than {than}, and '{reason}' is no "
            f"reason for that. Choose one of {', '.join(reasons_for(direction))}."
        )
    wanted = "to decide against the recommendation" if against else f"beside '{reason}'"
    require_sentence(verdict.sentence, wanted)


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


def _terms(amount: int | None, term_days: int | None) -> str:
    said = "an unknown amount" if amount is None else f"{amount} (minor units)"
    return said if term_days is None else f"{said} over {term_days} days"
