"""What people are used to, on every risk and model page: contrast, keyboard, links, tables."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator

from tests.e2e.conftest import SCREEN, App

pytestmark = pytest.mark.e2e
# page: its section, its name in the menu, a filter, and what is typed to choose something else
PAGES = {
    "portfolio": ("Risk", "Portfolio", "portfolio_depth", "deep"),
    "vintages": ("Risk", "Vintages", "vintages_cut", "by region"),
    "overrides": ("Risk", "Overrides", "overrides_depth", "deep"),
    "strategy": ("Risk", "Strategy lab", "strategy_depth", "deep"),
    "performance": ("Model", "Performance", "performance_measure", "Gini"),
    "drivers": ("Model", "Drivers", "drivers_depth", "deep"),
    "stability": ("Model", "Stability", "stability_measure", "AUC"),
}
COHORTS = "cohorts"
TALL = {"width": 1440, "height": 2600}  # axe judges what is on the screen
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOST_TABS = 150
CHARTS = """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].map(chart => ({
    says: chart.getAttribute('aria-label') || '',
    title: chart.closest('[class*=st-key-card_]')
        ?.querySelector('[class*=st-key-head_] p')?.innerText || '',
    choice: !!chart.closest('[class*=st-key-card_]')?.querySelector('[class*=st-key-view_]'),
}))"""
CONTROLS = """() => [...document.querySelectorAll(
    '[class*=_filters] [data-testid=stSelectbox], [class*=st-key-view_]')].map(
    control => control.closest('[class*=st-key-]').className.match(/st-key-([\\w-]+)/)[1])"""
FOCUSED = """() => {
    const within = document.activeElement.closest('[class*=st-key-]');
    return within ? within.className.match(/st-key-([\\w-]+)/)[1] : document.activeElement.tagName;
}"""


@pytest.fixture(scope="module")
def manager(chromium: Browser, address: str) -> Iterator[App]:
    """Open a tall window in which a risk manager is signed in."""
    context = chromium.new_context(viewport=TALL, color_scheme="light")
    app = App(address, context.new_page())
    app.open("/cohorts?a=region:north")
    app.sign_in("Risk manager")
    yield app
    context.close()


@pytest.fixture(scope="module", params=[*PAGES, COHORTS])
def opened(manager: App, request: pytest.FixtureRequest) -> App:
    """Give the window with each of the pages in turn."""
    follow(manager, request.param)
    return manager


def follow(window: App, page: str) -> None:
    """Go to a page by the menu."""
    section, name = ("Risk", "Cohorts") if page == COHORTS else PAGES[page][:2]
    window.page.get_by_role("button", name=section, exact=True).click()
    window.page.locator("[data-testid=stTopNavDropdownLink]", has_text=name).click()
    window.page.wait_for_url(f"**/{page}*")
    window.settle()


def choose(window: App, key: str, typed: str) -> None:
    """Choose an option by typing."""
    window.page.locator(f".st-key-{key} input").fill(typed)
    window.page.keyboard.press("Enter")
    window.settle()


def shown(window: App, page: str) -> tuple[str, list[str]]:
    """Give the words of a page's filter, and its numbers."""
    filtered = window.page.locator(f".st-key-{PAGES[page][2]} input").input_value()
    return filtered, window.page.locator("[data-testid=stMetricValue]").all_inner_texts()


def in_order(address: str) -> list[str]:
    """Give the parts of an address in one order: that of its filters means nothing."""
    return sorted(re.split(r"[?&]", address))


def card_of(choice: Locator) -> Locator:
    """Give the card that a choice of view stands in."""
    return choice.locator("xpath=ancestor::*[contains(@class, 'st-key-card_')][1]")


def require_wcag_aa(opened: App) -> None:
    """Fail where axe finds that the page lacks what WCAG AA asks for."""
    found = Axe().run(opened.page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    assert not found.response["violations"], found.generate_report()


def require_reached(opened: App, wanted: set[str]) -> None:
    """Fail where Tab alone does not reach some widgets of the page."""
    for _ in range(MOST_TABS):
        opened.page.keyboard.press("Tab")
        wanted.discard(opened.page.evaluate(FOCUSED))
        if not wanted:
            break
    assert not wanted


def test_nothing_that_wcag_aa_asks_for_is_missing(opened):
    require_wcag_aa(opened)


def test_tab_reaches_every_filter_and_every_choice_of_view(opened):
    wanted = set(opened.page.evaluate(CONTROLS))
    assert wanted
    require_reached(opened, wanted)


def test_every_chart_says_its_numbers_in_words_and_has_a_table(opened):
    charts = opened.page.evaluate(CHARTS)
    assert charts
    for chart in charts:
        beyond_its_title = chart["says"].replace(chart["title"], "")
        assert len(re.findall(r"\d[\d,.]*", beyond_its_title)) >= 2, chart["says"]
        assert chart["choice"], chart["says"]


def test_the_keyboard_alone_turns_a_chart_into_its_table(opened):
    choice = opened.page.locator("[class*=st-key-view_]").first
    card = card_of(choice)
    charts = card.locator("[data-testid=stPlotlyChart]").count()
    views = choice.get_by_role("radio")
    views.first.focus()
    for _ in range(views.count() - 1):  # the table is the last one
        opened.page.keyboard.press("ArrowRight")
    opened.page.keyboard.press("Enter")
    card.locator("[data-testid=stDataFrame]").first.wait_for()  # a page can settle before it begins
    opened.settle()
    assert card.locator("[data-testid=stPlotlyChart]").count() == charts - 1


def test_filters_stay_and_a_fresh_browser_opens_what_the_address_says(manager, chromium):
    links, left = {}, {}
    for page, (_, _, key, typed) in PAGES.items():
        follow(manager, page)
        choose(manager, key, typed)
        links[page] = manager.page.url
        assert key in links[page]
    for page in PAGES:
        follow(manager, page)
        assert in_order(manager.page.url) == in_order(links[page])
        left[page] = shown(manager, page)
        assert PAGES[page][3] in left[page][0]
    follow(manager, COHORTS)
    assert manager.page.get_by_text("Region: north").count()

    fresh = App(manager.address, chromium.new_context(viewport=SCREEN).new_page())
    fresh.open(links["portfolio"].removeprefix(manager.address))
    fresh.sign_in("Risk manager")
    for page, link in links.items():
        if fresh.page.url != link:
            fresh.open(link.removeprefix(manager.address))
        assert shown(fresh, page) == left[page], page
    fresh.page.context.close()


def test_colours_stand_out_in_the_dark_too(chromium, address):
    context = chromium.new_context(viewport=TALL, color_scheme="dark")
    dark = App(address, context.new_page())
    dark.open("/portfolio")
    dark.sign_in("Risk manager")
    for page in [*PAGES, COHORTS]:
        follow(dark, page)
        options = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
        found = Axe().run(dark.page, options=options)
        assert not found.response["violations"], f"{page}: {found.generate_report()}"
    context.close()


def test_a_column_of_words_for_numbers_sorts_by_the_numbers(window):
    window.open("/portfolio?view_portfolio_course=table")
    window.sign_in("Risk manager")
    table = window.page.locator(".st-key-card_portfolio_course")
    canvas = table.locator("canvas").first
    canvas.wait_for()
    table.locator("tbody td").first.wait_for(state="attached")
    window.settle()

    def exposure() -> list[float]:
        # what is drawn on the canvas reads "¥180.4 k"; beside it stand the numbers that are sorted
        cells = [row.locator("td").last.inner_text() for row in table.locator("tbody tr").all()]
        return [float(cell) for cell in cells if cell]

    before = exposure()
    assert len(before) > 3
    assert before != sorted(before)
    box = canvas.bounding_box()
    window.page.mouse.click(box["x"] + box["width"] - 60, box["y"] + 14)
    window.settle()
    assert exposure() == sorted(exposure())
