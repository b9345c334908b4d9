"""The first line of a page: where one is, what it is about, and the facts as chips."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.panel import escaped


@dataclass(frozen=True, slots=True)
class Chip:
    """A short fact; one that calls for caution is amber."""

    text: str
    is_doubt: bool = False


def show(
    title: str, chips: Sequence[Chip], *, above: tuple[str, str] | None = None
) -> DeltaGenerator:
    """Write the line, and give it for what else belongs there.

    Parameters
    ----------
    title : str
    chips : sequence of Chip
    above : (str, str) or None
        Label and `url_path` of the page this one belongs under.
    """
    badges = " ".join(
        f":{'yellow' if chip.is_doubt else 'gray'}-badge[{escaped(chip.text)}]" for chip in chips
    )
    line = st.container(key="page_header", horizontal=True, vertical_alignment="center")
    with line:
        if above is not None:
            st.markdown(f"[{above[0]}](/{above[1]}) ›", width="content")
        st.subheader(title, anchor=False, width="content")
        if badges:
            st.markdown(badges, width="content")
    return line
