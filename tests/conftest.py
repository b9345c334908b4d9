"""What many tests need: a small simulated book, built, scored and in use."""

import os
import shutil
from pathlib import Path

import pytest

from data import book, build
from data.home import Home
from data.simulator import run
from scoring.models import manifest
from scoring.scores import score
from scoring.training import train

SHOPPERS = 3000


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of real data, or skip."""
    folder = Path(os.environ.get("THINFILE_SHARED", "../shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data in {folder}; set THINFILE_SHARED to the folder that holds it")
    return folder


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulate a small lender's files once."""
    folder = tmp_path_factory.mktemp("demo") / "files"
    run.simulate(SHOPPERS, 7, folder)
    return folder


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, demo_files: Path) -> Home:
    """Build, train, score and publish the small book once; tests only read it."""
    home = Home(tmp_path_factory.mktemp("home"))
    build.build(home, "contract", demo_files)
    train.train(home)
    score.score(home)
    score.publish(home)
    return home


@pytest.fixture
def in_demo_home(demo_home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Make the small book the one that THINFILE_HOME names."""
    monkeypatch.setenv("THINFILE_HOME", str(demo_home.root))
    return demo_home


@pytest.fixture
def home_with_two_models(demo_home: Home, tmp_path: Path) -> Home:
    """Give a copy of the small book with a second model, v2, beside the one in use."""
    own = Home(tmp_path / "home")
    shutil.copytree(demo_home.root, own.root)
    first, second = (book.model_path(own, version) for version in ("v1", "v2"))
    shutil.copytree(first, second)
    held = (first / manifest.NAME).read_text(encoding="utf-8")
    named = held.replace('"version": "v1"', '"version": "v2"')
    (second / manifest.NAME).write_text(named, encoding="utf-8")
    return own
