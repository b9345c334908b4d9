"""Everything exports: each table that a risk page shows, or could show for a chart."""

import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from desk.roles import Role
from tests.pages.words import words
from ui import places
from ui.risk import charted, says
from ui.risk.takeaway import export
from ui.words import percent_range

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
        parquet = pd.read_parquet(io.BytesIO(export.parquet(found)))
        assert list(csv) == list(parquet), name
        assert len(csv) == len(parquet), name
        same(csv, parquet, 1e-9)
        for shown in tables(app, name):
            assert len(csv) >= len(shown), name
            same(csv.head(len(shown)), shown, 1e-4)  # as many digits as a screen reader says


def tables(app, name: str) -> list[pd.DataFrame]:
    return [of.value for of in app.dataframe if of.proto.id.endswith(f"table_{name}")]


def same(one: pd.DataFrame, other: pd.DataFrame, digits: float) -> None:
    """Hold the numbers of the columns that two tables both have against each other."""
    own, others = (of.select_dtypes("number") for of in (one, other))
    for column in set(own) & set(others):
        pair = [of[column].to_numpy(float) for of in (own, others)]
        np.testing.assert_allclose(*pair, rtol=1e-9, atol=digits, err_msg=str(column))


def taken(app, name: str) -> pd.DataFrame:
    _, make = app.session_state[export.HELD][name]
    return pd.read_parquet(io.BytesIO(export.parquet(make())))


def test_a_list_of_applicants_is_taken_whole_whichever_page_of_it_is_shown(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin")
    title, _ = app.session_state[export.HELD]["cohorts_applicants"]
    every = taken(app, "cohorts_applicants")
    assert f"{len(every):,} applications of A" in title
    assert len(every) > 100
    assert every["application_id"].is_unique
    for page in (1, 2):
        app.session_state["cohorts_page"] = page
        app.run()
        [shown] = tables(app, "cohorts_applicants")
        part = every.iloc[100 * (page - 1) : 100 * page]
        assert list(shown["Application"]) == list(part["application_id"])
        for column, number in (
            ("Asked", "amount"),
            ("Score", "score"),
            ("Default", "prob_default"),
        ):
            np.testing.assert_allclose(
                pd.to_numeric(shown[column]), part[number].astype(float), atol=1e-4
            )
        assert len(taken(app, "cohorts_applicants")) == len(every)


def test_rates_are_taken_with_their_intervals_and_with_what_is_more_than_noise(opened):
    app = opened(places.COHORTS, Role.RISK_MANAGER, a="depth_band:thin", b="score:~580")
    rates = taken(app, "cohorts_rates").set_index(["rate", "cohort"])
    shown = words(app.dataframe[0]).set_index("Cohort")
    columns = (("approval_rate", "Approved", "Approval"), ("bad_rate", "Bad rate", "Bad rate"))
    for rate, column, apart in columns:
        for who, told in shown.iterrows():
            of = rates.loc[(rate, who)]
            assert str(says.rate(of["value"], of["low"], of["high"])) == told[f"{column} (95 %)"]
            n = told["Decided" if rate == "approval_rate" else "Known outcomes"]
            assert f"{of['n']:,}" == n
            stands = told[f"{apart} against the rest"]
            if who.startswith("not "):
                assert not of["is_more_than_noise"]
                continue
            assert of["is_more_than_noise"] == stands.endswith("more than noise")
            ends = (of["against_the_rest"], of["against_low"], of["against_high"])
            assert stands.startswith(str(says.points_apart(*ends)))
    assert rates["is_more_than_noise"].any()


def test_the_lab_s_numbers_are_taken_as_its_tiles_say_them(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER)
    app.slider(key="strategy_cutoffs").set_value((500, 540)).run()
    numbers = taken(app, "strategy_tiles").set_index("number")
    captions = [text.value for text in app.caption]
    for name in ("approval_rate", "bad_rate", "referred"):
        of = numbers.loc[name]
        span = percent_range(of["draft_low"], of["draft_high"])
        assert sum(f"95 %: {span}" in said for said in captions) == 1
        assert of["draft_low"] < of["draft"] < of["draft_high"]
    known = numbers.loc["bad_rate"]
    assert any(f"{known['n']:,} known, {known['inferred']:,.0f} inferred" in c for c in captions)
    money = numbers.loc[["expected_loss", "profit"]]
    assert (money["draft_low"] < money["draft"]).all()
    assert (money["draft"] < money["draft_high"]).all()
    assert all(any(f"{n:,} approved" in said for said in captions) for n in money["n"])
    np.testing.assert_allclose(numbers["change"], numbers["draft"] - numbers["in_force"])
    assert (numbers["change_low"] <= numbers["change"]).all()
    assert (numbers["change"] <= numbers["change_high"]).all()
    assert numbers.loc["referred", "change"] != 0
    marked = sum(said.endswith(": more than noise") for said in captions)
    assert numbers["change_is_more_than_noise"].sum() == marked


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
