"""A risk manager's journeys: a cut-off put in force by two, a shared link, a cohort to a person."""

import pytest

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

    window.page.locator(".st-key-bar_sign_out button").first.click()
    window.page.get_by_role("button", name="Second risk manager", exact=True).wait_for()
    window.settle()
    window.sign_in("Second risk manager")
    window.page.get_by_role("button", name="Put in force").click()
    window.settle()
    assert window.page.get_by_text("in force: policy two of us").is_visible()


def test_a_shared_link_shows_the_same_in_a_fresh_browser(window):
    window.open("/strategy?strategy_cutoffs=540&strategy_cutoffs=580")
    window.sign_in("Auditor")
    assert window.page.get_by_text("approve from 580", exact=False).first.is_visible()
    assert window.page.get_by_text("refer from 540", exact=False).first.is_visible()


def test_a_cohort_leads_to_an_applicant(window):
    window.open("/cohorts?a=depth_band:thin;product:pay_later")
    window.sign_in("Risk manager")
    assert window.page.get_by_text("Depth of file: thin").is_visible()
    table = window.page.locator(".st-key-cohorts_applicants_A [data-testid=stDataFrame]").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 120, "y": 60})
    window.page.wait_for_url("**/applicant?application=*")
    window.settle()
    assert window.page.get_by_text("Application ", exact=False).first.is_visible()


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
