"""A chart or table of a risk page: seen as either, taken away, and followed to its people.

No card of a risk page writes its choice of view by itself. So no chart can lack the table of its
numbers, no table can lack its export, and what a mark leads to, a row of the table leads to too,
for those who use the keyboard.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from ui import panel
from ui.panel import CHART, TABLE
from ui.risk import follow
from ui.risk.takeaway import export

Make = Callable[[], pd.DataFrame]


def view(
    title: str,
    key: str,
    table: Make,
    *,
    views: Sequence[str] = (CHART, TABLE),
    taken: Make | None = None,
    links: Callable[[], Sequence[str]] | None = None,
    on_select: Callable[[str], None] = follow.to,
    height: int | None = None,
) -> str:
    """Write a card's title and the choice of chart or table; show the table if that is chosen.

    Parameters
    ----------
    title, key : str
        `key` is unique on the page and begins with the page's name; so is the exported file
        called.
    table : callable
        Makes the same numbers as the chart's, as people read them.
    views : sequence of str
        The table is the last.
    taken : callable, optional
        Makes what is taken away, where that holds more; by default the table's own numbers.
    links : callable, optional
        Gives what each row leads to, as the marks of the chart do; made with the table.
    on_select : callable
        Gets the link of the row that was chosen.
    height : int, optional
        Pixels of the table; by default all rows show.

    Returns
    -------
    str
        The view that was chosen; all but the table remain to be drawn.
    """
    export.keep(key, title, taken or table)
    chosen = panel.view_choice(title, key, views)
    if chosen == TABLE:
        _show(table(), key, links() if links else None, on_select, height=height)
    return chosen


def show_table(
    title: str,
    key: str,
    table: pd.DataFrame,
    *,
    taken: Make | None = None,
    links: Sequence[str] | None = None,
    on_select: Callable[[str], None] = follow.to,
    height: int | None = None,
    widths: Mapping[str, int] | None = None,
) -> None:
    """Show a table that no chart stands for, under its title; the rest as in `view`."""
    export.keep(key, title, taken or (lambda: table))
    with st.container(key=f"head_{key}"):
        st.markdown(f":gray[{panel.escaped(title)}]")
    _show(table, key, links, on_select, height=height, widths=widths)


def list_applicants(
    table: pd.DataFrame, application_ids: Iterable[object], *, key: str, height: int
) -> None:
    """Show the applicants behind a chart's dots; a row opens its applicant, as the dot does."""
    links = [follow.applicant(name) for name in application_ids]
    _show(table, key, links, follow.to, height=height)


def _show(
    table: pd.DataFrame,
    key: str,
    links: Sequence[str] | None,
    on_select: Callable[[str], None],
    *,
    height: int | None = None,
    widths: Mapping[str, int] | None = None,
) -> None:
    def take(row: int) -> None:
        on_select((links or ())[row])

    on_row = take if links and any(links) else None
    panel.tabulate(table, key=key, height=height, widths=widths, on_row=on_row)


def draw(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draw a figure whose marks lead to the people that their `customdata` links to."""
    panel.draw_selectable(figure, key=key, alt=alt, on_select=follow.to)
