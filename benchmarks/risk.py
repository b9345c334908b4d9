"""How long the risk pages' interactions take on the book in use: `python -m benchmarks.risk`.

Each is run as the server runs it (Streamlit's AppTest: the whole script, no browser), as a risk
manager, after one warm-up run; no two runs ask for the same thing, so that caches help as little as
they would a reader who explores. Counting a new cube is a figure of its own.
"""

import gc
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Protocol

import numpy as np
import psutil
import typer
from streamlit.testing.v1 import AppTest

from benchmarks.figures import Figure, at_most, median_and_p95, report, say, shown
from data.errors import ThinfileError
from ui import places

RUNS = 30
MOST_MS = 500
MOST_MS_LAB = 150
SEED, USERS = 5, 5
REGIONS = ("north", "south", "east", "west", "central")


class Runs(Protocol):
    """A widget that was set, or the app: runs the script."""

    def run(self) -> AppTest:
        """Run the whole script."""


Step = Callable[[AppTest], Runs]


def opened(page: Path) -> tuple[AppTest, float]:
    """Open a page; give it and the seconds of its first run."""
    app = AppTest.from_file(places.FRAME, default_timeout=300).run()
    app.session_state["signed_in_as"] = "demo-risk_manager"
    app.switch_page(os.path.relpath(page, places.FRAME.parent))
    start = time.perf_counter()
    app.run()
    seconds = time.perf_counter() - start
    gc.collect()
    gc.freeze()  # as `ui.door` does once the app is warm
    return app, seconds


def timed(app: AppTest, steps: Sequence[Step]) -> list[float]:
    """Give the seconds of each step; the first warms up and is not counted.

    Raises
    ------
    ThinfileError
        When a step ends in an error.
    """
    found = []
    for step in steps:
        start = time.perf_counter()
        step(app).run()
        found.append(time.perf_counter() - start)
        if app.exception or app.error:
            raise ThinfileError(
                "Wanted an interaction to show; it ended in an error. Open the page in the app."
            )
    return found[1:]


def cutoffs(runs: int) -> list[Step]:
    """Move both cut-offs."""
    drawn = np.random.default_rng(SEED).integers(450, 700, size=(runs + 1, 2))

    def move(low: int, high: int) -> Step:
        return lambda app: app.slider(key="strategy_cutoffs").set_value((low, high))

    return [move(int(min(pair)), int(max(pair))) for pair in drawn]


def limits(runs: int) -> list[Step]:
    """Move a limit."""

    def move(at: int) -> Step:
        key = f"strategy_limit_{at % 4}"
        return lambda app: app.number_input(key=key).set_value(0.5 * (at % 40))

    return [move(at) for at in range(runs + 1)]


def choices(key: str, runs: int) -> list[Step]:
    """Take the options of a select box one after another."""

    def take(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            box = app.selectbox(key=key)
            return box.select_index(at % len(box.options))

        return step

    return [take(at) for at in range(runs + 1)]


def measures(runs: int) -> list[Step]:
    """Show one number of the portfolio after another."""
    names = ("exposure", "applications", "approval_rate", "expected_loss", "bad_rate")

    def take(name: str) -> Step:
        return lambda app: app.segmented_control(key="portfolio_measure").set_value(name)

    return [take(names[at % len(names)]) for at in range(runs + 1)]


def cohorts(runs: int) -> list[Step]:
    """Ask for four cohorts that were not asked for before."""

    def ask(at: int) -> Step:
        def step(app: AppTest) -> AppTest:
            app.query_params["a"] = f"order_count:{at}~{at + 12}"
            app.query_params["b"] = f"region:{REGIONS[at % len(REGIONS)]};score:{500 + at}~"
            app.query_params["c"] = f"night_order_share:{at / 100}~"
            app.query_params["d"] = f"monthly_spend:~{1000 * (at + 40)}"
            return app

        return step

    return [ask(at) for at in range(runs + 1)]


def closer(runs: int) -> list[Step]:
    """Look closer at a cohort that was not looked at before."""

    def ask(at: int) -> Step:
        def step(app: AppTest) -> AppTest:
            app.query_params["a"] = f"order_count:{at}~{at + 9}"
            app.query_params["b"] = f"order_count:{at + 9}~"
            app.query_params["cohorts_of"] = "AB"[at % 2]
            return app

        return step

    return [ask(at) for at in range(runs + 1)]


def figures_of(name: str, seconds: list[float], most: float) -> list[Figure]:
    """Give median and 95th percentile in milliseconds; the target is for the latter."""
    middle, late = (1000 * value for value in median_and_p95(seconds))
    count = len(seconds)
    return [
        shown(f"{name}, median of {count}", middle, "ms"),
        at_most(f"{name}, 95th percentile of {count}", late, "ms", most),
    ]


def main(
    home: Annotated[
        Path | None, typer.Option(help="Folder with a published book; default: THINFILE_HOME.")
    ] = None,
    runs: Annotated[int, typer.Option(min=2, help="Times each interaction is made.")] = RUNS,
) -> None:
    """Time the interactions of the risk pages."""
    if home is not None:
        os.environ["THINFILE_HOME"] = str(home)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THINFILE_LEDGER_URL"] = f"sqlite:///{folder}/ledger.sqlite"
        for name, page, most, asked in (
            ("strategy lab, cut-offs", places.STRATEGY, MOST_MS_LAB, cutoffs),
            ("strategy lab, limits", places.STRATEGY, MOST_MS_LAB, limits),
            (
                "strategy lab, product",
                places.STRATEGY,
                MOST_MS_LAB,
                lambda n: choices("strategy_product", n),
            ),
            ("portfolio, number", places.PORTFOLIO, MOST_MS, measures),
            (
                "portfolio, month",
                places.PORTFOLIO,
                MOST_MS,
                lambda n: choices("portfolio_month", n),
            ),
            (
                "vintages, cut",
                places.VINTAGES,
                MOST_MS,
                lambda n: choices("vintages_cut", n),
            ),
            (
                "vintages, product",
                places.VINTAGES,
                MOST_MS,
                lambda n: choices("vintages_product", n),
            ),
            (
                "stability, month",
                places.STABILITY,
                MOST_MS,
                lambda n: choices("stability_month", n),
            ),
            (
                "stability, feature",
                places.STABILITY,
                MOST_MS,
                lambda n: choices("stability_feature", n),
            ),
            (
                "overrides, span",
                places.OVERRIDES,
                MOST_MS,
                lambda n: choices("overrides_span", n),
            ),
            ("cohorts, four new ones", places.COHORTS, MOST_MS, cohorts),
            ("cohorts, look closer", places.COHORTS, MOST_MS, closer),
        ):
            say(name)
            app, first = opened(page)
            figures.append(shown(f"{name}: first run of the page", 1000 * first, "ms"))
            figures += figures_of(name, timed(app, asked(runs)), most)
        say(f"{USERS} users")
        pages = (places.STRATEGY, places.PORTFOLIO, places.COHORTS)
        held = [opened(page)[0] for _ in range(USERS) for page in pages]
        memory = psutil.Process().memory_info().rss / 2**30
        name = (
            f"memory of the process, {USERS} users on {len(pages)} pages each, {len(held)} sessions"
        )
    report([*figures, at_most(name, memory, "GiB", 2)])


if __name__ == "__main__":
    typer.run(main)
