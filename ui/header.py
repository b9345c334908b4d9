"""The first line of a page: where one is, what it is about, and the facts as chips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.panel import escaped


@dataclass(frozen=True, slots=True)
class Chip:
    """A short fact; one that calls for caution is amber."""

    text: str
    is_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Above:
    """The page that another one belongs under, and what stands in its address."""

    label: str
    page: Path
    link: Mapping[str, str]


def show(title: str, chips: Sequence[Chip], *, above: Above | None = None) -> DeltaGenerator:
    """Write the line, and give it for what else belongs there.

    Parameters
    ----------
    title : str
    chips : sequence of Chip
    above : Above or None
        The page this one belongs under.
    """
    badges = " ".join(
        f":{'yellow' if chip.is_doubt else 'gray'}-badge[{escaped(chip.text)}]" for chip in chips
    )
    line = st.container(key="page_header", horizontal=True, vertical_alignment="center")
    with line:
        if above is not None:
            # a link in text would open a tab of its own
            st.page_link(above.page, label=f":blue[{above.label}] ›", query_params=dict(above.link))
        st.subheader(title, anchor=False, width="content")
        if badges:
            st.markdown(badges, width="content")
    return line
