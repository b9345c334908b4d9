"""A risk manager takes figures, tables and the page away, as the browser shows them."""

import io

import pandas as pd
import pytest

pytestmark = pytest.mark.e2e
PAGES = (
    "portfolio", "cohorts", "vintages", "overrides", "strategy", "performance", "stability",
    "drivers",
)  # fmt: skip
READERS = {"csv": pd.read_csv, "parquet": pd.read_parquet}


def taken(window, button):
    """Click, and give the file that comes: its name and its bytes."""
    with window.page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_figures_and_every_page_can_be_taken_away(window):
    window.open("/portfolio")
    window.sign_in("Risk manager")
    for page in PAGES:
        window.open(f"/{page}")
        charts = window.page.locator(".js-plotly-plot").count()
        window.page.get_by_role("button", name="Export").click()
        window.page.locator(".takeaway button").first.wait_for()
        window.settle()
        for kind, begins in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
            buttons = window.page.locator(".takeaway button", has_text=kind)
            assert buttons.count() == charts, page
            assert taken(window, buttons.first)[1].startswith(begins), page
        window.page.get_by_role("button", name="Page as PDF").click()
        window.settle()
        name, made = taken(window, window.page.get_by_role("button", name="Save the PDF"))
        assert name.startswith(page)
        assert made.startswith(b"%PDF-")


def test_every_table_of_a_page_can_be_taken_away_as_csv_and_parquet(window):
    window.open("/portfolio")
    window.sign_in("Risk manager")
    for page in PAGES:
        window.open(f"/{page}")
        views = window.page.locator("[class*=st-key-view_]").count()
        window.page.get_by_role("button", name="Export").click()
        files = window.page.locator("[data-testid=stPopoverBody] [data-testid=stDownloadButton]")
        files.first.wait_for()
        window.settle()
        shapes: dict[str, list[tuple[int, int]]] = {}
        for file in files.get_by_role("button").all():
            window.page.wait_for_timeout(150)  # Chromium drops what is over ten files a second
            name, made = taken(window, file)
            table, _, ending = name.rpartition(".")
            shapes.setdefault(table, []).append(READERS[ending](io.BytesIO(made)).shape)
        assert len(shapes) >= views, page
        assert all(csv == parquet for csv, parquet in shapes.values()), (page, shapes)
