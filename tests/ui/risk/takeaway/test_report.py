"""A page is set as PDF from what the browser sent, and nothing in it is read as markup."""

from datetime import UTC, datetime

import pytest

from data.errors import ThinfileError
from ui.risk.takeaway import report

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">'
    '<text x="4" y="20" style="font-family: &quot;Source Sans&quot;, sans-serif; fill: red">'
    "6 %</text></svg>"
)


def card(**changes):
    given = {"title": "Bad rate", "metrics": [], "lines": ["95 %"], "figures": [], "tables": []}
    return given | changes


def table(**changes):
    return {"columns": ["Score", "Bads"], "rows": [["600", "*4*"], ["620", "2"]], "of": 9} | changes


def page(*cards, **changes):
    given = {"title": "Vintages", "chips": ["12 loans"], "address": "http://x/vintages"}
    return given | {"cards": list(cards)} | changes


def test_a_page_with_tiles_figures_and_tables_is_a_pdf():
    found = report.shown(
        page(
            card(metrics=[["Bad rate", "4.7 %"]]),
            card(title="", figures=[SVG, SVG]),
            card(tables=[table()]),
            card(figures=[SVG]),
            card(figures=[SVG]),
        )
    )
    made = report.pdf(found, "book s1", AT)
    assert made.startswith(b"%PDF-")
    assert len(made) > len(report.pdf(report.shown(page()), "book s1", AT))


def test_markup_in_a_title_is_text():
    found = report.shown(page(card(title='#read("/etc/passwd") *x* $y$', lines=["@z <a> [b]"])))
    assert report.pdf(found, "s", AT).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "wrong",
    [
        page(card(figures=["<html>"])),
        page(card(lines=["x" * 3_000])),
        page(card(tables=[table(rows=[["600"]])])),
        page(*[card()] * 100),
        page(path="/etc"),
        {"title": "x"},
    ],
)
def test_what_is_no_page_of_ours_is_refused_in_words(wrong):
    with pytest.raises(ThinfileError, match="Reload the page"):
        report.shown(wrong)


def test_a_figure_that_cannot_be_read_is_said_to_be():
    found = report.shown(page(card(figures=["<svg not closed"])))
    with pytest.raises(ThinfileError, match="cannot be set"):
        report.pdf(found, "s", AT)


@pytest.mark.parametrize("place", ["/etc/hostname", "../report.typ", "http://127.0.0.1/x.png"])
def test_a_figure_reaches_for_nothing_outside(place):
    figure = SVG.replace("<text", f'<image href="{place}" width="9" height="9"/><text')
    with pytest.raises(ThinfileError, match="cannot be set"):
        report.pdf(report.shown(page(card(figures=[figure]))), "s", AT)
