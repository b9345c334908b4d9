"""What no letter may say: sentences about the score itself, and who or what somebody is."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from data.errors import ThinfileError

CATEGORIES = Path(__file__).parents[2] / "data" / "reference" / "categories.csv"

# 12 CFR 1002.9(b)(2): that internal standards were not met, or no qualifying score was reached,
# is no specific reason
_ABOUT_THE_SCORE = re.compile(
    r"\b(insufficient|inadequate)\b[^.]*\bscore"
    r"|\bscore\b[^.]*\b(insufficient|too low|not (high|good) enough|below)\b"
    r"|\b(not|n[o’']t|fail(ed|s)?)\b[^.]*\b(meet|reach|pass|achieve|attain)\w*\b[^.]*"
    r"\b(scores?|standards?|polic(y|ies)|criteria|cut-?offs?)\b"
    r"|\b(qualifying|minimum|required)\b[^.]*\bscore"
    r"|\bour\b[^.]*\b(score|scoring|model|algorithm|standards?|cut-?off)\b",
    re.IGNORECASE,
)
_ABOUT_THE_PERSON = (
    r"gender|sex|sexual|male|female|race|racial|ethnic\w*|religio\w*|faith|church|mosque|temple"
    r"|national origin|nationality|citizenship|immigra\w*|marital|married|divorced|widow\w*"
    r"|pregnan\w*|disab\w*|birth\w*|your age|years? old|elderly|political\w*|trade union"
    r"|medical|medicine\w*|illness|disease|public assistance|welfare"
)


def require_specific(sentences: Iterable[str]) -> None:
    """Refuse a reason that speaks of the score or of standards, and not of the person's file.

    Raises
    ------
    ThinfileError
        Quoting it.
    """
    for sentence in sentences:
        if _ABOUT_THE_SCORE.search(sentence):
            raise ThinfileError(
                f"Wanted a reason that says what in the file counted against the person; got "
                f"'{sentence}', which speaks of the score or of standards. Say what the person "
                "did or what is missing."
            )


def require_harmless(texts: Iterable[str]) -> None:
    """Refuse what names a protected attribute or a category marked sensitive.

    Raises
    ------
    ThinfileError
        Quoting the word.
    """
    for text in texts:
        found = _harmful().search(text)
        if found:
            raise ThinfileError(
                f"'{text}' cannot be printed: '{found.group()}' names a protected attribute or a "
                "kind of goods marked sensitive. The letter is held: have a person write it."
            )


@cache
def _harmful() -> re.Pattern[str]:
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        sensitive = [row["label"] for row in csv.DictReader(file) if row["is_sensitive"] == "true"]
    words = "|".join([*map(re.escape, sensitive), _ABOUT_THE_PERSON])
    return re.compile(rf"\b({words})\b", re.IGNORECASE)
