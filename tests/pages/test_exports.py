"""Everything exports: each table that a risk page shows, or could show for a chart."""

import io
import re
from pathlib import Path

import pandas as pd
import pytest

from desk.roles import Role
from ui import places
from ui.risk import charted
from ui.risk.takeaway import export

pytestmark = pytest.mark.usefixtures("in_demo_home")
PAGES = {
    places.PORTFOLIO: {
        "portfolio_course", "portfolio_change_bad_rate", "portfolio_change_expected_loss",
    },
    places.COHORTS: {
        "cohorts_rates", "cohorts_habits", "cohorts_drivers", "cohorts_scores", "cohorts_swarm",
        "cohorts_rhythm", "cohorts_applicants",
    },
    places.VINTAGES: {"vintages_curves", "vintages_triangle", "vintages_roll"},
    places.STRATEGY: {
        "strategy_tiles", "strategy_scores", "strategy_frontier", "strategy_swap_set",
        "strategy_policies",
    },
    places.OVERRIDES: {"overrides_outcomes", "overrides_reasons", "overrides_officers"},
    places.PERFORMANCE: {"performance_groups", "performance_calibration", "performance_samples"},
    places.DRIVERS: {"drivers_importance", "drivers_dependence", "drivers_pairs"},
    places.STABILITY: {"stability_course", "stability_shares", "stability_reasons"},
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_chart_and_table_of_a_page_is_exported(opened, page):
    app = opened(page, Role.RISK_MANAGER)
    assert not app.exception
    kept = app.session_state[export.HELD]
    charts = {str(choice.key) for choice in app.segmented_control if "view_" in str(choice.key)}
    assert charts
    assert {key.removeprefix("view_") for key in charts} <= set(kept)
    assert PAGES[page] <= set(kept)
    for name, (title, make) in kept.items():
        assert title
        found = make()
        assert len(found.columns), name
        csv = pd.read_csv(io.BytesIO(export.csv(found)))
        assert pd.read_parquet(io.BytesIO(export.parquet(found))).shape == csv.shape, name


def test_no_card_of_a_risk_page_shows_a_table_past_its_export():
    room = Path(charted.__file__).parent
    past = [
        f"{file.name}: {call}"
        for file in room.rglob("*.py")
        if file.name not in {"charted.py"}
        for call in re.findall(
            r"panel\.(?:view_choice|tabulate)\(.*|st\.dataframe\(", file.read_text("utf-8")
        )
    ]
    # what a draft would change stands beside it, and in the table of policies
    assert len(past) == 1
    assert "strategy_changes" in past[0]


def test_the_tables_of_one_page_are_not_offered_on_the_next(opened):
    app = opened(places.PORTFOLIO, Role.RISK_MANAGER)
    app.switch_page("../pages/risk/strategy.py").run()
    assert not [name for name in app.session_state[export.HELD] if name.startswith("portfolio")]
