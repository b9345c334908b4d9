"""What a page does not use it does not pay for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from ui import places

UNUSED = ("sklearn", "catboost", "shap", "numba", "scipy", "optbinning", "matplotlib", "rich")
START = (places.FRAME, places.QUEUE, places.APPLICANT, places.BOOK, Path("app.py"))
ROOT = places.FRAME.parent.parent
FORMULAS = {"scipy"}  # of intervals and tests, which the page shows
TREES = {"scipy", "catboost"}  # and CatBoost, which brings scipy along
USES = {
    places.LEDGER: TREES,  # replays decisions with the model
    places.SCORE_NEW: TREES,  # scores
    places.DRIVERS: TREES,  # takes the model's trees apart for pairs of features
    places.PERFORMANCE: FORMULAS,
    places.STABILITY: FORMULAS,
    places.STRATEGY: FORMULAS,
    places.PORTFOLIO: FORMULAS,
    places.COHORTS: FORMULAS,
    places.VINTAGES: FORMULAS,
    places.OVERRIDES: FORMULAS,
}


def imports_of(script):
    body = ast.parse(script.read_text("utf-8")).body
    return [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]


def loaded_by(lines):
    """Name what a process of its own has loaded of what is costly, after some imports."""
    told = f"import sys\nprint(*(name for name in {UNUSED!r} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, told])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_app_starts_without_what_only_training_and_terminals_need():
    lines = [line for script in START for line in imports_of(script)]
    assert "from ui import door, places, remembered" in lines
    assert loaded_by(lines) == set()


@pytest.mark.parametrize("used", [set(), FORMULAS, TREES], ids=["nothing", "formulas", "trees"])
def test_pages_load_only_what_they_use(used):
    pages = [one for one in (ROOT / "pages").rglob("*.py") if USES.get(one, set()) == used]
    assert loaded_by([line for page in pages for line in imports_of(page)]) == used


def test_a_model_is_loaded_without_what_only_training_needs():
    assert loaded_by(["import scoring.models.model"]) == TREES
