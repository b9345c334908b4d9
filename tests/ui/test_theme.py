"""The palette is readable in both themes, told apart by the colour-blind, and Streamlit's too."""

import tomllib
from pathlib import Path

import pytest

from ui import theme
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
@pytest.mark.parametrize("name", ["raises", "lowers", "typical_strong"])
def test_marks_keep_three_to_one_on_cards(colours, name):
    assert contrast(getattr(colours, name), colours.paper) >= 3.0


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
