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
# Only where the word speaks of a person: white goods, a single order, a foreign currency and an
# account that is too young do not. In doubt a letter is held, and a person writes it.
_OF_A_PERSON = r"(people|persons?|m[ae]n|wom[ae]n|applicants?|customers?|skin|neighbou?rhoods?)"
_ABOUT_THE_PERSON = (
    # sex, and whom somebody loves
    r"gender|sex|sexual\w*|sexuality|males?|females?|m[ae]n|wom[ae]n|lad(y|ies)|girls?|boys?|gay"
    r"|lesbians?|bisexual|homosexual\w*|heterosexual\w*|trans(gender|sexual)\w*|contracepti\w*"
    # family
    r"|marital|marri\w*|unmarried|divorc\w*|widow\w*|husbands?|wife|wives|spous\w*|your partner"
    r"|fianc\w*|maiden name|single (mother|father|parent|mum|mom)s?|mothers?|fathers?|parents?"
    r"|sons?|daughters?|child\w*|kids?|famil(y|ial) (status|size)|your famil(y|ies)|pregnan\w*"
    r"|maternity|paternity|alimony"
    # race, origin
    r"|race|races|racial\w*|ethnic\w*|national origin|nationalit\w*|citizen\w*"
    r"|(im|e)?migra\w*|refugees?|asylum|foreigners?|born (in|abroad)"
    r"|foreign[- ](born|nationals?|accent|name|country)"
    r"|skin colou?r|colou?r of (your|the) skin|\w+[- ]skinned|ancest\w*|your descent|tribe|tribal"
    r"|caste|indigenous|aboriginal|mother tongue|native (language|speaker)|your accent"
    rf"|(black|white|brown|colou?red) {_OF_A_PERSON}"
    r"|asians?|africans?|arabs?|arabic|hispanics?|latin[oa]s?|caucasians?|gyps(y|ies)"
    # faith
    r"|religio\w*|faith|church\w*|mosques?|temples?|synagogues?|pray\w*|muslims?|islam\w*"
    r"|christian\w*|catholic\w*|protestant\w*|jew|jews|jewish|judaism|hindu\w*|buddhis\w*|sikh\w*"
    r"|atheis\w*|ramadan|halal|kosher|bible|quran|koran|hijab"
    # age, and what is paid for it
    r"|birth\w*|your age|years? old|years of age|elderly|middle[- ]aged|teenage\w*|old age"
    r"|pension\w*|retire[ed]\w*|senior citizens?|aged \d\d"
    r"|you (are|look|seem|appear|sound)( \w+)? too (old|young)"
    r"|(old|young) (people|person|m[ae]n|wom[ae]n)"
    r"|(older|younger) than (1[6-9]|[2-9]\d)(?! ?(%|days?|weeks?|months?))|\d\d[- ]years?[- ]olds?"
    # health
    r"|disab\w*|handicap\w*|medical\w*|medicines?|medication\w*|ill|illness\w*|sick\w*|diseases?"
    r"|hospitals?|doctors?|pharmac\w*|prescri\w*|diabet\w*|cancer|depress(ion|ed)|mental\w*|therap\w*"
    r"|wheelchairs?|blind|deaf|addict\w*|hiv"
    # public income, politics
    r"|public assistance|welfare|food stamps|social (security|benefits?|assistance)"
    r"|(unemployment|housing|state) benefits?|on benefits|political\w*"
    r"|trade union\w*|union members?\w*"
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
