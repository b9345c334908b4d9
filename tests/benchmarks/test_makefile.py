"""`make bench` runs each benchmark with options that it takes."""

import importlib
import re
import shlex
from pathlib import Path

import pytest
import typer

ROOT = Path(__file__).parents[2]
[LISTED] = re.findall(r"for run in (.*); do", (ROOT / "Makefile").read_text(encoding="utf-8"))
RUNS = shlex.split(LISTED)


@pytest.mark.parametrize("run", RUNS)
def test_make_bench_gives_a_benchmark_what_it_needs(run):
    name, *options = run.split()
    app = typer.Typer()
    app.command()(importlib.import_module(f"benchmarks.{name}").main)
    typer.main.get_command(app).make_context(name, options)


def test_a_benchmark_without_what_it_needs_would_be_noticed():
    with pytest.raises(Exception, match="shoppers"):
        test_make_bench_gives_a_benchmark_what_it_needs("pipeline")
