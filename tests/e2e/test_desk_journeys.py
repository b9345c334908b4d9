"""An officer, a second person and an auditor on one case, each in a browser of their own."""

import pytest
from playwright.sync_api import Locator, WebSocketRoute, expect

from data import book
from scoring.explain import uncertainty
from scoring.models import model
from scoring.policies import policy
from tests.e2e.conftest import QUEUE_ID, SCREEN, App

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def undecided(demo_home):
    """Give undecided applications, worst first, by whether the policy surely declines them."""
    loaded = model.load(book.model_path(demo_home, "v1"))
    refer_from = policy.launch().refer_from
    with book.open_book(demo_home, book.required(demo_home)) as con:
        rows = con.execute(
            "select application_id, score from snapshot.applications "
            "join scores.scores using (application_id) where score < $approve_from and "
            "application_id not in (select application_id from snapshot.decisions) "
            "and not coalesce(refuses_automation, false) order by score, application_id",
            {"approve_from": policy.launch().approve_from},
        ).fetchall()
        below = [str(name) for name, score in rows if score < refer_from]
        ends = [
            (one.application_id, one.redraw_high) for one in uncertainty.doubts(con, loaded, below)
        ]
    surely = [name for name, high in ends if high is not None and high < refer_from]
    return {True: surely, False: [name for name, _ in rows if name not in surely]}


def _taken(undecided, *, surely: bool) -> str:
    """Take one, so that no other test meets its case."""
    if not undecided[surely]:
        kind = "surely declined" if surely else "declined or referred, but not surely declined"
        pytest.fail(f"wanted another undecided application that is {kind}; the book has no more")
    return undecided[surely].pop()


@pytest.fixture
def declined(undecided):
    """Name an undecided application that the policy surely declines."""
    return _taken(undecided, surely=True)


@pytest.fixture
def waiting(undecided):
    """Name an undecided application that the policy approves in no case."""
    return _taken(undecided, surely=False)


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


def _open_from_the_queue(app: App, application_id: str) -> None:
    """Turn the pages of those under the cut-off until an application stands there; click it."""
    for number in range(1, 40):
        app.open(f"/queue?queue_score=below&queue_page={number}")
        table = app.page.locator(".st-key-queue_table canvas").first
        table.wait_for()
        app.settle()
        # a canvas draws no text: beside it stands a table for those who cannot see it
        rows = app.page.locator(".st-key-queue_table canvas table tbody tr")
        names = [row.locator("td").first.inner_text() for row in rows.all()]
        if application_id in names:
            box = table.bounding_box()
            down = 32 + 26 * names.index(application_id) + 13
            app.page.mouse.click(box["x"] + QUEUE_ID, box["y"] + down)
            app.page.wait_for_function("location.pathname.endsWith('applicant')")
            return app.settle_applicant()
    pytest.fail(f"{application_id} stands on no page of the queue")


def _choose_the_strongest_reason(app: App) -> None:
    chart = app.page.locator(".st-key-chart_applicant_families .js-plotly-plot").first
    box = chart.bounding_box()
    app.page.mouse.click(box["x"] + 120, box["y"] + 34 * 3 + 17)
    app.page.wait_for_function("location.search.includes('applicant_reason')")
    app.settle()
    app.page.locator(".st-key-card_applicant_evidence canvas").first.wait_for()


def _send_the_letter(app: App) -> None:
    letter = app.page.locator(".st-key-card_applicant_letter")
    letter.get_by_text("see it before it is sent").wait_for()
    page = letter.get_by_role("img", name="of the letter").first
    page.scroll_into_view_if_needed()
    assert page.bounding_box()["width"] > 400
    _press(app, "Send the letter")
    letter.get_by_text("Letter to the applicant, sent").wait_for()
    assert letter.get_by_role("button", name="Download the PDF").is_visible()


def test_a_case_goes_from_the_queue_to_the_auditor(people, declined):
    """Queue, applicant, reason, rows, decline, notice; looked at again, a second person, audit."""
    officer = people("Officer", "/queue")
    _open_from_the_queue(officer, declined)
    _choose_the_strongest_reason(officer)
    _press(officer, "Claim")
    _bar_says(officer, "in review, with you")
    _press(officer, "Decide", "radio")
    _press(officer, "Decline", "radio")
    _press(officer, "Save the decision")
    _bar_says(officer, "decline by officer")
    _send_the_letter(officer)
    _bar_says(officer, "told")
    # the applicant asks that a person looks again
    _press(officer, "Reopen", "radio")
    officer.page.get_by_label("Why it is taken up again").fill("A guarantor has come forward.")
    officer.page.keyboard.press("Control+Enter")
    officer.settle()
    _press(officer, "Reopen the case")
    _bar_says(officer, "in review, with you")
    _approve_with_a_reason(officer)
    _press(officer, "Save the decision")
    _bar_says(officer, "awaiting a second person")
    assert officer.page.get_by_role("radio", name="Second person").count() == 0
    senior = people("Senior officer", f"/applicant?application={declined}")
    _press(senior, "Second person", "radio")
    _bar_says(senior, "A guarantor covers the whole amount.")
    _press(senior, "Approve as the second person")
    _bar_says(senior, "decided")
    auditor = people("Auditor", "/ledger")
    _press(auditor, "Walk the chain")
    assert auditor.page.get_by_text("whole", exact=True).is_visible()
    _press(auditor, "Recompute it")
    auditor.page.get_by_text("identical", exact=True).wait_for()
    auditor.page.get_by_label("Application, or number").fill(declined)
    auditor.page.keyboard.press("Enter")
    auditor.page.get_by_text(" looks").wait_for()


def test_of_two_browsers_the_second_save_is_refused_and_keeps_what_was_typed(people, waiting):
    link = f"/applicant?application={waiting}"
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
    # one user in two browsers: the first save dropped the draft, and no form is offered any more
    tried = second.page.locator(".st-key-desk_attempted")
    for _ in range(2):
        expect(tried).to_contain_text("Not saved, since the case had changed: refer")
        expect(tried).to_contain_text("Her income is not clear to me.")
        second.page.reload()
        second.settle()
    _press(second, "Save it as a note")
    expect(tried).to_have_count(0)
    second.page.get_by_text("What happened to this case").click()
    second.page.get_by_text("refer. Her income is not clear to me.").wait_for()


def test_a_refresh_in_mid_sentence_loses_neither_the_role_nor_what_was_typed(
    chromium, address, waiting
):
    link = f"/applicant?application={waiting}"
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


def test_a_lost_connection_loses_neither_the_session_nor_a_half_written_decision(
    chromium, address, waiting
):
    browser = chromium.new_context(viewport=SCREEN)
    officer, wires = App(address, browser.new_page()), []

    def wire(route: WebSocketRoute) -> None:
        route.connect_to_server()
        wires.append(route)

    officer.page.route_web_socket("**/_stcore/stream", wire)
    officer.open(f"/applicant?application={waiting}")
    officer.sign_in("Officer")
    _press(officer, "Claim")
    _press(officer, "Decide", "radio")
    _press(officer, "Refer", "radio")
    sentence = officer.page.get_by_label("Why, in a sentence")
    sentence.press_sequentially("Her income is not clear to me.")
    officer.page.wait_for_timeout(1500)
    browser.set_offline(True)  # lets no new connection through, and leaves an old one as it is
    wires[-1].close()
    expect(sentence).to_be_disabled(timeout=30_000)  # nothing is typed that nobody hears
    browser.set_offline(False)
    expect(sentence).to_be_enabled(timeout=60_000)
    officer.settle()
    expect(sentence).to_have_value("Her income is not clear to me.")
    assert officer.page.get_by_role("radio", name="Refer", exact=True).is_checked()
    officer.page.reload()
    officer.settle()
    _bar_says(officer, "a draft of yours waits")
    _press(officer, "Decide", "radio")
    expect(sentence).to_have_value("Her income is not clear to me.")
    _press(officer, "Save the decision")
    _bar_says(officer, "referred: a second person decides")
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
    _press(officer, "Columns, and an example")
    officer.page.get_by_role("button", name="Download an example of orders").wait_for()
    officer.page.keyboard.press("Escape")
    officer.settle()
    officer.page.get_by_label("Customer id, as in the purchases").fill("N1")
    officer.page.keyboard.press("Enter")
    officer.settle()
    officer.page.locator(".st-key-new_files input[type=file]").set_input_files(orders)
    officer.settle()
    _press(officer, "Check and score")
    officer.page.get_by_text("3 rows rejected", exact=True).wait_for()
    officer.page.reload()  # what was scored stands in the address, and is no case yet
    officer.settle()
    officer.page.get_by_text("3 rows rejected", exact=True).wait_for()
    officer.page.get_by_text("No case yet").wait_for()
    _press(officer, "Open the case")
    officer.settle_applicant()
    _press(officer, "Claim")
    _bar_says(officer, "in review, with you")
