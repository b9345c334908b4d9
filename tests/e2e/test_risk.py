"""A risk manager's journeys: a cut-off put in force by two, a shared link, a cohort to a person."""

import re

import pytest

from tests.e2e.conftest import SCREEN, App

pytestmark = pytest.mark.e2e
TILES = ".st-key-card_strategy_tile_0 [data-testid=stMetricValue]"


def test_a_cutoff_goes_from_the_slider_to_in_force_by_a_second_person(window):
    window.open("/strategy")
    window.sign_in("Risk manager")
    before = window.page.locator(TILES).inner_text()
    window.page.get_by_role("slider").last.focus()
    for _ in range(12):
        window.page.keyboard.press("ArrowLeft")
    window.settle()
    assert window.page.locator(TILES).inner_text() != before
    assert "strategy_cutoffs" in window.page.url

    window.page.get_by_label("Name of the draft").fill("two of us")
    window.page.keyboard.press("Enter")
    window.settle()
    window.page.get_by_role("button", name="Save as draft").click()
    window.settle()
    assert window.page.get_by_text("Draft 'two of us' is saved").is_visible()
    assert window.page.get_by_role("button", name="Put in force").is_disabled()

    window.change_to("Second risk manager")
    window.page.get_by_role("button", name="Put in force").click()
    window.settle()
    assert window.page.get_by_text("in force: policy two of us").is_visible()


def test_the_way_back_from_an_applicant_leads_to_the_draft_and_its_list(window):
    link = "/strategy?strategy_depth=thin&strategy_limit_1=0.5&strategy_moved=approve-refer"
    window.open(link)
    window.sign_in("Risk manager")
    left = window.page.url
    listed = window.page.locator(".st-key-table_strategy_people [data-testid=stDataFrame]")
    listed.scroll_into_view_if_needed()
    said_table(window, "strategy_people")
    window.settle()
    listed.click(position={"x": 16, "y": 46})
    window.page.wait_for_url("**/applicant?application=*")
    window.settle()
    window.page.go_back()
    window.page.wait_for_url("**/strategy?*strategy_moved=*")
    window.settle()
    assert window.page.url == left
    assert window.page.get_by_text("those who go from approve to refer").is_visible()


def build(window, attribute, value):
    """Add a condition to a cohort as a reader does: choose what it is about, choose, add."""
    page = window.page
    page.locator(".st-key-cohorts_attribute input").fill(attribute)
    page.keyboard.press("Enter")
    window.settle()
    page.locator("[class*=st-key-cohorts_names_] input").fill(value)
    page.get_by_role("option", name=value, exact=True).click()
    window.settle()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add", exact=True).click()
    window.settle()


def test_a_shared_link_opens_a_kept_cohort_in_a_fresh_browser(window, chromium):
    window.open("/cohorts")
    window.sign_in("Risk manager")
    build(window, "Region", "north")
    assert "region%3Anorth" in window.page.url or "region:north" in window.page.url
    window.page.get_by_text("C", exact=True).first.click()
    window.settle()
    window.page.get_by_role("button", name="Kept cohorts").click()
    window.page.get_by_label("Keep C as").fill("of the north")
    window.page.keyboard.press("Enter")
    window.settle()
    window.page.get_by_role("button", name="Keep C", exact=True).click()
    window.settle()
    assert window.page.get_by_text("Cohort 'of the north' is kept").is_visible()
    sizes = said_table(window, "cohorts_rates")
    link = window.page.url.removeprefix(window.address)

    context = chromium.new_context(viewport=SCREEN)
    fresh = App(window.address, context.new_page())
    fresh.open(link)
    fresh.sign_in("Auditor")
    assert fresh.page.get_by_text("Region: north").is_visible()
    assert said_table(fresh, "cohorts_rates") == sizes
    fresh.open("/performance?performance_by=by cohort of the north")
    assert fresh.page.get_by_text("Region: north").is_visible()
    context.close()


def said_table(window, card) -> list[str]:
    """Give the cells of a table as it says them to those who cannot see it."""
    cells = window.page.locator(f".st-key-card_{card} canvas table td")
    cells.first.wait_for(state="attached")
    return cells.all_text_contents()


def test_a_question_leads_from_a_condition_over_a_score_to_an_applicant(window):
    window.open("/cohorts")
    window.sign_in("Risk manager")
    build(window, "Product", "pay_later")
    assert window.page.get_by_text("Product: pay later").is_visible()

    marks = window.page.locator(".st-key-chart_cohorts_scores .scatterlayer .trace").last
    busiest = marks.locator(".points path").nth(marks.locator(".points path").count() // 2)
    assert point_at(window, busiest).startswith("C, score")
    click(window)
    window.page.wait_for_url("**/cohorts?*scores=*")
    window.settle()
    assert window.page.get_by_text("applicants with a score of").is_visible()

    applicants(window).click(position={"x": 16, "y": 46})  # the box of the first row
    window.page.wait_for_url("**/applicant?application=*")
    window.settle()
    assert window.page.get_by_text("Application ", exact=False).first.is_visible()


def applicants(window):
    """Give the list of applicants once it is on the screen and holds them."""
    table = window.page.locator(".st-key-table_cohorts_applicants [data-testid=stDataFrame]")
    table.scroll_into_view_if_needed()
    said_table(window, "cohorts_applicants")
    window.settle()
    return table


@pytest.mark.parametrize(
    ("link", "table"),
    [
        ("/cohorts?a=region:north", ".st-key-table_cohorts_applicants"),
        ("/drivers?view_drivers_dependence=applicants", ".st-key-table_drivers_dots"),
    ],
)
def test_the_keyboard_opens_an_applicant_and_passes_by_the_list_without(window, link, table):
    window.open(link)
    window.sign_in("Risk manager")
    window.page.locator(table).scroll_into_view_if_needed()
    window.settle()
    window.page.locator(table).locator("canvas").first.focus()
    window.page.keyboard.press("ArrowDown")
    window.page.wait_for_function("document.activeElement.tagName === 'TD'")
    window.settle()
    assert link.split("?")[0] in window.page.url
    window.page.keyboard.press("Shift+Space")
    window.page.wait_for_url("**/applicant?application=*")


def point_at(window, mark, off=0) -> str:
    """Move to a mark, so many pixels off its middle, and read what it says it is."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    across, down = box["x"] + box["width"] / 2 + off, box["y"] + box["height"] / 2
    window.page.mouse.move(across, down)
    window.page.wait_for_timeout(150)
    said = window.page.locator(".hoverlayer .hovertext").first
    said.wait_for()
    return said.text_content()


def click(window):
    """Click where the mouse is."""
    window.page.mouse.down()
    window.page.mouse.up()


def test_a_driver_leads_from_its_bar_to_the_people_behind_a_mark(window):
    window.open("/drivers")
    window.sign_in("Risk manager")
    bars = window.page.locator(".st-key-chart_drivers_importance .barlayer .point path")
    point_at(window, bars.nth(bars.count() // 2 + 2))  # the third of those that raise
    click(window)
    window.page.wait_for_url("**/drivers?*drivers_feature=*")
    window.settle()
    assert window.page.get_by_text("against its value").first.is_visible()

    means = window.page.locator(".st-key-chart_drivers_dependence .scatterlayer .trace").last
    marks = means.locator(".points path").all()
    found = (point_at(window, mark, off) for mark in marks for off in (0, -5, 5))
    assert any("mean of all" in said for said in found)  # a dot may lie above
    click(window)
    window.page.wait_for_url("**/cohorts?a=*")
    window.settle()
    assert window.page.get_by_text("applications", exact=False).first.is_visible()


def test_a_bar_of_the_lab_s_scores_opens_the_applicants_that_it_counts(window):
    window.open("/strategy")
    window.sign_in("Risk manager")
    bars = window.page.locator(".st-key-chart_strategy_scores .barlayer .trace").first
    bars = bars.locator(".point path")
    said = point_at(window, bars.nth(bars.count() // 2))
    counted = re.search(r"([\d,]+ applications)", said)[1]
    click(window)
    window.page.wait_for_url("**/cohorts?a=score*")
    window.settle()
    assert window.page.get_by_text(f"{counted} of A").is_visible()
