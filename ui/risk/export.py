"""The table behind a page, to take away."""

import io
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import pandas as pd
import streamlit as st

from ui import sortable
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
        Numbers, or a table of `ui.sortable`.
    name : str
        File name without an ending; unique in the app.
    """
    with st.popover("Export", type="tertiary"):
        for ending, (kind, write) in _FORMS.items():
            st.download_button(
                f"Table as {kind}",
                partial(write, frame),
                file_name=f"{name}.{ending}",
                key=f"export_{name}_{ending}",
                on_click="ignore",
            )


def offer_all(tables: Mapping[str, Callable[[], pd.DataFrame]], page: str) -> None:
    """Offer all tables of a page as CSV and as Parquet; none is made before it is asked for.

    Parameters
    ----------
    tables : mapping
        File names without an ending, to what makes the table: numbers, not words.
    page : str
        Unique in the app.
    """
    with st.popover("Export", type="tertiary"):
        for name, make in tables.items():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(escaped(name.replace("_", " ")), width="stretch")
                for ending, (kind, write) in _FORMS.items():
                    st.download_button(
                        kind,
                        partial(_made, make, write),
                        file_name=f"{name}.{ending}",
                        key=f"export_{page}_{name}_{ending}",
                        on_click="ignore",
                    )


def _made(make: Callable[[], pd.DataFrame], write: Callable[[pd.DataFrame], bytes]) -> bytes:
    return write(make())


def _csv(frame: pd.DataFrame) -> bytes:
    return sortable.numbers(frame).to_csv(index=False).encode()


def _parquet(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    sortable.numbers(frame).to_parquet(out, index=False)
    return out.getvalue()


_FORMS: Mapping[str, tuple[str, Callable[[pd.DataFrame], bytes]]] = MappingProxyType(
    {"csv": ("CSV", _csv), "parquet": ("Parquet", _parquet)}
)
