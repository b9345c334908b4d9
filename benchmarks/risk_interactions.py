"""Every interaction of the risk pages, as steps of `benchmarks.risk_steps`.

`tests/benchmarks/test_risk.py` names a widget of these pages that no step touches.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from benchmarks import risk_steps as steps
from benchmarks.risk_steps import Step
from ui import places

MOST_MS = 500
MOST_MS_LAB = 150
Interactions = Mapping[str, Callable[[int], list[Step]]]


def boxes(page: str, *names: str) -> Interactions:
    """Give the select boxes of a page, by what they ask for."""
    return {name: partial(steps.choices, f"{page}_{name}") for name in names}


PAGES: tuple[tuple[Path, float, Interactions], ...] = (
    (
        places.STRATEGY,
        MOST_MS_LAB,
        {
            "cut-offs": steps.cutoffs,
            "limits": steps.limits,
            "rules": steps.rules,
            **boxes("strategy", "span", "product", "depth", "never"),
            "cohort": partial(steps.by_cohorts, "strategy_cohort", called="cohort"),
            "who changes sides": steps.sides,
            "drafts": steps.drafts,
            "views": steps.views,
        },
    ),
    (
        places.PORTFOLIO,
        MOST_MS,
        {
            "number": partial(steps.segments, "portfolio_measure"),
            **boxes("portfolio", "month", "mature", "product", "depth"),
            "views": steps.views,
        },
    ),
    (
        places.COHORTS,
        MOST_MS,
        {
            "page of applicants": steps.paged,  # first: later cohorts may fill one page alone
            "four new ones": steps.cohorts,
            "a condition of one": steps.condition,
            "add a condition": steps.added,
            "clear one": steps.cleared,
            "take a kept one": steps.taken,
            **boxes("cohorts", "attribute"),
            "look closer": steps.closer,
            "look closer at": partial(steps.segments, "cohorts_of"),
            "scores of the chart": partial(steps.marks, "scores", "500"),
            "an hour of the canvas": partial(steps.marks, "hour", "4-20"),
            "views": steps.views,
        },
    ),
    (
        places.VINTAGES,
        MOST_MS,
        {
            "cohort": partial(steps.by_cohorts, "vintages_cut"),
            **boxes("vintages", "cut", "product", "depth", "period", "late", "at", "span", "move"),
            "views": steps.views,
        },
    ),
    (
        places.PERFORMANCE,
        MOST_MS,
        {
            "cohort": partial(steps.by_cohorts, "performance_by"),
            **boxes("performance", "by", "measure", "calibration_of"),
            "since": partial(steps.anew, "performance_since"),
            "views": steps.views,
        },
    ),
    (
        places.DRIVERS,
        MOST_MS,
        {
            **boxes("drivers", "feature", "other", "product", "depth"),
            "since": partial(steps.anew, "drivers_since"),
            "views": steps.views,
        },
    ),
    (
        places.STABILITY,
        MOST_MS,
        {**boxes("stability", "month", "feature", "measure"), "views": steps.views},
    ),
    (
        places.OVERRIDES,
        MOST_MS,
        {
            **boxes("overrides", "span", "product", "depth", "direction"),
            "views": steps.views,
        },
    ),
)
