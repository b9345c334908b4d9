"""What a reader of the risk pages does, as steps on a page that is open without a browser."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from streamlit.testing.v1 import AppTest

SEED = 5
REGIONS = ("north", "south", "east", "west", "central")


class Runs(Protocol):
    """A widget that was set, or the app: runs the script."""

    def run(self) -> AppTest:
        """Run the whole script."""


Step = Callable[[AppTest], Runs]


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


def by_cohorts(key: str, runs: int, called: str = "by cohort") -> list[Step]:
    """Choose one kept cohort after another."""

    def cut(at: int) -> Step:
        return lambda app: app.selectbox(key=key).select(f"{called} {cohort_name(at)}")

    return [cut(at) for at in range(runs + 1)]


def cohort_name(at: int) -> str:
    """Name a kept cohort."""
    return f"from {at} orders"
