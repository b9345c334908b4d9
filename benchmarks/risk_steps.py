"""What a reader of the risk pages does, as steps on a page that is open without a browser."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import streamlit as st
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


def anew(key: str, runs: int) -> list[Step]:
    """Take the next option of a select box, with nothing kept of what was asked before.

    A box of two options asks for both within two steps; the caches would answer all others.
    """

    def step(app: AppTest) -> Runs:
        box = app.selectbox(key=key)
        st.cache_data.clear()
        return box.select_index(((box.index or 0) + 1) % len(box.options))

    return [step] * (runs + 1)


def rules(runs: int) -> list[Step]:
    """Switch the rules that a policy may do without, one after another."""
    keys = ("strategy_straddle_refers", "strategy_insufficient_refers")

    def switch(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            rule = app.toggle(key=keys[at % len(keys)])
            return rule.set_value(not rule.value)

        return step

    return [switch(at) for at in range(runs + 1)]


def sides(runs: int) -> list[Step]:
    """List one after another who changes sides, the draft moved every time."""
    pairs = ("approve-refer", "refer-approve", "decline-refer", "approve-approve")

    def ask(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            app.query_params["strategy_moved"] = pairs[at % len(pairs)]
            return app.slider(key="strategy_cutoffs").set_value((500 + at, 560 + at))

        return step

    return [ask(at) for at in range(runs + 1)]


def segments(key: str, runs: int) -> list[Step]:
    """Take the options of a segmented control one after another."""

    def take(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            control = app.segmented_control(key=key)
            return control.set_value(control.options[at % len(control.options)])

        return step

    return [take(at) for at in range(runs + 1)]


def drafts(runs: int) -> list[Step]:
    """Choose a draft, and then put it on the screen."""

    def take(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            if at % 2:
                return app.button(key="strategy_look").click()
            box = app.selectbox(key="strategy_draft")
            return box.select_index(at // 2 % len(box.options))

        return step

    return [take(at) for at in range(runs + 1)]


def views(runs: int) -> list[Step]:
    """See each card as its last view, a table, and then each as its first."""

    def see(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            named = [str(one.key) for one in app.segmented_control]
            cards = [key for key in named if key.startswith("view_")]
            control = app.segmented_control(key=cards[at % len(cards)])
            return control.set_value(control.options[at // len(cards) % 2 - 1])

        return step

    return [see(at) for at in range(runs + 1)]


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


def condition(runs: int) -> list[Step]:
    """Move one condition of one cohort; another stays."""

    def move(at: int) -> Step:
        def step(app: AppTest) -> AppTest:
            app.query_params["a"] = f"order_count:{at}~;score:{520 + at}~"
            app.query_params["b"] = "depth_band:deep"
            return app

        return step

    return [move(at) for at in range(runs + 1)]


def _two(app: AppTest, at: int) -> None:
    """Ask for two cohorts, one of them new."""
    app.query_params["a"] = f"order_count:{at}~;month:2026-0{1 + at % 6}"
    app.query_params["b"] = "depth_band:deep"


def added(runs: int) -> list[Step]:
    """Name a product by hand, and then add that condition."""

    def name(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            _two(app, at)
            app.segmented_control(key="cohorts_letter").set_value("A")
            names = app.multiselect(key="cohorts_names_product")
            return names.set_value([names.options[at % len(names.options)]])

        return step

    def add(app: AppTest) -> Runs:
        button = app.button(key="cohorts_add")
        return app if button.disabled else button.click()  # it is until something is named

    return [add if at % 2 else name(at) for at in range(runs + 1)]


def cleared(runs: int) -> list[Step]:
    """Clear one of two cohorts."""

    def clear(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            _two(app, at)
            return app.button(key=f"cohorts_clear_{'BA'[at % 2]}").click()

        return step

    return [clear(at) for at in range(runs + 1)]


def taken(runs: int) -> list[Step]:
    """Put one kept cohort after another on the screen."""

    def take(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            box = app.selectbox(key="cohorts_kept")
            box.select_index(at % len(box.options))
            return app.button(key="cohorts_take").click()

        return step

    return [take(at) for at in range(runs + 1)]


def marks(name: str, mark: str, runs: int) -> list[Step]:
    """Choose a mark of a chart for one cohort after another."""

    def choose(at: int) -> Step:
        def step(app: AppTest) -> AppTest:
            _two(app, at)
            app.query_params[name] = mark
            return app

        return step

    return [choose(at) for at in range(runs + 1)]


def paged(runs: int) -> list[Step]:
    """Turn the pages of a list of applicants."""

    def turn(at: int) -> Step:
        def step(app: AppTest) -> Runs:
            pages = app.pagination(key="cohorts_page")
            return pages.set_value(1 + at % pages.num_pages)

        return step

    return [turn(at) for at in range(runs + 1)]


def by_cohorts(key: str, runs: int, called: str = "by cohort") -> list[Step]:
    """Choose one kept cohort after another."""

    def cut(at: int) -> Step:
        return lambda app: app.selectbox(key=key).select(f"{called} {cohort_name(at)}")

    return [cut(at) for at in range(runs + 1)]


def cohort_name(at: int) -> str:
    """Name a kept cohort."""
    return f"from {at} orders"
