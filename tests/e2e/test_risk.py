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
