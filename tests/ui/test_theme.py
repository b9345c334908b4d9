"""The palette is readable in both themes, told apart by the colour-blind, and Streamlit's too."""

import tomllib
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scoring.metrics.binned.psi import psi
from ui import theme
from ui.charts.cohorts import score_distributions
from ui.charts.cutoffs import CutoffChart, cutoff_chart
from ui.charts.drift import index_chart
from ui.charts.months import MonthLine, month_chart
from ui.charts.vintages import Line, Part, curves_chart
from ui.theme import DARK, LIGHT, contrast

CONFIG = Path(theme.__file__).parents[1] / ".streamlit" / "config.toml"
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda c: c.name)


def test_black_on_white_has_the_contrast_that_wcag_gives_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@BOTH
@pytest.mark.parametrize("name", ["ink", "muted", "raises_text", "lowers_text", "doubt_text"])
def test_text_keeps_double_a_on_cards_and_ground(colours, name):
    for behind in (colours.paper, colours.ground):
        assert contrast(getattr(colours, name), behind) >= 4.5


@BOTH
def test_the_text_of_a_primary_button_keeps_double_a(colours):
    primary = tomllib.loads(CONFIG.read_text())["theme"][colours.name]["primaryColor"]
    assert contrast(colours.paper, primary) >= 4.5
    assert "stBaseButton-primary" in theme.stylesheet(colours)


@BOTH
@pytest.mark.parametrize("name", ["raises", "lowers", "doubt_line", "typical_strong"])
def test_marks_keep_three_to_one_on_cards(colours, name):
    assert contrast(getattr(colours, name), colours.paper) >= 3.0


@BOTH
def test_groups_are_told_apart_without_the_colours_that_mean_something(colours):
    some = theme.looks(colours)
    assert (
        len({look.dash for look in some}) == len({look.symbol for look in some}) == len(some) == 4
    )
    assert not {look.tone for look in some} & {colours.raises, colours.lowers, colours.doubt_line}
    assert all(contrast(look.tone, colours.paper) >= 3.0 for look in some)


def drawings(colours):
    """Draw what the risk pages show in lines, one of each kind."""
    months, rate = [datetime(2026, month, 1) for month in (1, 2, 3)], np.array([1.0, 2.0, np.nan])
    line = MonthLine("t", months, rate, rate / 2, 2 * rate, " %", months[:1])
    yield month_chart(line, colours=colours)
    of = [Line(part, np.full(3, 9), rate, rate / 2, 2 * rate, part) for part in Part]
    yield curves_chart("t", of, months_on_book=1, colours=colours)
    counts = np.array([4.0, 8.0])
    shown = CutoffChart(np.array([500, 505]), 5, counts, counts, counts, 500, 505, 495, 510)
    yield cutoff_chart(shown, colours=colours)
    found = [psi([50, 50], [40, 60]), psi([500, 500], [300, 700])]
    yield index_chart("t", months[:2], found, chosen=0, learnt_until=months[1], colours=colours)
    yield score_distributions(
        {name: pd.Series({600: 1, 610: 2}) for name in "ABCD"}, pd.Series({600: 9}),
        colours=colours,
    )  # fmt: skip


@BOTH
def test_no_chart_of_the_risk_pages_draws_a_line_in_a_colour_too_faint_to_see(colours):
    faint = {colours.doubt, colours.density, colours.typical, colours.hairline}
    faint = {tone for tone in faint if contrast(tone, colours.paper) < 3.0}
    for drawn in drawings(colours):
        made = drawn.to_dict()
        lines = [trace.get("line", {}) for trace in made["data"] if trace["type"] == "scatter"]
        lines += [trace["error_y"] for trace in made["data"] if trace.get("error_y")]
        lines += [shape["line"] for shape in made["layout"].get("shapes", ())]
        seen = [line.get("color") for line in lines if line.get("width", line.get("thickness", 1))]
        assert not faint & {tone for tone in seen if isinstance(tone, str)}


@BOTH
def test_streamlit_is_told_the_same_colours(colours):
    told = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][colours.name]
    assert told["backgroundColor"] == colours.paper
    assert told["secondaryBackgroundColor"] == colours.ground
    assert told["textColor"] == colours.ink
    assert told["borderColor"] == colours.hairline
    assert (told["primaryColor"], told["blueColor"]) == (colours.raises, colours.raises)
    assert (told["orangeColor"], told["redColor"]) == (colours.lowers, colours.lowers)
    assert (told["yellowColor"], told["grayColor"]) == (colours.doubt, colours.typical_strong)
    assert told["blueTextColor"] == colours.raises_text
    assert told["orangeTextColor"] == colours.lowers_text
    assert told["yellowTextColor"] == colours.doubt_text
    assert told["grayTextColor"] == colours.muted


@BOTH
def test_the_stylesheet_names_every_colour_it_uses(colours):
    css = theme.stylesheet(colours)
    used = {part.split(")")[0] for part in css.split("var(")[1:]}
    assert used
    assert all(f"{name}:" in css for name in used)


def test_an_unknown_theme_is_light():
    assert theme.palette(None) is LIGHT
    assert theme.palette("dark") is DARK
