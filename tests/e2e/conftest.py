"""The app as people meet it: started by its own command, driven in Debian's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from data.home import Home
from ui.cards import how_sure_card

ROOT = Path(__file__).resolve().parents[2]
START_S = 60
SCREEN = {"width": 1440, "height": 900}
QUEUE_ID = 75  # pixels from the left edge of the queue's table to its ids
SETTLED = (
    "document.querySelector('[data-testid=stApp]')"
    "?.getAttribute('data-test-script-state') === 'notRunning'"
    " && !document.querySelector('[data-testid=stSkeleton]')"
)
# the page is drawn again once its doubt is known, and meanwhile may hold a chart twice
APPLICANT_DRAWN = (
    "pending => ['.st-key-chart_applicant_families', '.st-key-card_applicant_score']"
    ".every(part => document.querySelectorAll(part + ' .js-plotly-plot').length === 1)"
    " && !document.body.innerText.includes(pending)"
)


class App:
    """A running app and the browser window that looks at it."""

    def __init__(self, address: str, page: Page) -> None:
        self.address = address
        self.page = page

    def open(self, path: str) -> None:
        """Follow a link."""
        self.page.goto(self.address + path)
        self.settle()

    def sign_in(self, role: str = "Officer") -> None:
        """Choose a demo role."""
        self.page.get_by_role("button", name=role, exact=True).click()
        self.page.locator(".st-key-bar_sign_out").wait_for()
        self.settle()

    def change_to(self, role: str) -> None:
        """Sign out, and in again as somebody else."""
        self.page.locator(".st-key-bar_sign_out button").first.click()
        self.page.get_by_role("button", name=role, exact=True).wait_for()
        self.settle()
        self.sign_in(role)

    def settle(self) -> None:
        """Wait until the script has ended and everything it asked for is drawn."""
        self.page.wait_for_timeout(250)
        self.page.wait_for_function(SETTLED, timeout=30_000)
        self.page.wait_for_load_state("networkidle")

    def settle_applicant(self) -> None:
        """Wait until an applicant's page is drawn for the last time, its doubt settled."""
        for _ in range(2):
            self.page.wait_for_function(APPLICANT_DRAWN, arg=how_sure_card.PENDING, timeout=60_000)
            self.settle()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def address(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app on the small demo book, on a free port; stop it at the end."""
    port = _free_port()
    log = tmp_path_factory.mktemp("app") / "log.txt"
    ledger = tmp_path_factory.mktemp("ledger") / "ledger.sqlite"
    environment = {
        **os.environ,
        "THINFILE_HOME": str(demo_home.root),
        "THINFILE_LEDGER_URL": f"sqlite:///{ledger}",
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        yield _answering(f"http://127.0.0.1:{port}", process, log)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answering(address: str, process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/healthz").status_code == 200:
                return address
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the app did not answer within {START_S} s:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, or skip and say how to get it.

    For one module and no longer: while Playwright runs, no other test could run an event loop.
    """
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on this machine; `apt-get install chromium` brings it")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    """Name each of the themes in turn."""
    return str(request.param)


@pytest.fixture
def window(chromium: Browser, address: str) -> Iterator[App]:
    """Open a window of 1440 × 900 in the light theme."""
    page = chromium.new_page(viewport=SCREEN, color_scheme="light")
    yield App(address, page)
    page.close()


@pytest.fixture
def themed(chromium: Browser, address: str, theme: str) -> Iterator[App]:
    """Open a window of 1440 × 900 in each theme."""
    page = chromium.new_page(viewport=SCREEN, color_scheme=theme)
    yield App(address, page)
    page.close()
