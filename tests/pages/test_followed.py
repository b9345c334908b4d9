"""Every number of a risk page can be followed down to its applicants, by mark and by row."""

import json

import pytest

from desk.roles import Role
from scoring.risk.cohorts import cohort
from ui import places
from ui.risk.takeaway import export

pytestmark = pytest.mark.usefixtures("in_demo_home")
# the page, the view whose table is opened, and what each of its rows' cohorts must say
ROWS = (
    (places.PORTFOLIO, "portfolio_course", "month"),
    (places.VINTAGES, "vintages_triangle", "vintage"),
    (places.STRATEGY, "strategy_scores", "score"),
    (places.OVERRIDES, "overrides_outcomes", "recommendation"),
    (places.OVERRIDES, "overrides_officers", "decided_by"),
    (places.PERFORMANCE, "performance_calibration", "score"),
    (places.PERFORMANCE, "performance_groups", "month"),
    (places.STABILITY, "stability_course", "month"),
)


def links(app) -> list[str]:
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    every = [link for of in specs for trace in of["data"] for link in trace.get("customdata") or []]
    return [link for link in every if isinstance(link, str) and link.startswith("cohort ")]


@pytest.mark.parametrize(("page", "card", "attribute"), ROWS, ids=lambda value: str(value)[-24:])
def test_a_mark_and_its_row_lead_to_a_cohort_of_somebody(opened, page, card, attribute):
    app = opened(page, Role.RISK_MANAGER)
    found = [cohort.parse(link.removeprefix("cohort ")) for link in links(app)]
    some = [one for one in found if attribute in {part.attribute for part in one}]
    assert some or card == "performance_groups"  # a group of too few has no mark, but a row
    app.segmented_control(key=f"view_{card}").set_value("table").run()
    table = next(frame for frame in app.dataframe if card in frame.proto.id)
    assert table.proto.selection_mode
    if some:
        opened_as = opened(places.COHORTS, Role.RISK_MANAGER, a=cohort.written(some[0]))
        assert not opened_as.exception
        assert opened_as.dataframe[0].value["Applications"].iloc[0] > 0


def marks(app, key: str) -> list[str]:
    """Give the links of a chart's marks that can be clicked, as they stand in its drawing."""
    [chart] = [of for of in app.get("plotly_chart") if of.proto.id.endswith(f"chart_{key}")]
    assert chart.proto.selection_mode
    traces = json.loads(chart.proto.spec)["data"]
    return [link for trace in traces for link in trace.get("customdata") or [] if link]


def test_a_bar_of_the_lab_s_scores_leads_to_the_very_applicants_that_it_counts(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER, strategy_cohort="region:north")
    app.selectbox(key="strategy_depth").set_value("thin")
    app.selectbox(key="strategy_span").set_value("12").run()
    assert not app.exception
    found = marks(app, "strategy_scores")
    app.segmented_control(key="view_strategy_scores").set_value("table").run()
    table = next(frame.value for frame in app.dataframe if "strategy_scores" in frame.proto.id)
    rows = table[table["Applications"] > 0].reset_index(drop=True)
    assert len(found) == len(rows)
    at = int(rows["Applications"].argmax())
    asked = found[at].removeprefix("cohort ")
    low = rows["Score from"][at]
    assert f"score:{low}~{low + 5}" in asked
    assert {"region:north", "depth_band:thin"} < set(asked.split(";"))
    assert "applied_at:" in asked
    shown = opened(places.COHORTS, Role.RISK_MANAGER, a=asked).dataframe[0].value
    assert shown["Applications"].iloc[0] == rows["Applications"][at] > 1


@pytest.mark.parametrize(
    ("page", "card", "attribute"),
    [
        (places.VINTAGES, "vintages_at_month", "vintage"),
        (places.STABILITY, "stability_estimates", "month"),
    ],
    ids=["vintages", "stability"],
)
def test_a_dot_leads_where_its_row_does(opened, page, card, attribute):
    app = opened(page, Role.RISK_MANAGER)
    every = [cohort.parse(link.removeprefix("cohort ")) for link in marks(app, card)]
    assert every
    assert all(attribute in {part.attribute for part in one} for one in every)
    app.segmented_control(key=f"view_{card}").set_value("table").run()
    table = next(frame for frame in app.dataframe if card in frame.proto.id)
    assert table.proto.selection_mode
    assert len(set(every)) == len(table.value)


def test_a_swap_leads_to_the_very_people_who_change_sides(opened):
    link = {"strategy_depth": "thin", "strategy_limit_1": "0.5", "strategy_moved": "approve-refer"}
    app = opened(places.STRATEGY, Role.RISK_MANAGER, **link)
    assert not app.exception
    swap = next(frame for frame in app.dataframe if "strategy_swap_set" in frame.proto.id)
    assert swap.proto.selection_mode
    row = swap.value[swap.value["In force → draft"] == "approve → refer"].iloc[0]
    listed = next(frame for frame in app.dataframe if "strategy_people" in frame.proto.id)
    assert len(listed.value) == min(row["Applications"], 100) > 0
    told = f"{row['Applications']:,} applications of those who go from approve to refer"
    assert any(told in text.value for text in app.markdown)
    assert listed.proto.selection_mode
    _, make = app.session_state[export.HELD]["strategy_people"]
    every = make()
    assert len(every) == row["Applications"]
    assert list(every["application_id"][:100]) == list(listed.value["Application"])
    app.button(key="strategy_close").click().run()
    assert not any("strategy_people" in frame.proto.id for frame in app.dataframe)


def test_a_list_that_the_policies_have_emptied_says_so(opened):
    app = opened(places.STRATEGY, Role.RISK_MANAGER, strategy_moved="decline-approve")
    assert any("Nobody goes from decline to approve" in text.value for text in app.markdown)
    assert not any("strategy_people" in frame.proto.id for frame in app.dataframe)
    app.button(key="strategy_close").click().run()
    assert not any("Nobody goes" in text.value for text in app.markdown)


def test_a_pair_that_is_none_lists_nobody(opened):
    app = opened(places.STRATEGY, Role.AUDITOR, strategy_moved="approve-heaven")
    assert not app.exception
    assert not any("strategy_people" in frame.proto.id for frame in app.dataframe)
