"""What the first visitor would otherwise wait for: each chart drawn once, in both themes."""

from datetime import datetime

from ui import theme
from ui.charts.basket import Share, basket
from ui.charts.contributions import Step, contributions
from ui.charts.dimensions import Dimension, dimensions
from ui.charts.rhythm import Purchase, rhythm
from ui.charts.score_band import ScoreBand, score_band
from ui.charts.timeline import Order, timeline


def draw_everything_once() -> None:
    """Import and exercise what the charts need: the first figure costs ten times the next."""
    for colours in (theme.LIGHT, theme.DARK):
        band = ScoreBand(600, 590, 610, 500, 580, 620, ((590, 1), (600, 1)), 10, "")
        score_band(band, colours=colours)
        steps = [Step("a", "a", "a", -1), Step("b", "b", "", 1)]
        contributions(
            steps, base=600, base_label="", score=600, chosen="a", colours=colours
        ).to_json()
        purchase = Purchase(0, 12.0, 1.0, "")
        flat = [[0.0] * 24 for _ in range(7)]
        rhythm([purchase], flat, typical_label="", marked_label="", colours=colours)
        day = datetime(2025, 1, 1)
        order = Order(day, 1.0, "")
        timeline([order], [(day, "")], applied_at=day, currency="", colours=colours)
        basket([Share("", 1.0, 1.0)], lines=1, typical_label="", colours=colours)
        dimensions([Dimension("", "", 1.0, 0.0, 1.0, 2.0)], typical_label="", colours=colours)
