"""docs/formulas.md names every formula of scoring/metrics, where it stands and where it is from."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
METRICS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "scoring" / "metrics").rglob("[a-z]*.py")
)
NOT_FORMULAS = {"scoring.metrics.by_group"}  # combines formulas, has none of its own


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "formulas.md").read_text(encoding="utf-8")
    lines = text.split("| name | equation | source | module |")[1].splitlines()[2:]
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]


def told() -> dict[str, tuple[str, str]]:
    return {name.strip("`"): (module.strip("`"), source) for name, _, source, module in rows()}


@pytest.mark.parametrize("module", METRICS)
def test_every_module_of_metrics_has_a_formula(module):
    named = {where for where, _ in told().values()}
    assert module in NOT_FORMULAS or module in named


@pytest.mark.parametrize("name", sorted(told()))
def test_every_formula_stands_where_the_table_says(name):
    module = importlib.import_module(told()[name][0])
    formula = getattr(module, name)
    assert inspect.isfunction(formula)
    assert formula.__module__ == module.__name__


@pytest.mark.parametrize("name", sorted(told()))
def test_every_source_stands_in_the_code_with_its_year(name):
    module, source = told()[name]
    text = inspect.getsource(importlib.import_module(module))
    for part in source.split(";"):
        assert re.match(r"\w+", part.strip())[0] in text
        assert all(year in text for year in re.findall(r"\d{4}", part))


def test_a_formula_is_told_once():
    names = [name for name, *_ in rows()]
    assert len(names) == len(set(names))
    assert all(len(row) == 4 and all(row) for row in rows())
