"""The queue's filters: kept in the address, so that a filtered queue can be linked."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from scoring.policies.policy import Policy
from ui import queue_loaders, words
from ui.cases.piles import View
from ui.waiting import Filters

PAGE = "queue_page"
_ALL = "all"
_DEPTHS = {
    _ALL: "any depth",
    "thin": "thin: under 15 orders",
    "medium": "medium: 15–39 orders",
    "deep": "deep: 40 orders or more",
}


def _to_first_page() -> None:
    st.session_state[PAGE] = 1


def _choice(label: str, options: dict[str, str], key: str) -> str | None:
    chosen = st.selectbox(
        label,
        list(options),
        key=f"queue_{key}",
        bind="query-params",
        format_func=lambda option: options[option],
        on_change=_to_first_page,
    )
    return None if chosen == _ALL else chosen


def ask_view() -> View:
    """Ask which pile of applications to show."""
    chosen = st.segmented_control(
        "Applications",
        [view.value for view in View],
        default=View.UNCLAIMED.value,
        required=True,
        key="queue_view",
        bind="query-params",
        format_func=lambda value: View(value).label,
        on_change=_to_first_page,
        label_visibility="collapsed",
    )
    return View(chosen or View.UNCLAIMED.value)


def ask(choices: pd.DataFrame, policy: Policy, *, is_scored: bool) -> Filters:
    """Ask what the queue should keep.

    Parameters
    ----------
    choices : pandas.DataFrame
        Products and lenders that the viewer has applications of.
    policy : Policy
        Its cut-offs make the score bands.
    is_scored : bool
        Whether there are scores to filter by.

    Returns
    -------
    Filters
    """
    with st.container(key="queue_filters", horizontal=True, vertical_alignment="bottom"):
        products = {_ALL: "any product"} | {p: words.plain(p) for p in _some(choices["product"])}
        product = _choice("Product", products, "product")
        lenders = {_ALL: "any lender"} | queue_loaders.lenders(choices)
        lender_id = _choice("Lender", lenders, "lender")
        depth_band = _choice("Depth of file", _DEPTHS, "depth")
        bands = _bands(policy)
        band = None
        if is_scored:
            labels = {_ALL: "any score"} | {name: label for name, (label, *_) in bands.items()}
            band = _choice("Score", labels, "score")
    score_from, score_below = bands[band][1:] if band else (None, None)
    return Filters(
        product=product,
        lender_id=lender_id,
        depth_band=depth_band,
        score_from=score_from,
        score_below=score_below,
    )


def _some(values: pd.Series) -> Sequence[str]:
    return sorted({str(value) for value in values if not pd.isna(value)})


def _bands(policy: Policy) -> dict[str, tuple[str, int | None, int | None]]:
    refer, approve = policy.refer_from, policy.approve_from
    return {
        "below": (f"under {refer}", None, refer),
        "between": (f"{refer} to {approve - 1}", refer, approve),
        "above": (f"{approve} and over", approve, None),
    }


def says_why_empty(view: View, filters: Filters) -> str:
    """Name what emptied the queue: the pile, or the filters on it."""
    set_ = {
        "product": filters.product is not None,
        "lender": filters.lender_id is not None,
        "depth of file": filters.depth_band is not None,
        "score": filters.score_from is not None or filters.score_below is not None,
    }
    names = ", ".join(name for name, is_set in set_.items() if is_set)
    if not names:
        return view.empty
    return f"No application here fits these filters: {names}. Widen one of them."
