"""The palette and the one Plotly template, light and dark; colours are named nowhere else."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FONT = "'Source Sans', 'Source Sans Pro', sans-serif"
TEXT_SIZE = 13
SMALL_SIZE = 12


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by meaning; the same meanings in both themes.

    `raises` and `lowers` (the score), `doubt` (refer, immature, small, simulated), `typical` (the
    comparison population) and `ink` are for marks; the `_text` forms keep 4.5:1 on `paper`.
    `doubt`, `typical` and `density` are fills: what must be seen of them is drawn around with
    `doubt_line` or `typical_strong`, which keep 3:1.
    """

    name: str
    ground: str
    paper: str
    ink: str
    muted: str
    hairline: str
    raises: str
    raises_text: str
    lowers: str
    lowers_text: str
    doubt: str
    doubt_line: str
    doubt_text: str
    typical: str
    typical_strong: str
    density: str


@dataclass(frozen=True, slots=True)
class Look:
    """How one of several equal groups is drawn: told apart by dash and shape as well as by tone."""

    tone: str
    dash: str
    symbol: str


LIGHT = Palette(
    name="light",
    ground="#f7f8fa",
    paper="#ffffff",
    ink="#1b2733",
    muted="#566472",
    hairline="#dfe4e9",
    raises="#0072B2",
    raises_text="#005f96",
    lowers="#D55E00",
    lowers_text="#a84a00",
    doubt="#E69F00",
    doubt_line="#A87000",
    doubt_text="#7a5200",
    typical="#d3dae0",
    typical_strong="#8896a4",
    density="#bcc7d0",
)

DARK = Palette(
    name="dark",
    ground="#10161c",
    paper="#18212a",
    ink="#e7ecf1",
    muted="#a3b1be",
    hairline="#2c3844",
    raises="#4DA8DC",
    raises_text="#7cc3ec",
    lowers="#F07F2E",
    lowers_text="#f79a58",
    doubt="#F0B429",
    doubt_line="#F0B429",
    doubt_text="#f4c65b",
    typical="#3a4753",
    typical_strong="#7f8e9c",
    density="#4b5b69",
)


def palette(theme_name: str | None) -> Palette:
    """Return the palette of a Streamlit theme type.

    Parameters
    ----------
    theme_name : str or None
        `"light"` or `"dark"`; None (the browser has not said) gives light.

    Returns
    -------
    Palette
    """
    return DARK if theme_name == "dark" else LIGHT


@cache
def looks(colours: Palette) -> tuple[Look, ...]:
    """Give the looks of up to four groups, none in a colour that has a meaning of its own."""
    return (
        Look(colours.ink, "solid", "circle"),
        Look(colours.muted, "dash", "square"),
        Look(colours.typical_strong, "dot", "diamond"),
        Look(colours.ink, "dashdot", "triangle-up-open"),
    )


@cache
def template(colours: Palette) -> dict[str, Any]:
    """Return the Plotly template that every chart uses.

    A dictionary like the rest of a chart: one object of Plotly's in it, and all of the chart is
    gone through part by part on its way out.

    Parameters
    ----------
    colours : Palette
        Light or dark.

    Returns
    -------
    dict
        Properties as in `plotly.graph_objects.layout.Template`; shared, not to be changed.
    """
    axis = {
        "gridcolor": colours.hairline,
        "linecolor": colours.hairline,
        "zerolinecolor": colours.hairline,
        "tickcolor": colours.hairline,
        "tickfont": {"color": colours.muted, "size": SMALL_SIZE},
        "title": {"font": {"color": colours.muted, "size": SMALL_SIZE}, "standoff": 8},
        "fixedrange": True,
        "automargin": False,
        "zeroline": False,
    }
    return {
        "layout": {
            "font": {"family": FONT, "size": TEXT_SIZE, "color": colours.ink},
            "title": {
                "font": {"size": TEXT_SIZE, "color": colours.muted},
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
            },
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [
                colours.raises,
                colours.lowers,
                colours.doubt_line,
                colours.typical_strong,
            ],
            "xaxis": axis,
            "yaxis": axis,
            "showlegend": False,
            "dragmode": False,
            "hoverlabel": {
                "bgcolor": colours.paper,
                "bordercolor": colours.hairline,
                "font": {"family": FONT, "size": TEXT_SIZE, "color": colours.ink},
            },
            "margin": {"l": 0, "r": 0, "t": 8, "b": 32},
        }
    }


@cache
def stylesheet(colours: Palette) -> str:
    """Return `frame.css` with the palette's colours as its variables."""
    names = ("ground", "paper", "ink", "muted", "hairline", "raises", "lowers", "doubt")
    variables = "".join(f"--{name.replace('_', '-')}:{getattr(colours, name)};" for name in names)
    return f":root{{{variables}}}" + Path(__file__).with_name("frame.css").read_text("utf-8")


@cache
def wordmark(colours: Palette) -> str:
    """Return the product's name as an SVG in the ink of the theme."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="92" height="28" viewBox="0 0 92 28">'
        f'<text x="0" y="21" font-size="21" font-weight="700" fill="{colours.ink}" '
        "font-family=\"'Source Sans 3','Source Sans Pro','Helvetica Neue',Arial,sans-serif\">"
        "Thinfile</text></svg>"
    )


def contrast(foreground: str, background: str) -> float:
    """Return the WCAG 2 contrast ratio of two colours.

    Parameters
    ----------
    foreground, background : str
        `#rrggbb`.

    Returns
    -------
    float
        1 (equal) to 21; text needs 4.5, marks and large text 3.
    """

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(foreground), luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
