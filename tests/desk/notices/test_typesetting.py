"""The same letter gives the same bytes, and no text of it is ever read as markup."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import ThinfileError
from desk.notices import texts, typesetting
from desk.notices.letter import BureauFile, Creditor, PrintedReason, printable
from tests.desk.notices.samples import EVERY, LETTER, OURS

MARKUP = st.sampled_from(
    ["#strong[x]", "*b*", "_i_", "$x^2$", "= head", "\\", "@ref", "<l>", '"', "//", "/*", "`r`",
     '#read("/etc/passwd")', "- a", "+ b", "]", "[", "{", "#", "~", "--", "...", "'",
     "#let x = 1", '#import "@preview/x:0.1.0"', "שלום", "مرحبا", "\u202eevil", "x" * 300,
     "é", "Ж", "\x00", "\n= h"]
)  # fmt: skip
WILD = st.lists(MARKUP | st.text('abc #*_$\\"[]', max_size=12), min_size=1, max_size=4).map(
    " ".join
)


def shown(letter, wording=OURS):
    return " ".join(typesetting.prose(letter.as_data(), wording))


@pytest.mark.parametrize("letter", EVERY, ids=lambda letter: letter.decision.value)
def test_the_same_letter_gives_the_same_bytes(letter):
    first = typesetting.pdf(letter.as_data(), OURS)
    assert first.startswith(b"%PDF-")
    assert typesetting.pdf(json.loads(json.dumps(letter.as_data())), OURS) == first
    other = replace(letter, application_id="A2")
    assert typesetting.pdf(other.as_data(), OURS) != first


@settings(max_examples=60, deadline=None)
@given(WILD, WILD)
def test_whatever_a_name_holds_comes_out_as_it_is(name, reason):
    letter = replace(
        LETTER,
        creditor=Creditor("Lender", address=name, contact=None),
        application_id=name,
        asked=name,
        title=f"Title {name}",
        reasons=(PrintedReason("x", f"Because {reason}.", name, reason),),
        bureau=BureauFile(name, name, name, name, (reason,), name, name),
    )
    said = shown(letter)
    assert f"You asked us for {printable(name)}." in said
    assert f"Because {printable(reason + '.')}" in said
    assert typesetting.pdf(letter.as_data(), OURS).startswith(b"%PDF-")


def test_reasons_without_figures_are_listed_and_not_tabled():
    _, plain = LETTER.reasons
    tabled, listed = shown(LETTER), shown(replace(LETTER, reasons=(plain,)))
    assert tabled.index(plain.says) > tabled.index("See the data")  # tables are read last
    assert listed.index(plain.says) < listed.index("See the data")


def test_long_words_can_break_and_nothing_turns_the_writing_around():
    assert "\u200b" in printable("x" * 100)
    assert printable("a\u202eb\u2066c\x00d\ud800e\nf") == "abc d e f"
    assert printable("שלום") == "שלום"


def test_what_no_font_can_show_is_refused():
    letter = replace(LETTER, creditor=Creditor("港湾"))
    with pytest.raises(ThinfileError, match=r"港.*put a font"):
        typesetting.pdf(letter.as_data(), OURS)


def test_a_template_that_is_wrong_is_named():
    broken = texts.parsed({**OURS.files, "decline.typ": "#nothing-of-that-name"})
    with pytest.raises(ThinfileError, match="unknown variable: nothing-of-that-name"):
        typesetting.pdf(LETTER.as_data(), broken)


def test_a_template_reads_no_file_beside_the_letters():
    curious = texts.parsed({**OURS.files, "decline.typ": '#read("/../../etc/hostname")'})
    with pytest.raises(ThinfileError, match="cannot be set"):
        typesetting.pdf(LETTER.as_data(), curious)


@pytest.mark.parametrize("letter", EVERY, ids=lambda letter: letter.decision.value)
def test_every_letter_says_what_the_person_can_do(letter):
    said = shown(letter)
    for words in (
        "Ask us for all the data we used about you.",
        "If some of it is wrong, tell us.",
        "to have another person look at it.",
        "Write to care@harbour.example, or to 18 Harbour Road.",
        "Please give your number, A1. We will answer within 30 days.",
    ):
        assert words in said


def test_a_refusal_gives_reasons_and_the_bureaus_part():
    said = shown(LETTER)
    for reason in LETTER.reasons:
        assert reason.says in said
    assert "Eastern Bureau did not decide about your request." in said
    assert "The copy is free for 60 days" in said
    assert "Bureau" not in shown(replace(LETTER, bureau=None))


def test_a_preview_is_drawn_page_by_page():
    pages = typesetting.pages(LETTER.as_data(), OURS)
    assert len(pages) == 1
    assert pages[0].startswith(b"\x89PNG")
