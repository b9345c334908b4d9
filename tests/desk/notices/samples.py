"""A letter with every part, and letters of applicants, for tests."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from data.home import Home
from desk.notices import texts, writing
from desk.notices.letter import BureauFile, Creditor, Letter, PrintedReason
from desk.notices.writing import Decided
from desk.work.overrides import Decision
from scoring.catalogue import Family

OURS = texts.load(Home(Path("/nowhere")), None)
LETTER = Letter(
    decision=Decision.DECLINE,
    dated=date(2026, 11, 23),
    title="We cannot lend you ¥2,500",
    written_on="23 November 2026",
    applied_on="3 November 2026",
    application_id="A1",
    asked="¥2,500 for 3 months",
    offered="",
    offer_until="",
    answer_days=30,
    creditor=Creditor("Harbour Finance", "18 Harbour Road", "care@harbour.example"),
    reasons=(
        PrintedReason("night", "The share of your orders at night is higher than usual.",
                      "5 of 14 (36 %)", "9 %"),
        PrintedReason("browsing_known", "We know of no visit of yours to the shop."),
    ),
    bureau=BureauFile("Eastern Bureau", "577", "300 to 850", "29 April 2026",
                      ("few accounts", "recent enquiries")),
    legal_notice="",
)  # fmt: skip
OFFER = replace(
    LETTER,
    decision=Decision.COUNTER_OFFER,
    offered="¥1,200 for 3 months",
    offer_until="23 December 2026",
)
YES = replace(OFFER, decision=Decision.APPROVE, reasons=(), bureau=None)
EVERY = (LETTER, OFFER, YES)
APPLICANTS = 120
DATED = date(2026, 11, 23)
DECLINED = Decided(7, Decision.DECLINE, None, None, None)
OFFERED = Decided(7, Decision.COUNTER_OFFER, 50_000, 90, None)
ALL = frozenset(Family)


def letter(one, wording, decided=DECLINED, stable=ALL, **more):
    """Write the letter of one applicant, of whose reasons some are stable."""
    return writing.write(
        decided, replace(one, stable=frozenset(stable)), wording, dated=DATED, **more
    )
