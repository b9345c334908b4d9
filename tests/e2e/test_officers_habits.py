"""What people are used to, on the pages of the desk and the book: contrast, keyboard, tables."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from data import book
from data.home import Home
from tests.e2e.conftest import App
from tests.e2e.test_users_habits import CHARTS, TALL, require_reached, require_wcag_aa

pytestmark = pytest.mark.e2e
WIDGETS = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(input:not([type=file]), textarea, button)')]
    .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility())
    .map(one => one.closest('[class*=st-key-]')?.className.match(/st-key-([\\w-]+)/)[1])
    .filter(Boolean)"""
# page, with what follows it in the address, and who looks at it
PAGES = {
    "queue": "Officer",
    "applicant": "Officer",
    "score_new": "Officer",
    "score_new?new_mode=a+batch": "Officer",
    "book": "Officer",
    "ledger": "Auditor",
}


@pytest.fixture(scope="module", params=PAGES)
def opened(
    chromium: Browser, address: str, demo_home: Home, request: pytest.FixtureRequest
) -> Iterator[App]:
    """Open each of the pages in turn, in a tall window of its own."""
    link = request.param
    if link == "applicant":
        link = f"applicant?application={_undecided(demo_home)}"
    context = chromium.new_context(viewport=TALL, color_scheme="light")
    app = App(address, context.new_page())
    app.open(f"/{link}")
    app.sign_in(PAGES[request.param])
    yield app
    context.close()


def _undecided(home: Home) -> str:
    """Name an application that waits for a decision."""
    with book.open_book(home, book.required(home)) as con:
        con.execute("use snapshot")
        found = con.execute(
            "select min(application_id) from applications anti join decisions "
            "using (application_id)"
        ).fetchall()
    return str(found[0][0])


def test_nothing_that_wcag_aa_asks_for_is_missing(opened):
    require_wcag_aa(opened)


def test_every_chart_says_its_numbers_in_words_and_has_a_table(opened):
    for chart in opened.page.evaluate(CHARTS):
        beyond_its_title = chart["says"].replace(chart["title"], "")
        assert len(re.findall(r"\d[\d,.]*", beyond_its_title)) >= 2, chart["says"]
        assert chart["choice"], chart["says"]


def test_tab_reaches_every_widget(opened):
    require_reached(opened, set(opened.page.evaluate(WIDGETS)))
