"""The line that stands on every page: which book, how old, which model, who is signed in."""

from collections.abc import Sequence

import streamlit as st

from desk.roles import Viewer
from ui import sign_in, words
from ui.book import BookInUse
from ui.panel import escaped

_DEMO = "No password was asked: this app serves this machine only. Click to sign out."


def show(book: BookInUse | None, viewer: Viewer) -> None:
    """Write the line, and the button that signs out.

    Parameters
    ----------
    book : BookInUse or None
        None when nothing was published yet.
    viewer : Viewer
    """
    with st.container(key="bar", horizontal=True, gap="small", width="content"):
        st.markdown(_line(book), width="content")
        is_demo = sign_in.is_demo()
        st.button(
            f"{'demo sign-in as ' if is_demo else ''}{escaped(_who(viewer))}",
            key="bar_sign_out",
            type="tertiary",
            help=_DEMO if is_demo else "Click to sign out.",
            on_click=sign_in.sign_out,
        )
        sign_in.keep()


def _who(viewer: Viewer) -> str:
    if viewer.name == viewer.role.label:
        return viewer.name
    return f"{viewer.name}, {viewer.role.label}"


def _line(book: BookInUse | None) -> str:
    if book is None:
        return ":gray[no book yet]"
    parts = [
        f"book of {words.moment(book.built_at)} UTC, {words.age(book.age)} old",
        f"model {book.book.model}" if book.book.model else "no model yet",
    ]
    tag = " :yellow-badge[simulated data]" if book.is_simulated else ""
    return f":gray[{escaped(' · '.join(parts))}]{tag}"


def warn(warnings: Sequence[str]) -> None:
    """Show what makes a metric unsure, on every page that shows one."""
    for warning in warnings:
        st.warning(words.plain(warning))
