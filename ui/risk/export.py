"""The table behind a page, to take away."""

import io
from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from ui.panel import escaped


def titled(title: str, frame: pd.DataFrame, name: str) -> None:
    """Write a card's title and, beside it, the offer of its table; arguments as in `offer`."""
    with st.container(
        key=f"head_export_{name}",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        wrap=False,
    ):
        st.markdown(f":gray[{escaped(title)}]", width="stretch")
        offer(frame, name)


def offer(frame: pd.DataFrame, name: str) -> None:
    """Offer a table as CSV and as Parquet; neither is made before it is asked for.

    Parameters
    ----------
    frame : pandas.DataFrame
        Numbers, not words.
    name : str
        File name without an ending; unique in the app.
    """
    forms: dict[str, Callable[[pd.DataFrame], bytes]] = {"csv": _csv, "parquet": _parquet}
    with st.popover("Export", type="tertiary"):
        for ending, write in forms.items():
            st.download_button(
                f"Table as {ending.upper() if ending == 'csv' else 'Parquet'}",
                partial(write, frame),
                file_name=f"{name}.{ending}",
                key=f"export_{name}_{ending}",
                on_click="ignore",
            )


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def _parquet(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()
