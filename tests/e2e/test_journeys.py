"""An officer's journeys through the app, in a real browser."""

from urllib.parse import parse_qs, urlparse

import httpx
import pytest

from data import book
from tests.e2e.conftest import QUEUE_ID

pytestmark = pytest.mark.e2e
MOST_TABS = 60


@pytest.fixture(scope="session")
def applicant(demo_home) -> str:
    """Name an application with orders at night."""
    con = book.open_book(demo_home, book.current(demo_home))
    try:
        found = con.execute(
            "select application_id from snapshot.features "
            "where order_count between 10 and 14 and night_order_share > 0 "
            "order by application_id limit 1"
        ).fetchall()
    finally:
        con.close()
    return str(found[0][0])


def _asked_for(address: str) -> dict[str, list[str]]:
    return parse_qs(urlparse(address).query)


def test_a_link_to_an_applicant_survives_sign_in_right_after_the_start(window, applicant):
    window.open(f"/applicant?application={applicant}")
    window.sign_in()
    window.settle_applicant()
    assert window.page.get_by_text(f"Application {applicant}", exact=True).is_visible()
    assert _asked_for(window.page.url)["application"] == [applicant]
    assert window.page.get_by_text("Underwriting").first.is_visible()


def test_the_answer_stands_on_the_first_screen_in_both_themes(themed, applicant):
    themed.open(f"/applicant?application={applicant}")
    themed.sign_in()
    themed.settle_applicant()
    for part in (
        ".st-key-card_applicant_score [data-testid=stMetricValue]",
        "[class*=st-key-card_recommendation] h3",
    ):
        box = themed.page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 900
    chart = themed.page.locator(".st-key-chart_applicant_families .js-plotly-plot").bounding_box()
    assert chart["y"] + 34 * 5 <= 900, "the reference and the top four reasons"
    assert themed.page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_a_row_of_the_queue_opens_its_applicant(window):
    window.open("/")
    window.sign_in()
    table = window.page.locator(".st-key-queue_table canvas").first
    table.wait_for()
    window.settle()
    box = table.bounding_box()
    window.page.mouse.click(box["x"] + QUEUE_ID, box["y"] + 32 + 13)
    window.settle_applicant()
    (opened,) = _asked_for(window.page.url)["application"]
    assert window.page.get_by_text(f"Application {opened}", exact=True).is_visible()


def test_the_keyboard_moves_in_the_queue_and_opens_only_what_it_is_told_to(window):
    window.open("/queue")
    window.sign_in()
    window.page.locator(".st-key-queue_table canvas").first.wait_for()
    window.settle()
    cells = window.page.locator(".st-key-queue_table canvas table tbody tr")
    second = cells.nth(1).locator("td").first.inner_text()
    for _ in range(MOST_TABS):
        window.page.keyboard.press("Tab")
        if window.page.evaluate("!!document.activeElement.closest('.st-key-queue_table canvas')"):
            break
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowLeft"):
        window.page.keyboard.press(key)
        window.settle()
        assert urlparse(window.page.url).path.endswith("/queue")
    window.page.keyboard.press("Shift+Space")
    window.page.wait_for_function("location.pathname.endsWith('applicant')")
    assert _asked_for(window.page.url)["application"] == [second]


def test_a_filtered_queue_can_be_linked(window):
    window.open("/queue?queue_view=decided&queue_page=2")
    window.sign_in()
    window.page.locator(".st-key-queue_table canvas").first.wait_for()
    asked = _asked_for(window.page.url)
    assert (asked["queue_view"], asked["queue_page"]) == (["decided"], ["2"])
    assert window.page.get_by_role("radio", name="decided").is_checked()


def test_a_click_on_a_bar_opens_the_purchases_behind_it(window, applicant):
    window.open(f"/applicant?application={applicant}")
    window.sign_in("Auditor")
    window.settle_applicant()
    box = window.page.locator(".st-key-chart_applicant_families .js-plotly-plot").bounding_box()
    window.page.mouse.click(box["x"] + 120, box["y"] + 34 * 3 + 17)
    window.page.wait_for_function("location.search.includes('applicant_reason')")
    window.settle()
    (reason,) = _asked_for(window.page.url)["applicant_reason"]
    behind = window.page.locator(".st-key-card_applicant_evidence")
    assert behind.locator(".st-key-applicant_reason input").input_value() == reason
    assert behind.get_by_text("known at application count towards it").is_visible()
    behind.locator("canvas").first.wait_for()


def test_the_book_s_page_names_the_book(window, demo_home):
    window.open("/book")
    window.sign_in("Risk manager")
    assert window.page.get_by_text(f"id {book.current(demo_home).snapshot}").is_visible()


def test_nothing_is_asked_of_another_machine(chromium, address, applicant):
    page = chromium.new_page()
    hosts = set()
    page.on("request", lambda request: hosts.add(urlparse(request.url).hostname))
    page.goto(f"{address}/applicant?application={applicant}")
    page.get_by_role("button", name="Officer", exact=True).click()
    page.locator(".js-plotly-plot").first.wait_for()
    page.close()
    assert hosts - {None} == {"127.0.0.1"}


def test_a_forwarded_request_meets_a_closed_door(address):
    answer = httpx.get(address, headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 403
    assert "without a proxy" in answer.text
