import numpy as np
import plotly.graph_objects as go
import pytest

from scoring.metrics.strategy.frontier import frontier
from ui.charts.cutoffs import CutoffChart, cutoff_chart
from ui.charts.frontier import frontier_chart
from ui.theme import DARK, LIGHT


def chart(applications) -> CutoffChart:
    counts = np.asarray(applications, dtype=np.float64)
    return CutoffChart(
        score=np.arange(500, 500 + 5 * counts.size, 5),
        width=5,
        applications=counts,
        bads=counts / 10,
        inferred_bads=counts / 20,
        refer_from=505,
        approve_from=510,
        old_refer_from=500,
        old_approve_from=505,
    )


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_cutoffs_of_both_policies_are_drawn(colours):
    found = cutoff_chart(chart([10, 40, 20]), colours=colours)
    assert go.Figure(found.to_dict())
    assert "70 applications" in found.layout.title.text
    assert sorted(shape["x0"] for shape in found.layout.shapes) == [500, 505, 505, 510]
    assert any(
        "approve from 510 (in force 505)" in note["text"] for note in found.layout.annotations
    )


def test_a_book_of_nobody_says_so():
    found = cutoff_chart(chart([0, 0]), colours=LIGHT)
    assert not found.data
    assert "No application" in found.layout.annotations[0].text


def test_the_frontier_shows_the_draft_and_the_policy_in_force():
    curve = frontier([500, 510], [200, 300], [180, 290], [20, 10])
    found = frontier_chart(curve, draft=(0.6, 0.03), in_force=(1, 0.06), colours=LIGHT)
    assert go.Figure(found.to_dict())
    assert {trace["name"] for trace in found.data} >= {"draft", "in force", "95 % interval"}


def test_a_frontier_without_outcomes_says_so():
    curve = frontier([500, 510], [200, 300], [1, 2], [0, 0])
    found = frontier_chart(curve, draft=(0.6, 0.0), in_force=(1, 0.0), colours=LIGHT)
    assert not found.data
