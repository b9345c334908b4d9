"""Sign-in by a real OpenID provider on this machine, and demo roles that outlive a refresh."""

import contextlib
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from data import book as books
from desk.roles import Role, Viewer, administrator
from desk.store import database
from desk.store.ledger import By
from desk.work import people, users
from tests.e2e import servers

PEOPLE = (
    {"sub": "olga", "name": "Olga Officer", "roles": ["officer", "staff"], "lender_ids": ["LN1"]},
    {"sub": "gus", "name": "Gus Guest", "roles": ["guest"], "lender_ids": ["*"]},
    {"sub": "ada", "name": "Ada Auditor", "roles": "auditor", "lender_ids": "*"},
)

pytestmark = pytest.mark.e2e


@contextlib.contextmanager
def _app(home: Path, folder: Path, provider: int) -> Iterator[str]:
    """Run the app that signs in by the provider on a port; give the app's address."""
    port = servers.free_port()
    issuer, address = f"http://127.0.0.1:{provider}", f"http://localhost:{port}"
    secrets = servers.secrets(folder, issuer, address)
    app = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    app += ["--secrets.files", str(secrets)]
    with servers.running(
        app,
        f"{address}/healthz",
        folder / "app.txt",
        THINFILE_HOME=str(home),
        THINFILE_AUTH="oidc",
        THINFILE_LEDGER_URL=f"sqlite:///{folder}/ledger.sqlite",
    ):
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Give a folder for the servers' logs and secrets."""
    return tmp_path_factory.mktemp("oidc")


@pytest.fixture(scope="module")
def provider_port() -> int:
    """Give the port of the provider, which is started anew for short sessions."""
    return servers.free_port()


@pytest.fixture(scope="module")
def app(demo_home, folder, provider_port) -> Iterator[str]:
    """Run the app."""
    with _app(demo_home.root, folder, provider_port) as address:
        yield address


@pytest.fixture
def office(app, folder, provider_port) -> Iterator[str]:
    """Run a provider whose tokens last, beside the app."""
    with servers.provider(provider_port, folder, PEOPLE, token_max_age=3600):
        yield app


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    """Give a window with no cookies."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def _sign_in(page: Page, who: str) -> None:
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=who, exact=True).click()


def _bar(page: Page, text: str) -> None:
    page.locator(".st-key-bar_sign_out").get_by_text(text).first.wait_for()


def test_a_link_survives_sign_in_and_sign_in_survives_a_refresh(office, page):
    page.goto(f"{office}/queue?pile=all")
    _sign_in(page, "olga")
    _bar(page, "Olga Officer, officer")
    page.wait_for_url(re.compile(r"/queue\?pile=all"))
    names = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert names["_streamlit_user"]["httpOnly"]
    assert "thinfile_link" not in names
    page.reload()
    _bar(page, "Olga Officer, officer")


def test_another_lenders_applicant_is_not_there(office, page, demo_home):
    with books.open_book(demo_home, books.required(demo_home)) as con:
        asked = "select min(application_id) from snapshot.applications where lender_id = ?"
        own, other = (str(con.execute(asked, [one]).fetchone()[0]) for one in ("LN1", "LN2"))
    page.goto(f"{office}/applicant?application={other}")
    _sign_in(page, "olga")
    page.get_by_text("none with this id among your lenders").wait_for()
    page.goto(f"{office}/applicant?application={own}")
    page.get_by_text(f"Application {own}", exact=True).wait_for()


def test_a_person_without_a_role_is_told_so_and_may_come_as_another(office, page):
    page.goto(f"{office}/book")
    _sign_in(page, "gus")
    page.get_by_text("Wanted exactly one of officer").wait_for()
    assert page.locator(".st-key-bar_sign_out").count() == 0
    assert page.get_by_text("rows read").count() == 0
    page.get_by_role("button", name="Sign out, to come in as somebody else").click()
    page.wait_for_url(lambda url: "/book" not in url)
    assert "_streamlit_user" not in {cookie["name"] for cookie in page.context.cookies()}


def test_whoever_signs_out_stays_out(office, page):
    page.goto(f"{office}/book")
    _sign_in(page, "ada")
    _bar(page, "Ada Auditor, auditor")
    page.locator(".st-key-bar_sign_out button").first.click()
    page.wait_for_url(lambda url: "/book" not in url)
    page.goto(f"{office}/book")
    page.get_by_role("button", name="Sign in", exact=True).wait_for()
    assert "_streamlit_user" not in {cookie["name"] for cookie in page.context.cookies()}


def test_a_session_that_ran_out_lets_nobody_on(app, folder, provider_port, page):
    """A cookie lasts 30 days; the token in it does not."""
    with servers.provider(provider_port, folder, PEOPLE, token_max_age=5):
        page.goto(f"{app}/queue")
        _sign_in(page, "ada")
        page.locator(".st-key-bar_sign_out, .st-key-sign_in").first.wait_for()
        page.wait_for_timeout(5000)
        page.reload()
        page.get_by_text("Your session ended at").wait_for()
    assert "_streamlit_user" in {cookie["name"] for cookie in page.context.cookies()}
    assert page.locator(".st-key-bar_sign_out").count() == 0


def test_whoever_is_shut_out_with_a_page_open_gets_no_further_in_any_part_of_it(
    office, folder, provider_port, page
):
    page.goto(f"{office}/ledger")
    _sign_in(page, "ada")
    application = page.locator(".st-key-audit_application input")
    application.fill("A1")
    page.keyboard.press("Enter")
    page.get_by_text("Nobody looked, as far as these filters go.").wait_for()
    engine = database.open_ledger(database.parse_url(f"sqlite:///{folder}/ledger.sqlite"))
    ada = Viewer(f"http://127.0.0.1:{provider_port}|ada", "Ada Auditor", Role.AUDITOR, None)
    keeper = administrator("root")
    people.signed_in(engine, By(ada, datetime.now(UTC), "ada"))
    out = By(keeper, datetime.now(UTC), "out")
    users.shut_out(engine, out, ada.user_id, why="She has left us.")
    application.fill("A2")
    page.keyboard.press("Enter")
    page.get_by_text("Ada Auditor is no longer a user of this desk").wait_for()
    assert page.locator(".st-key-card_audit_access").count() == 0
    back = By(keeper, datetime.now(UTC), "in")
    users.let_in(engine, back, ada.user_id, why="It was an error.")
    engine.dispose()


def test_a_demo_role_survives_a_refresh_until_it_is_left(address, page):
    page.goto(f"{address}/queue")
    with page.expect_response(re.compile("/demo/remember")):
        page.get_by_role("button", name="Officer", exact=True).click()
    _bar(page, "demo sign-in as officer")
    page.reload()
    _bar(page, "demo sign-in as officer")
    cookie = next(one for one in page.context.cookies() if one["name"] == "thinfile_demo")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    with page.expect_response(re.compile("/demo/remember")):
        page.locator(".st-key-bar_sign_out button").first.click()
    page.get_by_role("button", name="Auditor", exact=True).wait_for()
    page.reload()
    page.get_by_role("button", name="Auditor", exact=True).wait_for()
    assert "thinfile_demo" not in {one["name"] for one in page.context.cookies()}
