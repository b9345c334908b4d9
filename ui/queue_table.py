"""The queue as a table: one row an application, in words and units; a row opens the applicant."""

from collections.abc import Hashable, Mapping
from datetime import datetime

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from scoring import catalogue, wording
from scoring.models.manifest import Manifest
from scoring.policies.policy import Action, Policy
from scoring.wording import Money
from ui import sortable, words
from ui.cards.score_card import ACTIONS
from ui.header import Chip
from ui.queue_filters import PAGE
from ui.theme import palette
from ui.waiting import QueuePage
from ui.words import UNKNOWN, Written

_ROW_HEIGHT = 26
_OPENED = "queue_opened"
NOT_CHECKED = "not checked"


def chips(policy: Policy, as_of: datetime, *, is_scored: bool) -> list[Chip]:
    """Say how the queue is ordered and by which policy it recommends."""
    today = Chip(f"book as of {words.day(as_of)}")
    if not is_scored:
        return [today, Chip("largest amount first")]
    return [
        today,
        Chip(
            f"policy {policy.version}: approve from {policy.approve_from}, "
            f"refer from {policy.refer_from}"
        ),
        Chip(
            "first: notices due in 2 days, then large amounts near a cut-off or in doubt about one"
        ),
    ]


def readable(page: QueuePage, model: Manifest | None, money: Money) -> pd.DataFrame:
    """Write the rows of a page as people read them.

    Parameters
    ----------
    page : QueuePage
    model : Manifest or None
        Its reference's numbers stand in the reasons; None without scores.
    money : Money
        The book's currency.

    Returns
    -------
    pandas.DataFrame
        In the order of the page.
    """
    rows = page.rows
    shown: dict[str, object] = {
        "Application": rows["application_id"],
        "Applied": [words.day(at) for at in rows["local_applied_at"]],
        "Product": [words.plain(product) for product in rows["product"]],
        "Asked": [words.money(amount, money) for amount in rows["amount"]],
        "Term": [UNKNOWN if pd.isna(days) else words.span(int(days)) for days in rows["term_days"]],
    }
    shown["Notice"] = rows["notice"]
    if model is not None:
        shown |= {
            "Score": [_whole(score) for score in rows["score"]],
            "Could have been": could_have_been(rows, is_waiting=rows["decision"].isna()),
            "Default": [words.percent(share) for share in rows["prob_default"]],
            "Recommended": [ACTIONS[Action(action)] for action in rows["action"]],
            "Top reason against": [_reason(row, model, money) for row in rows.to_dict("records")],
        }
        if rows["decision"].notna().all():
            del shown["Could have been"]  # told of those who wait alone
    if (rows["case_stands"] != "unclaimed").any():
        shown["Case"] = rows["case_stands"]
    shown["File"] = [
        f"{band}, {words.count(int(orders), 'order')}"
        for band, orders in zip(rows["depth_band"], rows["order_count"], strict=True)
    ]
    shown["Lender"] = ["–" if pd.isna(lender) else lender for lender in rows["lender"]]
    return sortable.table(shown)


def _whole(score: float) -> Written:
    return UNKNOWN if pd.isna(score) else Written(f"{score:.0f}", score)


def could_have_been(rows: pd.DataFrame, *, is_waiting: pd.Series) -> list[str]:
    """Say where scores could have been, had the purchases fallen out a little differently.

    Parameters
    ----------
    rows : pandas.DataFrame
        With `active_weeks`, `redraw_low` and `redraw_high`.
    is_waiting : (n,) bool
        Of whom it matters that it was not checked.
    """
    columns = (rows[name] for name in ("active_weeks", "redraw_low", "redraw_high"))
    return [
        Written(f"{low:.0f}–{high:.0f}", low)
        if not pd.isna(low)
        else (NOT_CHECKED if waits and pd.isna(weeks) else UNKNOWN)
        for weeks, low, high, waits in zip(*columns, is_waiting, strict=True)
    ]


def _reason(row: Mapping[Hashable, object], model: Manifest, money: Money) -> str:
    name = row["reason_feature"]
    if not isinstance(name, str):
        return "none lowers the score"
    said = wording.sentence(
        catalogue.load()[name],
        points=float(str(row["reason_points"])),
        value=row[name],
        reference=model.reference.typical[name],
        counts=None,
        money=money,
    )
    return said[0].upper() + said[1:]


def choose_page(first: QueuePage) -> int:
    """Say how many applications there are, and let the reader turn the pages."""
    with st.container(
        key="queue_pages",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
    ):
        count = words.count(first.applications, "application")
        st.markdown(
            f":gray[{count}; click an id to open one, or press Shift and space in its row]",
            width="content",
        )
        if first.unread:
            names = ", ".join(first.unread)
            st.markdown(f":yellow-badge[scored by another version, not listed: {names}]")
        return st.pagination(first.pages, key=PAGE, bind="query-params")


def show(table: pd.DataFrame) -> str | None:
    """Show the table; return the application that was opened.

    By a click on its id or its row's mark, or by Shift+Space in its row: to move among the cells
    opens nothing (WCAG 3.2.1).
    """
    is_full = {"Case", "Could have been"} <= set(table.columns)
    event = st.dataframe(
        _linked(table),
        placeholder=sortable.unknown(table),
        key="queue_table",
        hide_index=True,
        height="content",
        row_height=_ROW_HEIGHT,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "Application": st.column_config.ButtonColumn(
                width=92, pinned=True, alignment="left", type="tertiary", key=_OPENED
            ),
            # where all columns are there it leaves the lenders' names their room
            "Top reason against": st.column_config.TextColumn(width=208 if is_full else 272),
            "Case": st.column_config.TextColumn(width=96),
            "Score": st.column_config.Column(width=52, alignment="right"),
            "Default": st.column_config.Column(width=62, alignment="right"),
            "Asked": st.column_config.Column(width=66, alignment="right"),
        },
    )
    clicked = st.session_state.get(_OPENED)
    if clicked is not None:
        return str(clicked["label"])
    marked = event["selection"]["rows"]
    return str(table["Application"].iloc[marked[0]]) if marked else None


def _linked(table: pd.DataFrame) -> Styler:
    """Write the ids in the colour of links: they are what a click opens."""
    colours = palette(st.context.theme.type)
    shown = sortable.shown(table)
    styled = shown if isinstance(shown, Styler) else shown.style
    return styled.set_properties(subset=["Application"], color=colours.raises_text)
