"""The small demo book's model and rows, and a copy of it that a test may change."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from data import book, read
from data.home import Home
from scoring.models import model
from scoring.models.model import Model
from scoring.risk.cohorts import cohort_book


@pytest.fixture
def own_home(demo_home: Home, tmp_path: Path) -> Home:
    """Copy the small book, so that the test may change it."""
    return Home(Path(shutil.copytree(demo_home.root, tmp_path / "own")))


@pytest.fixture(scope="session")
def demo_model(demo_home: Home) -> Model:
    """Load the small book's model."""
    return model.load(book.model_path(demo_home, "v1"))


@pytest.fixture(scope="session")
def demo_frame(demo_home: Home) -> pd.DataFrame:
    """Read every application of the small book; tests only read it."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        return read.query(con, "assessments", application_id=None)


@pytest.fixture(scope="module")
def laid(demo_home: Home):
    """Lay the small book down for counting cohorts."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        yield cohort_book.prepare(con)


@pytest.fixture(scope="module")
def facts(demo_home: Home) -> pd.DataFrame:
    """Read what the policy asks of every application of the small book, its score and doubt."""
    with book.open_book(demo_home, book.required(demo_home)) as con:
        scored = con.execute(
            "select application_id, score, active_weeks, redraw_low, redraw_high "
            "from scores.scores left join scores.doubts using (application_id)"
        ).df()
        return read.query(con, "assessments", application_id=None).merge(scored)
