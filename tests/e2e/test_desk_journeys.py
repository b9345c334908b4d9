"""An officer, a second person and an auditor on one case, each in a browser of their own."""

import pytest

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


def _bar(app: App) -> str:
    return app.page.locator(".st-key-desk_bar").inner_text()


def _approve_with_a_reason(app: App) -> None:
    _press(app, "Decide", "radio")
    _press(app, "Approve", "radio")
    app.page.get_by_label("Amount").fill("2500")
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
    assert "in review, with you" in _bar(officer)
    _approve_with_a_reason(officer)
    assert officer.page.get_by_text("security", exact=False).first.is_visible()
    _press(officer, "Save the decision")
    assert "awaiting a second person" in _bar(officer)
    assert officer.page.get_by_role("radio", name="Second person").count() == 0
    senior = people("Senior officer", link)
    _press(senior, "Second person", "radio")
    assert "A guarantor covers the whole amount." in _bar(senior)
    _press(senior, "Approve as the second person")
    assert "decided" in _bar(senior)
    auditor = people("Auditor", "/ledger")
    _press(auditor, "Walk the chain")
    assert auditor.page.get_by_text("whole", exact=True).is_visible()
    _press(auditor, "Recompute it")
    auditor.page.get_by_text("identical", exact=True).wait_for()


def test_a_reason_leads_to_rows_and_a_decline_ends_the_case(people, waiting):
    officer = people("Officer", f"/applicant?application={next(waiting)}")
    chart = officer.page.locator(".st-key-chart_applicant_families .js-plotly-plot")
    chart.wait_for()
    box = chart.bounding_box()
    officer.page.mouse.click(box["x"] + 120, box["y"] + 34 * 3 + 17)
    officer.page.wait_for_function("location.search.includes('applicant_reason')")
    officer.settle()
    _press(officer, "Claim")
    _press(officer, "Decide", "radio")
    _press(officer, "Decline", "radio")
    _press(officer, "Save the decision")
    assert "decline by officer" in _bar(officer)


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
    assert "is not as you saw it: officer decided it at" in _bar(second)
    typed = second.page.get_by_label("Why, in a sentence")
    assert typed.input_value() == "Her income is not clear to me."
    _press(second, "See it as it is now")
    assert "decline by officer" in _bar(second)
