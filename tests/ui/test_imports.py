"""What a page does not use it does not pay for."""

import ast
import subprocess
import sys
from pathlib import Path

from ui import places

UNUSED = ("sklearn", "catboost", "shap", "numba", "scipy", "optbinning", "matplotlib", "rich")
SCRIPTS = (places.FRAME, places.QUEUE, places.APPLICANT, places.BOOK, Path("app.py"))


def imports_of(script):
    body = ast.parse(script.read_text("utf-8")).body
    return [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]


def test_the_app_starts_without_what_only_training_and_terminals_need():
    lines = [line for script in SCRIPTS for line in imports_of(script)]
    assert "from ui import door, places, remembered" in lines
    told = f"import sys\nprint(*(name for name in {UNUSED!r} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, told])],
        cwd=places.FRAME.parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
