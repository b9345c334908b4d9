"""The strategy lab says what its charts leave out."""

from scoring.metrics.strategy.frontier import frontier
from ui.charts.frontier import frontier_chart
from ui.risk.strategy import strategy_cards
from ui.theme import LIGHT


def test_cut_offs_that_the_frontier_leaves_out_are_told():
    curve = frontier([500, 510, 520], [200, 300, 50], [180, 290, 40], [20, 10, 1])
    drawn = frontier_chart(curve, draft=(0.6, 0.03), in_force=(1, 0.06), colours=LIGHT)
    line = next(trace for trace in drawn.to_dict()["data"] if trace["name"] == "every cut-off")
    assert len(line["x"]) == 2
    told = strategy_cards.not_drawn(curve)
    assert told.startswith("Not drawn: 1 of 3 cut-offs, which approve fewer than 100")


def test_a_frontier_that_leaves_out_nothing_or_draws_nothing_tells_nothing():
    every = frontier([500, 510], [200, 300], [180, 290], [20, 10])
    none = frontier([500, 510], [200, 300], [1, 2], [0, 0])
    assert [strategy_cards.not_drawn(curve) for curve in (every, none)] == ["", ""]
