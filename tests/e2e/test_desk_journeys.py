"""An officer, a second person and an auditor on one case, each in a browser of their own."""

import pytest
from playwright.sync_api import Locator, expect

from data import book
from tests.e2e.conftest import SCREEN, App

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def waiting(demo_home):
    """Give undecided applications that the policy declines, each only once."""
    con = book.open_book(demo_home, book.current(demo_home))
    try:
        rows = con.execute(
            "select a.application_id from snapshot.applications as a "
            "join scores.scores as s using (application_id) where s.score < 555 and "
            "application_id not in (select application_id from snapshot.decisions) "
            "order by a.application_id desc"
        ).fetchall()
    finally:
        con.close()
    return iter([str(row[0]) for row in rows])


@pytest.fixture
def people(chromium, address):
    """Give a function that opens an application as somebody, in a browser of their own."""
    pages = []

    def arrive(role: str, path: str) -> App:
        page = chromium.new_page(viewport=SCREEN, color_scheme="light")
        pages.append(page)
        app = App(address, page)
        app.open(path)
        app.sign_in(role)
        return app

    yield arrive
    for page in pages:
        page.close()


def _press(app: App, name: str, role: str = "button") -> None:
    app.page.get_by_role(role, name=name, exact=True).first.click()
    app.settle()


def _bar(app: App) -> Locator:
    return app.page.locator(".st-key-desk_bar")


def _bar_says(app: App, text: str) -> None:
    expect(_bar(app)).to_contain_text(text, timeout=20_000)
    app.settle()


def _approve_with_a_reason(app: App) -> None:
    _press(app, "Decide", "radio")
    _press(app, "Approve", "radio")
    _bar(app).get_by_label("Amount").fill("2500")
    app.page.keyboard.press("Enter")
    app.settle()
    app.page.get_by_label("Reason for deciding against the recommendation").click()
    _press(app, "security", "option")
    app.page.get_by_label("Why, in a sentence").fill("A guarantor covers the whole amount.")
    app.page.keyboard.press("Control+Enter")
    app.settle()


def test_a_case_goes_from_officer_to_second_person_to_auditor(people, waiting):
    link = f"/applicant?application={next(waiting)}"
    officer = people("Officer", link)
    _press(officer, "Claim")
    _bar_says(officer, "in review, with you")
    _approve_with_a_reason(officer)
    assert officer.page.get_by_text("security", exact=False).first.is_visible()
    _press(officer, "Save the decision")
    _bar_says(officer, "awaiting a second person")
    assert officer.page.get_by_role("radio", name="Second person").count() == 0
    senior = people("Senior officer", link)
    _press(senior, "Second person", "radio")
    _bar_says(senior, "A guarantor covers the whole amount.")
    _press(senior, "Approve as the second person")
    _bar_says(senior, "decided")
    auditor = people("Auditor", "/ledger")
    _press(auditor, "Walk the chain")
    assert auditor.page.get_by_text("whole", exact=True).is_visible()
    _press(auditor, "Recompute it")
    auditor.page.get_by_text("identical", exact=True).wait_for()


def test_a_reason_leads_to_rows_and_a_decline_ends_the_case(people, waiting):
    officer = people("Officer", f"/applicant?application={next(waiting)}")
    chart = officer.page.locator(".st-key-chart_applicant_families .js-plotly-plot").first
    chart.wait_for()
    box = chart.bounding_box()
    officer.page.mouse.click(box["x"] + 120, box["y"] + 34 * 3 + 17)
    officer.page.wait_for_function("location.search.includes('applicant_reason')")
    officer.settle()
    _press(officer, "Claim")
    _press(officer, "Decide", "radio")
    _press(officer, "Decline", "radio")
    _press(officer, "Save the decision")
    _bar_says(officer, "decline by officer")


def test_of_two_browsers_the_second_save_is_refused_and_keeps_what_was_typed(people, waiting):
    link = f"/applicant?application={next(waiting)}"
    first = people("Officer", link)
    _press(first, "Claim")
    second = people("Officer", link)
    _press(second, "Decide", "radio")
    _press(second, "Refer", "radio")
    second.page.get_by_label("Why, in a sentence").fill("Her income is not clear to me.")
    second.page.keyboard.press("Control+Enter")
    second.settle()
    _press(first, "Decide", "radio")
    _press(first, "Decline", "radio")
    _press(first, "Save the decision")
    _press(second, "Save the decision")
    _bar_says(second, "is not as you saw it: officer decided it at")
    typed = second.page.get_by_label("Why, in a sentence")
    assert typed.input_value() == "Her income is not clear to me."
    _press(second, "See it as it is now")
    _bar_says(second, "decline by officer")


def test_a_refresh_in_mid_sentence_loses_neither_the_role_nor_what_was_typed(
    chromium, address, waiting
):
    link = f"/applicant?application={next(waiting)}"
    browser = chromium.new_context(viewport=SCREEN)
    officer, second_tab = App(address, browser.new_page()), App(address, browser.new_page())
    officer.open(link)
    officer.sign_in("Officer")
    _press(officer, "Claim")
    _press(officer, "Decide", "radio")
    _press(officer, "Refer", "radio")
    officer.page.get_by_label("Why, in a sentence").press_sequentially("Her income is not cl")
    officer.page.wait_for_timeout(1500)  # nothing was pressed, and the field was not left
    officer.page.reload()
    officer.settle()
    second_tab.open(link)
    for tab in (officer, second_tab):
        _press(tab, "Decide", "radio")
        expect(tab.page.get_by_label("Why, in a sentence")).to_have_value("Her income is not cl")
        assert tab.page.get_by_role("radio", name="Refer", exact=True).is_checked()
    browser.close()


def test_an_upload_with_three_bad_rows_names_them_and_becomes_a_case(people, tmp_path):
    orders = tmp_path / "orders.csv"
    lines = ["order_id,customer_id,ordered_at,utc_offset_minutes,amount,status,status_at"]
    lines += [
        f"O{at},N1,2026-0{1 + at % 8}-1{at % 9}T10:00:00Z,480,{5000 + at},completed,"
        f"2026-0{1 + at % 8}-2{at % 9}T10:00:00Z"
        for at in range(14)
    ]
    lines += [
        "O20,N1,2026-06-31T10:00:00Z,480,900,completed,2026-07-02T10:00:00Z",
        "O21,N1,2026-07-01T10:00:00Z,480,-5,completed,2026-07-02T10:00:00Z",
        "O22,N1,2026-07-01T10:00:00Z,480,500,vanished,2026-07-02T10:00:00Z",
    ]
    orders.write_text("\n".join(lines) + "\n", encoding="utf-8")
    officer = people("Officer", "/score_new")
    officer.page.get_by_label("Customer id, as in the purchases").fill("N1")
    officer.page.keyboard.press("Enter")
    officer.settle()
    officer.page.locator(".st-key-new_files input[type=file]").set_input_files(orders)
    officer.settle()
    _press(officer, "Check and score")
    officer.page.get_by_text("3 rows rejected", exact=True).wait_for()
    _press(officer, "Open the application")
    officer.page.locator(".st-key-chart_applicant_families .js-plotly-plot").first.wait_for()
    officer.settle()
    _press(officer, "Claim")
    _bar_says(officer, "in review, with you")
