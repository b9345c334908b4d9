"""The line that stands on every page: which book, how old, which model, who is signed in."""

import streamlit as st

from desk.roles import Viewer
from ui import sign_in, words
from ui.loaders import BookInUse


def show(book: BookInUse | None, viewer: Viewer) -> None:
    """Write the line, and the button that signs out.

    Parameters
    ----------
    book : BookInUse or None
        None when nothing was published yet.
    viewer : Viewer
    """
    with st.container(key="bar", horizontal=True, gap="small", width="content"):
        if book is None:
            st.markdown(":gray[no book yet]", width="content")
        else:
            parts = [f"book of {words.moment(book.built_at)}, {words.age(book.age)} old"]
            parts.append(f"model {book.model}" if book.model else "no model yet")
            tag = " :yellow-badge[simulated data]" if book.is_simulated else ""
            st.markdown(f":gray[{' · '.join(parts)}]{tag}", width="content")
        st.button(
            f"Signed in as {viewer.name}",
            key="bar_sign_out",
            type="tertiary",
            help="Sign out, or choose another role.",
            on_click=sign_in.sign_out,
        )
