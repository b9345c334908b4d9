"""A model from waiting to in use: one proposes, another puts it in force, the night takes it."""

import os
import subprocess
import sys

import pytest

from tests.e2e import servers
from tests.e2e.conftest import SCREEN, App

pytestmark = pytest.mark.e2e
WHY = "It sees night orders better."


@pytest.fixture
def window(chromium, home_with_two_models, tmp_path):
    """Open a window on an app of that home's own."""
    port = servers.free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    log = tmp_path / "log.txt"
    with servers.running(command, f"{address}/healthz", log, **where(home_with_two_models)):
        page = chromium.new_page(viewport=SCREEN, color_scheme="light")
        yield App(address, page)
        page.close()


def where(home):
    ledger = home.root / "ledger.sqlite"
    return {"THINFILE_HOME": str(home.root), "THINFILE_LEDGER_URL": f"sqlite:///{ledger}"}


def ran(home, *words):
    done = subprocess.run(
        [sys.executable, "-m", *words],
        check=False,
        cwd=servers.ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, **where(home)},
    )
    return done.returncode, done.stdout + done.stderr


def press(window, name):
    window.page.get_by_role("button", name=name, exact=True).click()
    window.settle()


def test_a_model_goes_from_waiting_to_in_use_by_two_people(window, home_with_two_models):
    home = home_with_two_models
    assert ran(home, "scoring", "score", "--model", "v2")[0] == 0
    status, said = ran(home, "scoring", "publish", "--model", "v2")
    assert (status, "waits for two risk managers" in said) == (1, True)

    window.open("/performance")
    window.sign_in("Risk manager")
    window.page.get_by_label("Why it should be in force").fill(WHY)
    window.page.keyboard.press("Enter")
    window.settle()
    press(window, "Propose v2")
    assert window.page.get_by_text("Model v2 is proposed").is_visible()
    assert window.page.get_by_role("button", name="Put v2 in force").is_disabled()

    window.change_to("Second risk manager")
    assert window.page.get_by_text(WHY).first.is_visible()
    press(window, "Put v2 in force")
    assert window.page.get_by_text("Model v2 is in force").is_visible()

    assert ran(home, "scoring", "publish")[0] == 0
    window.page.reload()
    window.settle()
    assert window.page.get_by_text("v2 is in use").is_visible()
    status, said = ran(home, "desk", "verify")
    assert (status, "is whole" in said) == (0, True)
