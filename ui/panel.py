"""A card that answers one question: its title, a chart, and the same numbers as a table."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.arrow import DataframeState
from streamlit.elements.lib.column_types import ColumnConfig

from data.errors import ThinfileError
from ui import sortable
from ui.charts.figure import height_of, title_of, untitled

CHART, TABLE = "chart", "table"
_QUIET = {"displayModeBar": False, "responsive": True}


def card(name: str, *, is_as_high_as_its_row: bool = False) -> DeltaGenerator:
    """Open a white card; `name` is unique on the page."""
    height: Literal["stretch", "content"] = "stretch" if is_as_high_as_its_row else "content"
    return st.container(key=f"card_{name}", border=True, gap="xsmall", height=height)


def view_choice(title: str, key: str, views: Sequence[str] = (CHART, TABLE)) -> str:
    """Write a card's title and, beside it, the choice of how to see it; return the choice.

    The address holds what is not the first of them.
    """
    with st.container(
        key=f"head_{key}",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        wrap=False,
    ):
        st.markdown(f":gray[{escaped(title)}]", width="stretch")
        chosen = st.segmented_control(
            f"How to see: {title}",
            list(views),
            default=views[0],
            required=True,
            key=f"view_{key}",
            bind="query-params",
            label_visibility="collapsed",
        )
    return chosen or views[0]


def draw(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draw a figure whose title already stands above it."""
    st.plotly_chart(untitled(figure), key=f"chart_{key}", theme=None, config=_QUIET, alt=alt)


def draw_selectable(
    figure: go.Figure, *, key: str, alt: str, on_select: Callable[[str], None]
) -> None:
    """Draw a figure whose marks can be clicked; `on_select` gets the `customdata` of the mark."""
    name = f"chart_{key}"

    def take() -> None:
        points = st.session_state[name]["selection"]["points"]
        if points and points[0].get("customdata"):
            on_select(str(points[0]["customdata"]))

    st.plotly_chart(
        untitled(figure),
        key=name,
        theme=None,
        config=_QUIET,
        alt=alt,
        on_select=take,
        selection_mode="points",
    )


def tabulate(
    frame: pd.DataFrame,
    *,
    key: str,
    height: int | None = None,
    widths: Mapping[str, int] | None = None,
    on_row: Callable[[int], None] | None = None,
) -> None:
    """Show the numbers of a chart, one row a mark, columns named as people say them.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `ui.sortable.table` makes it, so that its numbers sort.
    key : str
        Unique on the page.
    height : int, optional
        Pixels; above it the rows scroll. By default all rows show.
    widths : mapping, optional
        Pixels of columns that would take too much.
    on_row : callable, optional
        Gets the place of the row that was chosen, by its mark or from the keyboard.
    """
    name = f"table_{key}"

    def take() -> None:
        rows = st.session_state[name]["selection"]["rows"]
        if rows and on_row is not None:
            on_row(int(rows[0]))

    st.dataframe(
        sortable.shown(frame),
        placeholder=sortable.unknown(frame),
        key=name,
        on_select="ignore" if on_row is None else take,
        selection_mode="single-row",
        hide_index=True,
        height="content" if height is None else height,
        row_height=28,
        column_config={
            **separated(frame),
            **{name: st.column_config.Column(width=wide) for name, wide in (widths or {}).items()},
        },
    )


def choose_rows(
    frame: pd.DataFrame, *, key: str, height: int | None, widths: Mapping[str, int]
) -> list[int]:
    """Show a table as `tabulate` does, whose rows can be marked; return the marked ones."""
    event = st.dataframe(
        sortable.shown(frame),
        placeholder=sortable.unknown(frame),
        key=f"table_{key}",
        hide_index=True,
        height="content" if height is None else height,
        row_height=28,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            **separated(frame),
            **{name: st.column_config.Column(width=wide) for name, wide in widths.items()},
        },
    )
    return [int(row) for row in event["selection"]["rows"] if row < len(frame)]


def separated(frame: pd.DataFrame) -> Mapping[str, ColumnConfig]:
    """Write the whole numbers of a table with thousands separators."""
    whole = frame.select_dtypes("integer").columns
    return {str(name): st.column_config.NumberColumn(format="localized") for name in whole}


def chosen_row(event: DataframeState) -> int | None:
    """Give the row that a reader chose in a table, by its mark or by any of its cells."""
    chosen = event["selection"]
    if chosen["rows"]:
        return int(chosen["rows"][0])
    return int(chosen["cells"][0][0]) if chosen["cells"] else None


@st.fragment
def show(figure: go.Figure, table: Callable[[], pd.DataFrame], *, name: str, alt: str) -> None:
    """Show a card with a chart, or its table, as the reader chooses.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Its title goes above the choice.
    table : callable
        Makes the same numbers as a table, once that is asked for.
    name : str
        Unique on the page; starts with the page's name.
    alt : str
        What the chart shows, in a sentence, for those who cannot see it.
    """
    with card(name):
        if view_choice(title_of(figure), name) == TABLE:
            tabulate(table(), key=name, height=height_of(figure))
        else:
            draw(figure, key=name, alt=alt)


@contextlib.contextmanager
def errors_in_words() -> Iterator[None]:
    """Show our own errors where they arise, for parts that are drawn without the frame."""
    try:
        yield
    except ThinfileError as error:
        st.error(escaped(str(error)))


def escaped(text: str) -> str:
    """Escape what Markdown would read as its own: brackets, dollars, stars, and the like."""
    for sign in ("\\", "[", "]", "$", "*", "_", "`", "#", "~", "<"):
        text = text.replace(sign, "\\" + sign)
    return text
