"""A risk manager takes a figure and the page away, as the browser shows them."""

import pytest

pytestmark = pytest.mark.e2e


def test_figures_and_the_page_can_be_taken_away(window):
    window.open("/vintages")
    window.sign_in("Risk manager")
    window.page.get_by_role("button", name="Take away").click()
    window.settle()
    taken = {}
    for kind in ("SVG", "PNG"):
        with window.page.expect_download() as download:
            window.page.locator(".takeaway button", has_text=kind).first.click()
        taken[kind] = download.value.path().read_bytes()
    assert taken["SVG"].startswith(b"<svg")
    assert b"months on book" in taken["SVG"]
    assert taken["PNG"].startswith(b"\x89PNG")

    window.page.get_by_role("button", name="Page as PDF").click()
    window.settle()
    with window.page.expect_download() as download:
        window.page.get_by_role("button", name="Save the PDF").click()
    assert download.value.suggested_filename == "vintages.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
