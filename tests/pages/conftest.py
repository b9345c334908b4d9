"""Open a page of the app as one of the demo users, without a browser."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.home import Home
from desk.roles import Role
from ui import places

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def ledger_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of a ledger for all pages' tests; each uses applications of its own."""
    return f"sqlite:///{tmp_path_factory.mktemp('pages') / 'ledger.sqlite'}"


@pytest.fixture(autouse=True)
def in_own_ledger(ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the pages' ledger apart from the book that all tests share."""
    monkeypatch.setenv("THINFILE_LEDGER_URL", ledger_url)


@pytest.fixture(scope="module")
def home_of_letters(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Give a home with the small book, and letters of its own."""
    own = Home(tmp_path_factory.mktemp("letters"))
    for name in ("snapshots", "models", "scores"):
        (own.root / name).symlink_to(demo_home.root / name)
    shutil.copy(demo_home.current, own.current)
    return own


@pytest.fixture
def in_home_of_letters(home_of_letters: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Make that home the one that THINFILE_HOME names."""
    monkeypatch.setenv("THINFILE_HOME", str(home_of_letters.root))
    return home_of_letters


@pytest.fixture
def opened() -> Open:
    """Give a function that opens a page: its file, what stands in the link, who looks."""

    def open_page(page: Path, role: Role | None = Role.OFFICER, **link: str) -> AppTest:
        app = AppTest.from_file(places.FRAME, default_timeout=60).run()
        if role is not None:
            app.session_state["signed_in_as"] = f"demo-{role.value}"
        app.query_params.update(link)
        app.switch_page(os.path.relpath(page, places.FRAME.parent))
        return app.run()

    return open_page
