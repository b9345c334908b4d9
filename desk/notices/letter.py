"""What a letter says: plain text, ready to be set, with nothing left to compute."""

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date

from desk.work.overrides import Decision

LONGEST_WORD = 32
BREAK_HERE = "\u200b"  # zero-width space: a line may end here
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who lends, as the applicant can reach them."""

    name: str
    address: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedReason:
    """One reason against lending, as printed.

    Parameters
    ----------
    code : str
        Feature, rule or reason of an override that it is told by.
    says : str
        A whole sentence to the person.
    yours, usual : str or None
        Their number and the reference's; None where the sentence says all.
    is_confirmed : bool
        Whether the sender vouches for it, since no reason was stable.
    """

    code: str
    says: str
    yours: str | None = None
    usual: str | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class BureauFile:
    """The bureau score that was used, and how to reach the bureau."""

    agency: str
    score: str
    scale: str
    pulled_on: str
    key_factors: tuple[str, ...]
    address: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, everything in words.

    Parameters
    ----------
    decision : Decision
        A final one; names the template.
    dated : date
        Of the letter, and of the PDF, so that the same letter always gives the same bytes.
    title, written_on, applied_on, asked, offered, offer_until : str
        As printed; what was offered is empty in a refusal.
    reasons : tuple of PrintedReason
        At most four, worst first; none in an approval.
    bureau : BureauFile or None
        None where no bureau score was used.
    """

    decision: Decision
    dated: date
    title: str
    written_on: str
    applied_on: str
    application_id: str
    asked: str
    offered: str
    offer_until: str
    answer_days: int
    creditor: Creditor
    reasons: tuple[PrintedReason, ...]
    bureau: BureauFile | None
    legal_notice: str

    def as_data(self) -> dict[str, object]:
        """Give the letter in JSON's types, every text made fit for paper."""
        data = asdict(self) | {"decision": self.decision.value, "dated": self.dated.isoformat()}
        return {name: _printable(value) for name, value in data.items()}


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value


def printable(text: str) -> str:
    """Make a text fit for paper: no control characters, and words that a line can break.

    What turns the direction of writing around is taken out, since it makes a text read otherwise
    than it is; scripts that are written from the right need none of it.
    """
    kept = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} else sign
        for sign in text
        if sign not in _BIDI_CONTROLS
    )
    return " ".join(_breakable(word) for word in kept.split())


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    parts = [word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD)]
    return BREAK_HERE.join(parts)
