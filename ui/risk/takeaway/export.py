"""The tables of a risk page, to take away: all that it shows, or could show for a chart."""

import io
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import pandas as pd
import streamlit as st

from ui import sortable
from ui.panel import escaped

HELD = "tables_to_take"  # of the page on the screen: names of files, to title and table
Make = Callable[[], pd.DataFrame]


def begin() -> None:
    """Forget the tables of the page before; each page begins with it."""
    st.session_state[HELD] = {}


def keep(name: str, title: str, make: Make) -> None:
    """Keep a table of the page, to be made once somebody takes it away.

    Parameters
    ----------
    name : str
        Of the file, without an ending; unique on the page.
    title : str
        What it is called in the list.
    make : callable
        Makes the table: numbers, or one of `ui.sortable`.
    """
    st.session_state.setdefault(HELD, {})[name] = (title, make)


def kept() -> Mapping[str, tuple[str, Make]]:
    """Give the tables of the page, by name: title, and what makes each."""
    return dict(st.session_state.get(HELD, {}))


def offer() -> None:
    """Offer every table of the page as CSV and as Parquet; none is made before it is asked for."""
    for name, (title, make) in kept().items():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(escaped(title), width="stretch")
            for ending, (kind, write) in _FORMS.items():
                st.download_button(
                    kind,
                    partial(_made, make, write),
                    file_name=f"{name}.{ending}",
                    key=f"export_{name}_{ending}",
                    on_click="ignore",
                )


def _made(make: Make, write: Callable[[pd.DataFrame], bytes]) -> bytes:
    return write(make())


def csv(frame: pd.DataFrame) -> bytes:
    """Write a table as CSV, numbers for words."""
    return sortable.numbers(frame).to_csv(index=False).encode()


def parquet(frame: pd.DataFrame) -> bytes:
    """Write a table as Parquet, numbers for words."""
    out = io.BytesIO()
    sortable.numbers(frame).to_parquet(out, index=False)
    return out.getvalue()


_FORMS: Mapping[str, tuple[str, Callable[[pd.DataFrame], bytes]]] = MappingProxyType(
    {"csv": ("CSV", csv), "parquet": ("Parquet", parquet)}
)
